/**
 * Measures of where bias enters data, each with its interval, held against a bound (`judgeMeasured`). Each is named after the source of bias
 * that it measures; docs/explanations/data-audit.md has formulas and sources.
 */

export { aggregationGains, type PartedGroup } from './aggregation.js';
export { detectableGaps } from './detectable.js';
export { judgeMeasured } from './judge.js';
export { type BandedGroup, outcomeGapsAtEqualScore } from './label-choice.js';
export type { Gram } from './least-squares.js';
export { likelyProxy } from './likely-proxies.js';
export type { PowerSums } from './power-sums.js';
export { learnedSeparation, sideModels } from './proxies.js';
export { type GroupCount, rateGaps } from './rate-gaps.js';
export { type FeatureGroup, slopeGaps, varianceRatios } from './reliability.js';
export { representation } from './representation.js';
export { groupSeparation, labelSeparation, type PlacementSums } from './separation.js';
export { shares } from './shares.js';
export type { AllowedRange, Finding, Judged, Measured, SourceVerdict } from './types.js';
