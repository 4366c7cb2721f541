import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { registryQuery } from '../api/queries.js';
import { type DeploymentRow, deploymentsQuery, overviewQuery } from '../api/registered.js';
import { applyCommand } from '../parts/commands.js';
import { Page, Section } from '../parts/page.js';
import { DeploymentWay } from '../parts/registered.js';
import { ServedTable } from '../parts/served-table.js';
import { Answer, Empty } from '../parts/states.js';
import type { Column } from '../parts/table.js';
import { Name } from '../parts/words.js';
import { Versions } from './system/versions.js';

const route = getRouteApi('/registry');

const COLUMNS: readonly Column<DeploymentRow>[] = [
  { id: 'deployment', head: 'Deployment', value: ({ id }) => id, cell: ({ id }) => <Name>{id}</Name> },
  {
    id: 'system',
    head: 'System',
    value: ({ system }) => system,
    cell: ({ id, system }) => (
      <DeploymentWay deployment={id} system={system}>
        <Name>{system}</Name>
      </DeploymentWay>
    ),
  },
  { id: 'model', head: 'Model', value: ({ model }) => model, cell: ({ model }) => <Name>{model}</Name> },
  {
    id: 'environment',
    head: 'Where',
    value: ({ environment }) => environment,
    cell: ({ environment }) => <Name>{environment}</Name>,
  },
  {
    id: 'version',
    head: 'Version',
    value: ({ label }) => label,
    cell: ({ label }) => <Name>{label ?? 'none'}</Name>,
  },
  { id: 'cutoff', head: 'Cutoff', isNumber: true, value: ({ cutoff }) => cutoff, cell: ({ cutoff }) => cutoff ?? '–' },
];

export default function Registry() {
  const overview = useQuery(overviewQuery);
  return (
    <Page title="Registry" about="What decisions refer to: systems, models, their versions, and where each runs.">
      <Answer of={overview} what="what is registered">
        {({ systems, deployments }) =>
          systems === 0 ? (
            <Empty title="Nothing is registered" command={applyCommand(location.origin)}>
              One document registers systems, models, versions and deployments.
            </Empty>
          ) : (
            <Everything deployments={deployments} />
          )
        }
      </Answer>
    </Page>
  );
}

function Everything({ deployments }: { readonly deployments: number }) {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <Section title="Deployments">
        <ServedTable
          caption="Deployments"
          what="the deployments"
          columns={COLUMNS}
          rowKey={({ id }) => id}
          state={state}
          onState={(search) => void navigate({ search, replace: true })}
          file="deployments.csv"
          list={deploymentsQuery}
          empty={<p className="note">Nothing is deployed.</p>}
        />
      </Section>
      {deployments === 0 || deployments > MOST_OPEN ? null : (
        <Section title="Versions over time">
          <OverTime />
        </Section>
      )}
    </>
  );
}

/** The versions of every deployment, where these are few. */
function OverTime() {
  const registry = useQuery(registryQuery);
  return (
    <Answer of={registry} what="the versions">
      {(of) => (
        <div className="stack">
          {of.deployments.map(({ id }) => (
            <div key={id}>
              <h3>
                <Name>{id}</Name>
              </h3>
              <Versions deployment={id} registry={of} />
            </div>
          ))}
        </div>
      )}
    </Answer>
  );
}

/** Beyond this many deployments their versions are read on the page of each system. */
const MOST_OPEN = 12;
