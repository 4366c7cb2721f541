import { incidentTables } from '../../../adapters/postgres/incidents/index.js';
import { incidentEvents } from '../../../domain/incidents/events/index.js';
import { followIncidents, incidentActs, planWanted } from '../../../domain/incidents/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { Slots } from '../base/index.js';
import { incidentAccess } from './access.js';
import { IncidentCounts } from './look.js';
import { incidentMetrics } from './metrics.js';
import { planRoutes } from './plan-routes.js';
import { type ReportRouteDeps, reportRoutes } from './report-route.js';
import { type IncidentRouteDeps, incidentRoutes } from './routes.js';
import { incidentServices } from './services.js';

/** Most feeds of changes that are open at once; each takes a connection. */
const MOST_FEEDS = 64;
/** Of those, the ones of one key or account, which must not keep everybody else from them. */
const MOST_FEEDS_OF_ONE = 8;

export const incidentParts = defineParts<IncidentRouteDeps & ReportRouteDeps>({
  access: incidentAccess,
  events: incidentEvents,
  acts: incidentActs,
  reasons: [planWanted],
  followers: [followIncidents()],
  tables: [incidentTables],
  services: incidentServices,
  routes: [...incidentRoutes, ...reportRoutes, ...planRoutes],
  open({ incidents, registry, access, log, version, nowMs }: RoomContext) {
    const feeds = new Slots(MOST_FEEDS, 'feeds of incidents are open', MOST_FEEDS_OF_ONE);
    const counts = new IncidentCounts(incidents, nowMs);
    return {
      deps: { incidents, registry, access, log, version, nowMs, feeds },
      jobs: [counts.job()],
      metrics: incidentMetrics(counts),
    };
  },
});
