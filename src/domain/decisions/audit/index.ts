export { type AuditRow, type AuditRows, type LateRow, readAuditRows, scalarText } from '../read/audit-row.js';
export type { AuditAccess, ProvenSize } from './access.js';
