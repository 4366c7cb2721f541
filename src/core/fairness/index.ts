/**
 * Group fairness from one statistic, the tally: metrics of a group (`estimateMetric`), groups compared (`compareFamily`, `disparity`), what stands
 * behind a gap (`conditionalAudit`, `scanWorstCells`), and what thresholds could do (`sweepFrontier`). Decisions held in arrays are audited at
 * once by `auditArrays` of `tribune/audit`.
 *
 * - Tally: `tallyColumns`, `tallyRows`, `mergeTallies`, `groupTally`
 * - Metrics: `estimateMetric`, `estimateMetrics`, `calibrationBins`
 * - Comparisons: `compareGroups`, `compareFamily`, `disparity`, `compositeDisparities`, `pairMeasure`
 * - Ordered outcomes: `orderedTally`, `orderedGroups`, `superiority`, `dominance`, `shareAtLeast`, `gradeShift`, `rankPreservation`
 * - Stages: `stagesTally`, `stagesGroups`, `stageRate`, `funnelRate`, `decomposeFunnel`, `chainedRate`
 * - Classes: `classTally`, `classGroups`, `estimateClassMetric`, `macroRecall`, `worstClassRecall`, `expectedCost`
 * - Rankings: `rankingTally`, `rankingGroups`, `estimateRankingMetric`, `compareRankingMetric`, `topShare`, `heldShare`
 * - Within groups: `conditionalAudit`, `scanWorstCells`, `generalizedEntropy`, `differentialFairness`, `unknownGroupBounds`
 * - Groups known as probabilities: `membershipOf`, `membershipRates`, `membershipGap`, `judgeMembership`
 * - Printed rates: `checkConsistency`
 * - Utility: `expectedUtility`, `utilityOfCounts`, `bestCutoff`, `lossRatioOf`
 * - Thresholds: `collectGroups`, `sweepFrontier`, `optimizeThresholds`, `impossibility`
 */

export { compareGroups } from './comparisons/compare.js';
export { compositeDisparities } from './comparisons/composite-disparities.js';
export { type DisparityOptions, disparity } from './comparisons/disparities.js';
export { chooseReference, compareFamily, comparesOf, type FamilyOptions } from './comparisons/family.js';
export { type PairMeasure, pairMeasure } from './comparisons/pair-measures.js';
export * from './consistent/index.js';
export * from './frontier/index.js';
export {
  INDEPENDENCE,
  type JudgeMembershipOptions,
  judgeMembership,
  type LikelyPeople,
  type Membership,
  type MembershipEstimate,
  type MembershipGap,
  type MembershipOptions,
  type MembershipRate,
  type MembershipVerdict,
  membershipGap,
  membershipOf,
  membershipRates,
} from './membership/index.js';
export { type CalibrationBin, calibrationBins } from './metrics/calibration.js';
export { evidenceSize } from './metrics/evidence.js';
export { estimateMetric, estimateMetrics, pointEstimate } from './metrics/metrics.js';
export {
  DEFAULT_LEVEL,
  DEFAULT_MIN_GROUP_SIZE,
  DEFAULT_REPLICATES,
  DEFAULT_SEED,
  type EvidenceOptions,
  type MetricOptions,
} from './metrics/options.js';
export { isIntegerMetric, rateOf } from './metrics/rates.js';
export * from './outcomes/index.js';
export { TallyAccumulator } from './tally/accumulator.js';
export type { TallySpec } from './tally/cells.js';
export { sumCells } from './tally/cells.js';
export type { Distribution, ScoreColumn } from './tally/distribution.js';
export { MAX_ABSOLUTE_SCORE, toFixedPoint } from './tally/fixed-point.js';
export { groupId } from './tally/group-id.js';
export { type Group, groupTally, type ScoreMoments, type SquaredWeights } from './tally/groups.js';
export { mergeTallies, subtractTallies } from './tally/merge.js';
export { compareCodePoints } from './tally/order.js';
export { rebinTally } from './tally/rebin.js';
export { binOf, DEFAULT_SCORE_BINS, DISTINCT_SCORE_LIMIT, type ScoreBins } from './tally/score-bins.js';
export { emptyTally, type ScoreLimitOptions, type TallyRow, tallyRows } from './tally/tally.js';
export { type CodedAttribute, type TallyColumns, tallyColumns } from './tally/tally-columns.js';
export { tallyFromJson, tallyToJson } from './tally/tally-json.js';
export * from './tally/types.js';
export { withoutScores } from './tally/without-scores.js';
export {
  bestCutoff,
  checkUtility,
  expectedUtility,
  lossRatioOf,
  stakesOf,
  totalUtility,
  UTILITY_KINDS,
  type UtilityValues,
  unreasonable,
  utilityOfCounts,
} from './utility/index.js';
export {
  type ConditionalAudit,
  type ConditionalComparison,
  type ConditionalOptions,
  conditionalAudit,
} from './within/conditional.js';
export { differentialFairness } from './within/differential-fairness.js';
export { coefficientOfVariation, generalizedEntropy, type Inequality, theil } from './within/inequality.js';
export { type Scan, type ScannedCell, type ScanOptions, scanWorstCells } from './within/scan.js';
export type { Simpson } from './within/simpson.js';
export { type AssignmentBounds, type UnknownGroupBounds, unknownGroupBounds } from './within/unknown.js';
