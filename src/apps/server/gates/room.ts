import { gateTables } from '../../../adapters/postgres/gates/index.js';
import { gateEvents } from '../../../domain/gates/events/index.js';
import { gateActs, gateReasons } from '../../../domain/gates/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { gateAccess } from './access.js';
import { lateSources } from './late-sources.js';
import { gateMetrics } from './metrics.js';
import { type GateRouteDeps, gateRoutes } from './routes.js';
import { gateServices, provideEvidence } from './services.js';

export const gateParts = defineParts<GateRouteDeps>({
  access: gateAccess,
  events: gateEvents,
  acts: gateActs,
  reasons: gateReasons,
  tables: [gateTables],
  services: gateServices,
  routes: gateRoutes,
  open(context: RoomContext) {
    const { registry, gates, nowMs } = context;
    provideEvidence(gates, lateSources(context));
    return { deps: { registry, gates, nowMs }, metrics: gateMetrics(() => gates.counts()) };
  },
});
