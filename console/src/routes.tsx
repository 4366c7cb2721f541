import { createRouter } from '@tanstack/react-router';
import { Loading } from './parts/states.js';
import { governanceRoutes } from './routes/governance.js';
import { operationRoutes } from './routes/operation.js';
import { peopleRoutes } from './routes/people.js';
import { root } from './routes/root.js';
import { settingsRoutes } from './routes/settings.js';

/** Every page of the console by its address; `routes/` has them by what they are about. */
export const router = createRouter({
  routeTree: root.addChildren([...operationRoutes, ...peopleRoutes, ...governanceRoutes, ...settingsRoutes]),
  basepath: '/console',
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: () => <Loading what="the page" />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
