export { TallyAccumulator } from './accumulator.js';
export { type CellColumns, cellAt, type ValueList, WIDE_SUMS } from './cell-columns.js';
export { CellColumnsBuilder } from './cell-columns-builder.js';
export { addExclusions } from './cells.js';
export { hasLabels, hasScores, tallyOfColumns } from './columns-of-tally.js';
export { MAX_ABSOLUTE_SCORE, toFixedPoint } from './fixed-point.js';
export { type Group, groupTally, pooledGroup } from './groups.js';
export { MANY_GROUPS_REMEDY, MAX_CELLS, MAX_COUNT_WEIGHT, MAX_GROUPS, MAX_SAMPLING_WEIGHT } from './limits.js';
export { compareCodePoints, compareValues } from './order.js';
export { labelOf, outcomeOf, predictionOf } from './outcome-places.js';
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
export { WORDS } from './wide-column.js';
