/** Decisions of sequences that the service keeps: which audits were found to break a bound, with a stated share of false findings among all of a sequence. */
export {
  type AuditSequenceDeps,
  auditSequenceActs,
  auditSequenceReasons,
  decideNext,
  listSequences,
  readSequence,
} from './audit-sequences.js';
