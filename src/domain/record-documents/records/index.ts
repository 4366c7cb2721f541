/** What documents are made of. */
export { digestOfRecord, type Known, known } from './known.js';
export { countCases, type MonthOfCases, type Period, type PeriodFacts, periodOf, type Uncounted } from './period.js';
export {
  type AuditRecord,
  auditName,
  type DecisionFact,
  type IncidentFact,
  noRecords,
  type SystemRecords,
  type ToldExplanation,
  type WaiverOnCard,
} from './records.js';
export { type RegisteredSubject, registeredSubject } from './subject.js';
