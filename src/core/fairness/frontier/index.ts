export { collectGroups, type ScoredRows } from './collect.js';
export type { AccuracyCost, LevelledRate, LevellingDown } from './consequences.js';
export { countsAtCutoff } from './curve.js';
export { type CutoffRule, decideMixture, type MixtureRule, probabilityOfOne } from './mixture.js';
export {
  type ExcludedGroup,
  type ExpectedRates,
  type NoThresholdOptimum,
  type OptimizedGroup,
  optimizeThresholds,
  type PeopleAffected,
  type ThresholdOptimum,
} from './optimize.js';
export type { OptimizeOptions, ThresholdConstraint, ThresholdObjective } from './optimize-options.js';
export type { FrontierGroup, LabelledCounts, ScoreDistribution } from './types.js';
