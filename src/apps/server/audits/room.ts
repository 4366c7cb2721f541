import { auditTables } from '../../../adapters/postgres/audits/index.js';
import { monitorTables } from '../../../adapters/postgres/monitor/index.js';
import { auditActs, auditEvents, auditReasons } from '../../../domain/audits/recorded/index.js';
import { DueAudits } from '../../../domain/due-audits/index.js';
import { gateRecordEvents } from '../../../domain/gate-records/events/index.js';
import { gateRecordActs, gateRecordReasons } from '../../../domain/gate-records/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { auditAccess } from './access.js';
import { gateRoutes } from './gate-routes.js';
import { auditRoutes } from './routes.js';
import { auditServices } from './services.js';

export const auditsParts = defineParts({
  access: auditAccess,
  acts: [...auditActs, ...gateRecordActs],
  events: [...auditEvents, ...gateRecordEvents],
  reasons: [...auditReasons, ...gateRecordReasons],
  services: auditServices,
  routes: [...auditRoutes, ...gateRoutes],
  open({ audits, auditRuns, auditResults, acts, storesOf, nowMs }: RoomContext) {
    // The stores are looked up when they are used: a room is opened before a service without tables needs them.
    const dueAudits = new DueAudits({
      request: (query, followed) => audits.request(query, followed),
      acts,
      store: { open: (limit) => storesOf(auditTables).dueAudits.open(limit) },
      policyText: (digest) => storesOf(monitorTables).monitor.policy(digest),
      nowMs,
    });
    const gates = { store: () => storesOf(auditTables).gateDecisions, acts, nowMs };
    return { deps: { audits, auditRuns, auditResults, dueAudits, gates }, jobs: [dueAudits.job()] };
  },
});
