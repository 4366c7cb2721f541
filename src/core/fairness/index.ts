export { type CalibrationBin, calibrationBins } from './calibration.js';
export type { TallySpec } from './cells.js';
export { sumCells } from './cells.js';
export { compareGroups } from './compare.js';
export { compositeDisparities } from './composite-disparities.js';
export {
  type ConditionalAudit,
  type ConditionalComparison,
  type ConditionalOptions,
  conditionalAudit,
} from './conditional.js';
export { differentialFairness } from './differential-fairness.js';
export { type DisparityOptions, disparity } from './disparities.js';
export type { Distribution, ScoreColumn } from './distribution.js';
export { evidenceSize } from './evidence.js';
export { chooseReference, compareFamily, comparesOf, type FamilyOptions } from './family.js';
export { MAX_ABSOLUTE_SCORE, toFixedPoint } from './fixed-point.js';
export * from './frontier/index.js';
export { groupId } from './group-id.js';
export { type Group, groupTally, type ScoreMoments, type SquaredWeights } from './groups.js';
export { coefficientOfVariation, generalizedEntropy, type Inequality, theil } from './inequality.js';
export { mergeTallies, subtractTallies } from './merge.js';
export { estimateMetric, estimateMetrics, type MetricOptions, pointEstimate } from './metrics.js';
export { compareCodePoints } from './order.js';
export { type PairMeasure, pairMeasure } from './pair-measures.js';
export { isIntegerMetric, rateOf } from './rates.js';
export { rebinTally } from './rebin.js';
export { type Scan, type ScannedCell, type ScanOptions, scanWorstCells } from './scan.js';
export { binOf, DEFAULT_SCORE_BINS, DISTINCT_SCORE_LIMIT, type ScoreBins } from './score-bins.js';
export type { Simpson } from './simpson.js';
export { emptyTally, type ScoreLimitOptions, type TallyRow, tallyRows } from './tally.js';
export { type CodedAttribute, type TallyColumns, tallyColumns } from './tally-columns.js';
export { tallyFromJson, tallyToJson } from './tally-json.js';
export * from './types.js';
export { type AssignmentBounds, type UnknownGroupBounds, unknownGroupBounds } from './unknown.js';
export { withoutScores } from './without-scores.js';
