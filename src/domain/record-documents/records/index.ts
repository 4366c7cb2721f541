/** What documents are made of. */
export {
  type AuditRecord,
  digestOfRecord,
  type IncidentFact,
  type Known,
  known,
  noRecords,
  type StopFact,
  type SystemRecords,
} from './records.js';
export { type RegisteredSubject, registeredSubject } from './subject.js';
