export { type RecordedAudit, RecordedAudits } from './recorded-audits.js';
