import { artifactTables } from '../../../adapters/postgres/artifacts/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { serviceAccess } from './access.js';
import { serviceConfiguration } from './configuration/index.js';
import { jobRoutes } from './jobs.js';
import { serviceMetrics } from './metrics.js';
import { pageRoutes } from './pages.js';
import { Publication } from './publication.js';
import { operationRoutes } from './routes.js';
import { statusRoutes } from './status.js';

export const serviceParts = defineParts({
  access: serviceAccess,
  configuration: serviceConfiguration,
  routes: [...operationRoutes, ...statusRoutes, ...jobRoutes, ...pageRoutes],
  open: (context: RoomContext) => ({
    deps: {
      ...context,
      publication: new Publication(context),
      startedAtMs: context.nowMs(),
      artifacts: context.storesOf(artifactTables).artifacts,
    },
    metrics: serviceMetrics(context),
  }),
});
