import { stopTables } from '../../../adapters/postgres/stops/index.js';
import { stopEvents } from '../../../domain/stops/events/index.js';
import { auditWanted, stopActs } from '../../../domain/stops/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { Slots } from '../base/index.js';
import { openRemoteModels } from '../remote-models/open-remote-models.js';
import { stopAccess } from './access.js';
import { canaryRoutes } from './canary-routes.js';
import { decidedRoutes } from './decided-routes.js';
import { stopMetrics } from './metrics.js';
import { ofrepRoutes } from './ofrep-routes.js';
import { openReactor } from './open-reactor.js';
import { reactionRoutes } from './reaction-routes.js';
import { stopRoutes } from './routes.js';
import { stopServices } from './services.js';

/** Most clients that are connected at once; each takes a connection. */
const MOST_FEEDS = 2000;
/** Of those, the ones of one key or account: a fleet shares a key, and must not keep everybody else from learning that they are stopped. */
const MOST_FEEDS_OF_ONE = 1000;

export const stopParts = defineParts({
  access: stopAccess,
  events: stopEvents,
  acts: stopActs,
  reasons: [auditWanted],
  tables: [stopTables],
  services: stopServices,
  routes: [...stopRoutes, ...decidedRoutes, ...canaryRoutes, ...reactionRoutes, ...ofrepRoutes],
  open(context: RoomContext) {
    const { stopSwitch, registry, clock, nowMs } = context;
    const feeds = new Slots(MOST_FEEDS, 'clients follow the stop switch', MOST_FEEDS_OF_ONE);
    const reactor = openReactor(context);
    return {
      deps: { stopSwitch, remoteModels: openRemoteModels(context), reactor, registry, clock, nowMs, feeds },
      jobs: [reactor.job()],
      metrics: stopMetrics(stopSwitch.board, nowMs),
    };
  },
});
