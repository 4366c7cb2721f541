export { CommitPipeline } from './pipeline.js';
export type { CommittedBatch } from './work.js';
