/**
 * Measures of where bias enters data, each with its interval, held against a bound (`judgeMeasured`). Each is named after the source of bias
 * that it measures; docs/explanations/data-audit.md has formulas and sources.
 */

export { type JudgeMeasuredOptions, judgeMeasured } from './judge.js';
export { type GroupCount, type RateGapOptions, rateGaps } from './rate-gaps.js';
export { representation, type StatedGroup } from './representation.js';
export type { AllowedRange, Finding, Judged, Measured, SourceVerdict } from './types.js';
