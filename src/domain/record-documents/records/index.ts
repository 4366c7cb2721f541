/** What documents are made of. */
export {
  type AuditRecord,
  auditName,
  type DecisionFact,
  digestOfRecord,
  type IncidentFact,
  type Known,
  known,
  noRecords,
  type SystemRecords,
  type ToldExplanation,
  type WaiverOnCard,
} from './records.js';
export { type RegisteredSubject, registeredSubject } from './subject.js';
