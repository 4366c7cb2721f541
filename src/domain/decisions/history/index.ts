export {
  type AuditRow,
  type AuditRows,
  envelopesOf,
  type LateRow,
  readAuditRows,
  scalarText,
} from '../read/audit-row.js';
export type { DecisionHistory, ProvenSize } from './access.js';
