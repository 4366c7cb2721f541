/** Blocks that are complete become evidence, states, and alerts. */

export type { Change } from './alerts.js';
export { Closing, type ClosingTransactions } from './closing.js';
export { LabelCohorts } from './label-cohorts.js';
export { type Listened, Listening } from './listening.js';
