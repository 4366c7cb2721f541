export { CommitPipeline } from './pipeline.js';
export { type CommittedBatch, DEFAULT_LIMITS, type PipelineLimits, type WorkResult } from './work.js';
