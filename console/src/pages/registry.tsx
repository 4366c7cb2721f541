import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type Registry as Registered, registryQuery } from '../api/queries.js';
import { applyCommand } from '../parts/commands.js';
import { Page, Section } from '../parts/page.js';
import { activationOf, systemOfModel } from '../parts/registered.js';
import { Answer, Empty } from '../parts/states.js';
import { type Column, Table } from '../parts/table.js';
import { Name } from '../parts/words.js';
import { Versions } from './system/versions.js';

const route = getRouteApi('/registry');

interface Row {
  readonly id: string;
  readonly system: string;
  readonly model: string;
  readonly environment: string;
  readonly version: string;
  readonly cutoff: number | null;
}

const COLUMNS: readonly Column<Row>[] = [
  { id: 'id', head: 'Deployment', value: ({ id }) => id, cell: ({ id }) => <Name>{id}</Name> },
  {
    id: 'system',
    head: 'System',
    value: ({ system }) => system,
    cell: ({ id, system }) => (
      <Link to="/systems/$system" params={{ system }} search={{ deployment: id }}>
        <Name>{system}</Name>
      </Link>
    ),
  },
  { id: 'model', head: 'Model', value: ({ model }) => model, cell: ({ model }) => <Name>{model}</Name> },
  {
    id: 'environment',
    head: 'Where',
    value: ({ environment }) => environment,
    cell: ({ environment }) => <Name>{environment}</Name>,
  },
  { id: 'version', head: 'Version', value: ({ version }) => version, cell: ({ version }) => <Name>{version}</Name> },
  { id: 'cutoff', head: 'Cutoff', isNumber: true, value: ({ cutoff }) => cutoff, cell: ({ cutoff }) => cutoff ?? '–' },
];

export default function Registry() {
  const registry = useQuery(registryQuery);
  return (
    <Page title="Registry" about="What decisions refer to: systems, models, their versions, and where each runs.">
      <Answer of={registry} what="what is registered">
        {(registered) =>
          registered.systems.length === 0 ? (
            <Empty title="Nothing is registered" command={applyCommand(location.origin)}>
              One document registers systems, models, versions and deployments.
            </Empty>
          ) : (
            <Everything of={registered} />
          )
        }
      </Answer>
    </Page>
  );
}

function Everything({ of }: { readonly of: Registered }) {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const rows = of.deployments.map((one): Row => {
    const inForce = activationOf(one);
    const label = of.versions.find(({ digest, model }) => digest === inForce?.version && model === one.model)?.label;
    const system = systemOfModel(one.model, of) ?? '';
    return { ...one, system, version: label ?? 'none', cutoff: inForce?.cutoff ?? null };
  });
  return (
    <>
      <Section title="Deployments">
        <Table
          caption="Deployments"
          columns={COLUMNS}
          rows={rows}
          rowKey={({ id }) => id}
          state={state}
          onState={(search) => void navigate({ search, replace: true })}
          file="deployments.csv"
        />
      </Section>
      {rows.length > MOST_OPEN ? null : (
        <Section title="Versions over time">
          <div className="stack">
            {rows.map(({ id }) => (
              <div key={id}>
                <h3>
                  <Name>{id}</Name>
                </h3>
                <Versions deployment={id} registry={of} />
              </div>
            ))}
          </div>
        </Section>
      )}
    </>
  );
}

/** Beyond this many deployments their versions are read on the page of each system. */
const MOST_OPEN = 12;
