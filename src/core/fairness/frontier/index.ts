export { collectGroups, type ScoredAttribute, type ScoredColumns } from './collect.js';
export type { AccuracyCost, LevelledRate, LevellingDown } from './consequences.js';
export { cacheCurves, countsAtCutoff, thresholdCurve } from './curve.js';
export {
  commitSeed,
  type DrawQuestion,
  drawMixture,
  type Hmac,
  SEED_BYTES,
  type SeedQuestion,
  type Sha256,
  verifySeed,
} from './draw.js';
export { type CutoffsEffect, effectOfCutoffs } from './effect-of-cutoffs.js';
export { frontierGroups } from './from-groups.js';
export {
  type ImpossibilityGroup,
  type ImpossibilityOptions,
  type ImpossibilityResult,
  impossibility,
} from './impossibility.js';
export { type CriteriaStatement, falsePositiveRateForcedBy } from './impossibility-statements.js';
export { type CutoffRule, decideMixture, type MixtureRule, probabilityOfOne } from './mixture.js';
export {
  cutoffNotes,
  type ExcludedGroup,
  judgeableGroups,
  type NoThresholdOptimum,
  type OptimizedGroup,
  optimizeThresholds,
  type ThresholdOptimum,
} from './optimize.js';
export type { OptimizeOptions, ThresholdConstraint, ThresholdObjective } from './optimize-options.js';
export { paretoPoints } from './pareto.js';
export { type ExpectedRates, fractionOf, type PeopleAffected, rateOfCounts } from './rates.js';
export { type SweepOptions, type SweptGap, type SweptPoint, sweepFrontier, type ThresholdFrontier } from './sweep.js';
export type { SweptRate } from './sweep-points.js';
export type { FrontierGroup, LabelledCounts, ScoreDistribution } from './types.js';
export type { UtilityCost } from './utility-cost.js';
export { utilityAtCutoffs } from './utility-points.js';
