import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { stopListQuery } from '../../api/stops.js';
import { Actor } from '../../parts/actor.js';
import { drillCommand } from '../../parts/commands.js';
import { Figure } from '../../parts/figure.js';
import { useMaySome } from '../../parts/may.js';
import { Page } from '../../parts/page.js';
import { Answer, Empty } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Tabs } from '../../parts/tabs.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';
import { Reactions } from './reactions.js';
import { StopBadge } from './stop-badge.js';
import { ThrowSheet } from './throw-sheet.js';
import { type Stop, scopeName, stateText, whereText } from './words.js';

const route = getRouteApi('/stops');

const VIEWS = [
  { view: undefined, name: 'In force' },
  { view: 'ended', name: 'History' },
  { view: 'reactions', name: 'Set off by alerts' },
] as const;

export default function Stops() {
  const { view, scope, of, model } = route.useSearch();
  const navigate = route.useNavigate();
  const mayThrow = useMaySome('stops.throw');
  const close = (): void =>
    void navigate({ search: (old) => ({ ...old, scope: undefined, of: undefined, model: undefined }), replace: true });
  return (
    <Page
      title="Stops"
      about="What is stopped, throttled or in shadow. One person stops, at once, or a policy by itself; two others resume, on fresh audits."
      acts={
        mayThrow ? (
          <p className="acts no-print">
            <Link className="button danger" to="/stops" search={{ view, scope: 'deployment' }}>
              Stop something
            </Link>
          </p>
        ) : null
      }
    >
      <Tabs label="Which stops" to="/stops" views={VIEWS} shown={view} />
      {view === 'reactions' ? <Reactions /> : <Listed isHistory={view === 'ended'} />}
      {scope !== undefined && mayThrow ? <ThrowSheet scope={scope} of={of} model={model} onClose={close} /> : null}
    </Page>
  );
}

function Listed({ isHistory }: { readonly isHistory: boolean }) {
  const stops = useQuery(stopListQuery(isHistory));
  return (
    <Answer of={stops} what="the stops">
      {(list) => (isHistory ? <History list={list} /> : <InForce list={list} />)}
    </Answer>
  );
}

interface ListProps {
  readonly list: wire.StopList;
}

function InForce({ list }: ListProps) {
  const real = list.stops.filter(({ drill }) => !drill);
  const waiting = list.stops.reduce((sum, { resumptions }) => sum + resumptions.length, 0);
  return (
    <div className="stack">
      <dl className="figures">
        <Figure name="In force" value={formatCount(real.length)} note={drillNote(list.stops.length - real.length)} />
        <Figure name="Deployments concerned" value={formatCount(list.deployments.length)} />
        <Figure name="Resumptions that wait" value={formatCount(waiting)} note="for a second person" />
        <Figure name="Programs listening" value={formatCount(list.clients)} note="each is told at once" />
      </dl>
      {list.stops.length === 0 ? (
        <Empty title="Nothing is stopped" command={drillCommand(location.origin)}>
          Whatever is deployed decides. A drill goes the whole way of a stop and changes no decision: it says how many
          programs hear it, and how soon.
        </Empty>
      ) : (
        <StopTable stops={list.stops} caption="Stops in force" />
      )}
    </div>
  );
}

const drillNote = (drills: number): string => (drills === 0 ? 'no drill' : `and ${formatCount(drills)} as a drill`);

function History({ list }: ListProps) {
  const ended = list.stops.filter((one) => one.ended !== null);
  if (ended.length === 0)
    return (
      <p className="quiet">
        {list.next === null ? 'No stop ever ended here.' : `None of the newest ${list.stops.length} stops has ended.`}
      </p>
    );
  return (
    <>
      <StopTable stops={ended} caption="Stops that ended" />
      {list.next === null ? null : <p className="note small">Among the newest {list.stops.length} stops.</p>}
    </>
  );
}

function StopTable({ stops, caption }: { readonly stops: readonly Stop[]; readonly caption: string }) {
  const { q, sort, page } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Table
      caption={caption}
      columns={columnsOf(stops.some(({ ended }) => ended !== null))}
      rows={stops}
      rowKey={({ id }) => id}
      isBad={({ mode, drill, ended }) => mode === 'stop' && !drill && ended === null}
      state={{ q, sort, page }}
      onState={(state) => void navigate({ search: (old) => ({ ...old, ...state }), replace: true })}
      file="stops.csv"
    />
  );
}

function columnsOf(hasEnds: boolean): readonly Column<Stop>[] {
  const last: Column<Stop> = hasEnds
    ? {
        id: 'ended',
        head: 'Ended',
        value: ({ ended }) => ended?.at ?? null,
        cell: ({ ended }) => (ended === null ? '–' : <Time at={ended.at} relative />),
      }
    : {
        id: 'turn',
        head: 'Way back',
        value: (one) => turnText(one),
        cell: (one) =>
          one.resumptions.length === 0 ? (
            turnText(one)
          ) : (
            <Badge look="care" glyph="◆">
              {turnText(one)}
            </Badge>
          ),
      };
  return [
    {
      id: 'what',
      head: 'What',
      value: ({ scope, labels, where }) => `${scopeName(scope, labels)} ${whereText(where)}`,
      cell: ({ id, scope, labels, where }) => (
        <>
          <Link to="/stops/$id" params={{ id }}>
            <Name>{scopeName(scope, labels)}</Name>
          </Link>
          {Object.keys(where).length === 0 ? null : (
            <span className="note small">
              {' '}
              <Name>{whereText(where)}</Name>
            </span>
          )}
        </>
      ),
    },
    { id: 'state', head: 'State', value: stateText, cell: (one) => <StopBadge of={one} /> },
    { id: 'why', head: 'Why', value: ({ reason }) => reason, cell: ({ reason }) => <Name>{reason}</Name> },
    { id: 'by', head: 'By', value: ({ by }) => by, cell: ({ by }) => <Actor id={by} /> },
    { id: 'since', head: 'Since', value: ({ since }) => since, cell: ({ since }) => <Time at={since} relative /> },
    last,
  ];
}

function turnText({ drill, resumptions, isOverdue }: Stop): string {
  if (drill) return 'one person ends it';
  if (resumptions.length > 0) return 'a second person confirms';
  return isOverdue ? 'somebody was to look again' : 'two others resume';
}
