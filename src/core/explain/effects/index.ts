export { type AccumulatedEffects, type AccumulatedOptions, accumulatedEffects } from './accumulated.js';
export { type AnchorCondition, type AnchorOptions, type AnchorRule, findAnchor } from './anchors.js';
export type { EffectOptions } from './common.js';
export { compareVersions, type VersionComparison } from './compare-versions.js';
export {
  describeEffects,
  type EffectsInput,
  type EffectsReport,
  FEATURES_SHOWN,
  type FeatureEffects,
} from './describe.js';
export { GRID_POINTS, gridOf } from './grid.js';
export {
  type Importance,
  type ImportanceOptions,
  type Loss,
  logLoss,
  permutationImportance,
  squaredError,
} from './importance.js';
export { type PartialDependence, type PartialDependenceOptions, partialDependence } from './partial-dependence.js';
export { type Reach, reachOf } from './reach.js';
export {
  type Flips,
  type ScoreMove,
  summariseVersions,
  type VersionSummary,
  type VersionSummaryInput,
} from './version-summary.js';
