export { TallyAccumulator } from './accumulator.js';
export { addExclusions } from './cells.js';
export { MAX_ABSOLUTE_SCORE, toFixedPoint } from './fixed-point.js';
export { type Group, groupOf, groupTally } from './groups.js';
export { MAX_CELLS, MAX_COUNT_WEIGHT, MAX_GROUPS, MAX_SAMPLING_WEIGHT } from './limits.js';
export { compareCodePoints, compareValues, sortCells } from './order.js';
export { DISTINCT_SCORE_LIMIT, TOTAL_SCORE_LIMIT } from './score-bins.js';
export { type ScoreLimitOptions, type TallyRow, WEIGHT_ZERO } from './tally.js';
export {
  COMPOSITE_METRICS,
  type Compare,
  type Comparison,
  type CompositeMetric,
  type ConfusionCounts,
  type Disparity,
  type Exclusion,
  FIXED_POINT,
  type GroupKey,
  INTEGER_METRICS,
  type IntegerMetric,
  type MetricName,
  SCORE_METRICS,
  type ScoreKeeping,
  type ScoreMetric,
  type Tally,
  type TallyCell,
  type WeightKind,
} from './types.js';
