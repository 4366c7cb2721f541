export type { LogEngine } from './log-engine.js';
export { type LogTuning, SealedLog } from './sealed-log.js';
