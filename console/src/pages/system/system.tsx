import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { wire } from 'tribune/client';
import { type Registry, registeredOfQuery, watchedOfQuery } from '../../api/queries.js';
import { applyCommand } from '../../parts/commands.js';
import { Page } from '../../parts/page.js';
import { Answer, Empty, shownOf } from '../../parts/states.js';
import { Name } from '../../parts/words.js';
import { deploymentsOf } from '../health.js';
import { Deployment } from './deployment.js';
import { Governance } from './governance.js';

const route = getRouteApi('/systems/$system');

export default function System() {
  const { system } = route.useParams();
  const registry = useQuery(registeredOfQuery({ system }));
  const monitor = useQuery(watchedOfQuery({ system }));
  const [registered, list] = [shownOf(registry), shownOf(monitor)];
  if (registered !== undefined && list !== undefined) return <Shown id={system} registry={registered} monitor={list} />;
  return (
    <Page title={system} crumb={crumb}>
      <Answer of={registry} what="what is registered">
        {() => (
          <Answer of={monitor} what="what the monitor sees">
            {() => null}
          </Answer>
        )}
      </Answer>
    </Page>
  );
}

interface ShownProps {
  readonly id: string;
  readonly registry: Registry;
  readonly monitor: wire.MonitorList | null;
}

const crumb = (
  <Link to="/" search={{}}>
    Overview
  </Link>
);

function Shown({ id, registry, monitor }: ShownProps) {
  const { deployment: chosen } = route.useSearch();
  const system = registry.systems.find((one) => one.id === id);
  if (system === undefined) {
    return (
      <Page title={id} crumb={crumb}>
        <Empty title="No such system is registered">It may have another name, or was never registered here.</Empty>
      </Page>
    );
  }
  const deployments = deploymentsOf(registry, monitor);
  const deployment = deployments.find((one) => one.id === chosen) ?? deployments[0];
  return (
    <Page title={id} crumb={crumb} about={<bdi>{system.purpose}</bdi>}>
      <dl className="facts">
        <dt>Owner</dt>
        <dd>
          <Name>{system.owner}</Name>
          {system.deputy === undefined || system.deputy === '' ? (
            <span className="note"> · no deputy</span>
          ) : (
            <>
              {' '}
              <span className="note">· deputy</span> <Name>{system.deputy}</Name>
            </>
          )}
        </dd>
        <dt>Domain</dt>
        <dd>
          <Name>{system.domain}</Name>
        </dd>
        <dt>Places</dt>
        <dd>
          {system.jurisdictions.length === 0 ? 'nobody said where' : <Name>{system.jurisdictions.join(', ')}</Name>}
        </dd>
        <dt>Good for people</dt>
        <dd>outcome {system.favourableOutcome}</dd>
      </dl>
      <div className="section">
        {deployment === undefined ? (
          <Empty title="Nothing of it is deployed" command={applyCommand(location.origin)}>
            A deployment is a version of a model in a place, such as loans/prod; decisions name it.
          </Empty>
        ) : (
          <>
            {deployments.length < 2 ? null : (
              <nav className="tabs" aria-label="Deployments">
                {deployments.map((one) => (
                  <Link
                    key={one.id}
                    to="/systems/$system"
                    params={{ system: id }}
                    search={{ deployment: one.id }}
                    aria-current={one.id === deployment.id}
                  >
                    <Name>{one.id}</Name>
                  </Link>
                ))}
              </nav>
            )}
            <Deployment key={deployment.id} of={deployment} registry={registry} mayMonitor={monitor !== null} />
          </>
        )}
      </div>
      <Governance system={id} deployment={deployment?.id} />
    </Page>
  );
}
