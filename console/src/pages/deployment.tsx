import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { registeredOfQuery } from '../api/queries.js';
import { Page } from '../parts/page.js';
import { systemOf } from '../parts/registered.js';
import { Answer, Empty, shownOf } from '../parts/states.js';

const route = getRouteApi('/deployment');

const crumb = (
  <Link to="/registry" search={{}}>
    Registry
  </Link>
);

/** Leads on to a deployment on the page of its system, for whoever knows its name alone. */
export default function DeploymentPage() {
  const { id } = route.useSearch();
  const registered = useQuery(registeredOfQuery({ deployment: id }));
  const registry = shownOf(registered);
  const system = registry === undefined ? undefined : systemOf(id, registry);
  if (system !== undefined)
    return <Navigate to="/systems/$system" params={{ system }} search={{ deployment: id }} replace />;
  return (
    <Page title={id} crumb={crumb}>
      <Answer of={registered} what="the deployment">
        {() => (
          <Empty title="No such deployment is registered">
            It may have another name, or was never registered here.
          </Empty>
        )}
      </Answer>
    </Page>
  );
}
