import { monitorTables } from '../../../adapters/postgres/monitor/index.js';
import { monitorEvents } from '../../../domain/live-monitor/events/index.js';
import { monitorActs } from '../../../domain/live-monitor/watches/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { Slots } from '../base/index.js';
import { monitorAccess } from './access.js';
import { monitorConfiguration } from './configuration/index.js';
import { historyRoutes } from './history-routes.js';
import { monitorMetrics } from './metrics.js';
import { watchedPolicyRoutes } from './policy-routes.js';
import { monitorRoutes } from './routes.js';
import { monitorServices } from './services.js';
import { standingRoutes } from './standing-routes.js';

/** Most feeds of changes that are open at once; each takes a connection. */
const MOST_FEEDS = 32;
/** Of those, the ones of one key or account, which must not keep everybody else from them. */
const MOST_FEEDS_OF_ONE = 8;
/** Most answers at once that read blocks back, of a series or of durations: each takes seconds of the processor where blocks are many. */
const MOST_REPLAYS = 4;

export const monitorParts = defineParts({
  access: monitorAccess,
  events: monitorEvents,
  acts: monitorActs,
  configuration: [monitorConfiguration],
  tables: [monitorTables],
  services: monitorServices,
  routes: [...monitorRoutes, ...historyRoutes, ...watchedPolicyRoutes, ...standingRoutes],
  open: ({ monitor, registry, nowMs, configuration }: RoomContext) => ({
    deps: {
      ...{ monitor, registry, nowMs },
      feeds: new Slots(MOST_FEEDS, 'feeds of changes are open', MOST_FEEDS_OF_ONE),
      replays: new Slots(MOST_REPLAYS, 'answers that read blocks back are on their way'),
    },
    metrics: monitorMetrics(monitor, { nowMs, ...configuration.read(monitorConfiguration) }),
  }),
});
