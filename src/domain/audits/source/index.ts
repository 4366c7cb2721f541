export { type AuditPart, type FilterUse, LEAST_CELL, type Protection } from './disclosure-types.js';
export { bindLive, checkBound, type LivePolicy } from './live-binding.js';
export type {
  CheckedRoot,
  LogEvidence,
  RepeatCounts,
  SourcedOutcome,
  SourcedTally,
  SourceRecord,
  TallyPlan,
  TallySource,
} from './source.js';
