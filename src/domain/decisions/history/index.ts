export {
  type AuditRow,
  type AuditRows,
  envelopesOf,
  type LateRow,
  type RecordedValue,
  readAuditRows,
  scalarText,
} from '../read/audit-row.js';
export type { DecisionHistory, ProvenSize } from './access.js';
