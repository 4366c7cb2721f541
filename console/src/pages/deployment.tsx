import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Navigate } from '@tanstack/react-router';
import { registeredOfQuery } from '../api/queries.js';
import { Page } from '../parts/page.js';
import { systemOf } from '../parts/registered.js';
import { Answer, Empty } from '../parts/states.js';

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
  return (
    <Answer of={registered} what="the deployment">
      {(registry) => {
        const system = systemOf(id, registry);
        return system === undefined ? (
          <Page title={id} crumb={crumb}>
            <Empty title="No such deployment is registered">
              It may have another name, or was never registered here.
            </Empty>
          </Page>
        ) : (
          <Navigate to="/systems/$system" params={{ system }} search={{ deployment: id }} replace />
        );
      }}
    </Answer>
  );
}
