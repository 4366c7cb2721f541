/** Outcomes that are not yes or no: each kind has a tally that adds, groups, and metrics with intervals and tests. */
export {
  type AdjustedGap,
  adjustedGaps,
  type CountedCell,
  type EstimatedGroup,
  type MeasuredOutcome,
  type OutcomeFrame,
  outcomeDisparity,
} from './base/index.js';
export * from './class/index.js';
export * from './ordered/index.js';
export * from './ranking/index.js';
export * from './stages/index.js';
