/** Evidence: files that people hand in about the decisions about them, and that readers of their cases see. */
export { evidenceActs } from './acts/index.js';
export {
  Evidence,
  type EvidenceDeps,
  type FileRefusal,
  type GivenFile,
  type OpenedEvidence,
  refusalIn,
} from './evidence.js';
export { erasedEvidenceJob } from './evidence-job.js';
export { ENDING, type EvidenceKind } from './kinds/index.js';
export { EVIDENCE_LIMITS, type EvidenceRecord, evidenceReasons, type NamedEvidence } from './model/index.js';
