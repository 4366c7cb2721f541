/** What may be behind a change. */

export { type ExplainedChange, explained, explaining, notLookedAt, phaseToExplain, unexplained } from './explained.js';
export { MOST_BLOCKS, type Times, timesOf } from './times.js';
