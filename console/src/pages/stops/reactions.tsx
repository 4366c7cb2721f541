import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { wire } from 'tribune/client';
import { reactionsQuery } from '../../api/stops.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Badge, groupText, Name } from '../../parts/words.js';
import { AskedRows } from './asked-rows.js';

const route = getRouteApi('/stops');

type Reaction = wire.ReactionList['reactions'][number];

const COLUMNS: readonly Column<Reaction>[] = [
  {
    id: 'requirement',
    head: 'Requirement',
    value: ({ requirement }) => requirement,
    cell: ({ requirement, every }) => {
      if (requirement !== null) return <Name>{requirement}</Name>;
      return <span className="note">{every === 'version' ? 'another version' : 'the calendar of the policy'}</span>;
    },
  },
  {
    id: 'deployment',
    head: 'Deployment',
    value: ({ deployment }) => deployment,
    cell: ({ deployment }) => <Name>{deployment}</Name>,
  },
  {
    id: 'group',
    head: 'Group',
    value: ({ group }) => (group === null ? '' : groupText(group)),
    cell: ({ group }) => (group === null ? '–' : <Name>{groupText(group)}</Name>),
  },
  {
    id: 'does',
    head: 'What was set off',
    value: ({ does }) => does,
    cell: ({ does, stop, problem, audit, canary, incident, deployment }) => {
      if (problem !== null)
        return (
          <>
            <Badge look="bad" glyph="■">{`${does} failed`}</Badge> <span className="note small">{problem}</span>
          </>
        );
      if (audit !== null) return <DueAudit of={audit} />;
      if (stop !== null)
        return (
          <Link to="/stops/$id" params={{ id: stop }}>
            {does}
          </Link>
        );
      if (incident !== null)
        return (
          <Link to="/incidents/$id" params={{ id: incident }}>
            {does}
          </Link>
        );
      if (canary !== null)
        return (
          <Link to="/deployment" search={{ id: deployment }}>
            {does}
          </Link>
        );
      return ASKED.includes(does) ? `${does}: asked of people` : does;
    },
  },
  { id: 'at', head: 'When', value: ({ doneAt }) => doneAt, cell: ({ doneAt }) => <Time at={doneAt} relative /> },
];

/** What a policy cannot do by itself: it asks people for it. */
const ASKED: readonly string[] = ['recalibrate', 'retrain'];

const SOON = { waiting: 'audit: to be made within minutes', begun: 'audit: being made, or to be begun again' } as const;

/** How far an audit is that the service makes. */
function DueAudit({ of: { state, audit, problem } }: { readonly of: NonNullable<Reaction['audit']> }) {
  if (state === 'waiting' || state === 'begun') return SOON[state];
  if (audit !== null)
    return (
      <Link to="/audits/$id" params={{ id: audit }}>
        audit
      </Link>
    );
  return (
    <>
      <Badge look="care" glyph="◆">
        audit not made
      </Badge>{' '}
      <span className="note small">{problem?.message}</span>
    </>
  );
}

/** What alerts set off by themselves, as the policies say. */
export function Reactions() {
  const reactions = useQuery(reactionsQuery);
  const { q, sort, page } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Answer of={reactions} what="what alerts set off">
      {({ reactions: list, next }) =>
        list.length === 0 ? (
          <p className="quiet">
            Nothing yet. A policy says under <code>reactions</code> what an alert does by itself: review, throttle,
            shadow or stop, hold a version that is tried out, have an audit made, open an incident; or that people are
            asked for a new training.
          </p>
        ) : (
          <>
            <Table
              caption="What alerts set off"
              columns={COLUMNS}
              rows={list}
              rowKey={({ id }) => id}
              isBad={({ problem }) => problem !== null}
              state={{ q, sort, page }}
              onState={(state) => void navigate({ search: (old) => ({ ...old, ...state }), replace: true })}
              file="reactions.csv"
            />
            {next === null ? null : <p className="note small">The newest {list.length} are shown.</p>}
            <AskedRows of={list} />
          </>
        )
      }
    </Answer>
  );
}
