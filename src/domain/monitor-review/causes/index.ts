/** What may be behind a change. */

export { type ExplainedChange, explained, phaseToExplain } from './explained.js';
export { causesOf, timesOf } from './report.js';
export type { CauseReport } from './types.js';
