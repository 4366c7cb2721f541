export {
  evidenceFull,
  evidenceLate,
  evidenceReasons,
  evidenceRefused,
  evidenceSent,
  evidenceUnknown,
} from './errors.js';
export type { EvidenceRecord, NamedEvidence, StoredEvidence } from './evidence.js';
export { EVIDENCE_LIMITS } from './limits.js';
export { shownName } from './name.js';
