import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { monitorQuery, registryQuery } from '../../api/queries.js';
import { applyCommand } from '../../parts/commands.js';
import { Digest } from '../../parts/digest.js';
import { Page } from '../../parts/page.js';
import { activationOf } from '../../parts/registered.js';
import { Answer, Empty } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Badge, Name } from '../../parts/words.js';

const route = getRouteApi('/policies');

interface Row {
  readonly deployment: string;
  /** Digest of the policy that the monitor uses; null for what is not watched. */
  readonly watched: string | null;
  /** Digest that the registry names for the version that decides now. */
  readonly registered: string | null;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'deployment',
    head: 'Deployment',
    value: ({ deployment }) => deployment,
    cell: ({ deployment }) => (
      <Link to="/policies/edit" search={{ deployment }}>
        <Name>{deployment}</Name>
      </Link>
    ),
  },
  {
    id: 'watched',
    head: 'Watched by',
    value: ({ watched }) => watched ?? '',
    cell: ({ watched }) => (watched === null ? 'not watched' : <Digest of={watched} />),
  },
  {
    id: 'registered',
    head: 'Named in the registry',
    value: ({ registered }) => registered ?? '',
    cell: ({ registered }) => (registered === null ? 'none' : <Digest of={registered} />),
  },
  { id: 'state', head: 'State', value: stateText, cell: (row) => <State of={row} /> },
];

function stateText({ watched, registered }: Row): string {
  if (watched === null) return 'not watched';
  if (registered === null) return 'the registry names none';
  return watched === registered ? 'the same' : 'they differ';
}

function State({ of }: { readonly of: Row }) {
  const isSame = of.watched !== null && of.watched === of.registered;
  const differs = of.watched !== null && of.registered !== null && !isSame;
  return (
    <Badge look={isSame ? 'good' : differs ? 'care' : ''} glyph={isSame ? '●' : differs ? '◆' : '–'}>
      {stateText(of)}
    </Badge>
  );
}

export default function Policies() {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const registry = useQuery(registryQuery);
  const monitor = useQuery(monitorQuery);
  return (
    <Page
      title="Policies"
      about="The rules by which decisions are audited and watched, each known by the digest of its text."
      acts={
        <p className="acts no-print">
          <Link className="button" to="/policies/edit" search={{}}>
            Check a text
          </Link>
        </p>
      }
    >
      <Answer of={registry} what="what is registered">
        {({ deployments }) => (
          <Answer of={monitor} what="what is watched">
            {(list) => {
              const watched = new Map((list?.watched ?? []).map((one) => [one.deployment, one.policy]));
              const rows = deployments.map(
                (one): Row => ({
                  deployment: one.id,
                  watched: watched.get(one.id) ?? null,
                  registered: activationOf(one)?.policyDigest ?? null,
                }),
              );
              return rows.length === 0 ? (
                <Empty title="Nothing is deployed" command={applyCommand(location.origin)}>
                  A deployment names the policy that it runs under; one document registers both.
                </Empty>
              ) : (
                <>
                  {list === null ? <p className="note">Your roles do not show what is watched.</p> : null}
                  <Table
                    caption="Policies"
                    columns={COLUMNS}
                    rows={rows}
                    rowKey={({ deployment }) => deployment}
                    state={state}
                    onState={(search) => void navigate({ search, replace: true })}
                    file="policies.csv"
                  />
                </>
              );
            }}
          </Answer>
        )}
      </Answer>
    </Page>
  );
}
