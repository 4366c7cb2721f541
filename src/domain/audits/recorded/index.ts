/**
 * Audits of recorded decisions, over a source that makes tallies of them.
 *
 * @packageDocumentation
 */

export { digestOfPolicy, readPolicy } from '../policy-text.js';
export type { ListCounts } from '../source/index.js';
export { auditActs, followDueAudit } from './acts.js';
export {
  type AuditJob,
  type AuditQuery,
  type AuditWindow,
  belongs,
  nothingInOrder,
  nothingRecorded,
  noWholeList,
} from './audit-job.js';
export { AuditRuns } from './audit-runs.js';
export { bare, inputAt } from './columns.js';
export { auditReasons } from './errors.js';
export { auditBegun, auditEvents, auditNotMade } from './events.js';
export { leavesOut } from './leaves-out.js';
export type { AuditRun, DueAudit, DueAuditStore, RecordedTally, RecordedTallySource, ShownTally } from './ports.js';
export { RecordedAudits, type RequestedAudit } from './recorded-audits.js';
export { StoredAudits } from './stored-audits.js';
