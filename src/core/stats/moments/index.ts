export { boundedMeanInterval } from './bounded-mean.js';
export { type BrunnerMunzelTest, brunnerMunzel } from './brunner-munzel.js';
export { kruskalWallis } from './kruskal-wallis.js';
export { type MannWhitneyTest, mannWhitney } from './mann-whitney.js';
export type { Moments } from './moments.js';
export { pooledMoments } from './pooled-moments.js';
export { isTooSkewedForSize, type SkewedMean, skewedMeanInterval } from './skewed-mean.js';
export { standardizedDifferences } from './standardized-difference.js';
export { welchT } from './welch.js';
