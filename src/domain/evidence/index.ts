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
export { ENDING } from './kinds/index.js';
export { EVIDENCE_LIMITS, evidenceReasons, type NamedEvidence } from './model/index.js';
export type { EvidenceStore } from './ports/index.js';
