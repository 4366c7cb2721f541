import { auditTables } from '../../../adapters/postgres/audits/index.js';
import { monitorTables } from '../../../adapters/postgres/monitor/index.js';
import { auditSequenceEvents } from '../../../domain/audit-sequences/events/index.js';
import { auditSequenceActs, auditSequenceReasons } from '../../../domain/audit-sequences/index.js';
import { auditActs, auditEvents, auditReasons } from '../../../domain/audits/recorded/index.js';
import { DueAudits } from '../../../domain/due-audits/index.js';
import { defineParts, type RoomContext } from '../../rooms/define/index.js';
import { auditAccess } from './access.js';
import { auditRoutes } from './routes.js';
import { sequenceRoutes } from './sequence-routes.js';
import { auditServices } from './services.js';

export const auditsParts = defineParts({
  access: auditAccess,
  acts: [...auditActs, ...auditSequenceActs],
  events: [...auditEvents, ...auditSequenceEvents],
  reasons: [...auditReasons, ...auditSequenceReasons],
  services: auditServices,
  routes: [...auditRoutes, ...sequenceRoutes],
  open({ audits, auditRuns, auditResults, acts, storesOf, nowMs }: RoomContext) {
    // The stores are looked up when they are used: a room is opened before a service without tables needs them.
    const dueAudits = new DueAudits({
      request: (query, followed) => audits.request(query, followed),
      acts,
      store: { open: (limit) => storesOf(auditTables).dueAudits.open(limit) },
      policyText: (digest) => storesOf(monitorTables).monitor.policy(digest),
      nowMs,
    });
    const auditSequences = { store: () => storesOf(auditTables).sequenceDecisions, acts, nowMs };
    return { deps: { audits, auditRuns, auditResults, dueAudits, auditSequences }, jobs: [dueAudits.job()] };
  },
});
