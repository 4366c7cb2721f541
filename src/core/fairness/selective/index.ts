/** Labels that only some people get: what can be known from them, and within which bounds. */
export { boundsOf, type LabelCounts, labelCounts, type RateBounds, shareOf } from './bounds.js';
export { seenMetric } from './estimate.js';
export { type Identification, identification } from './identified.js';
