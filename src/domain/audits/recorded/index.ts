/**
 * Audits of recorded decisions, over a source that makes tallies of them.
 *
 * @packageDocumentation
 */
export { type AuditJob, type AuditWindow, belongs, nothingRecorded } from './audit-job.js';
export { bare, inputAt } from './columns.js';
export type { RecordedTally, RecordedTallySource, ShownTally } from './ports.js';
export { type RecordedAudit, RecordedAudits } from './recorded-audits.js';
