import { artifactTables } from '../../../adapters/postgres/artifacts/index.js';
import { administrationActs } from '../../../domain/administration/index.js';
import { registryEvents } from '../../../domain/registry/events/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { openRemoteModels } from '../remote-models/open-remote-models.js';
import { registryAccess } from './access.js';
import { policyRoutes } from './policies.js';
import { registryRoutes } from './routes.js';
import { registryServices } from './services.js';

export const registryParts = defineParts({
  access: registryAccess,
  events: registryEvents,
  acts: administrationActs,
  services: registryServices,
  routes: [...registryRoutes, ...policyRoutes],
  open: (context: RoomContext) => ({
    deps: {
      ...context,
      artifacts: context.storesOf(artifactTables).artifacts,
      remoteModels: openRemoteModels(context),
    },
  }),
});
