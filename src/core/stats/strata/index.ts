export { breslowDay } from './breslow-day.js';
export { type CmhTest, cochranMantelHaenszel } from './cochran-mantel-haenszel.js';
export { type CommonOddsRatio, commonOddsRatio } from './common-odds-ratio.js';
export { homogeneousMeans } from './homogeneous-means.js';
export { standardizedRates, stratifiedDifference, stratifiedRatio, weightedDifference } from './score.js';
export { isMeanStratum, type MeanStratum, type StandardizedMean, standardizedMeans } from './standardized-means.js';
export type { Stratum } from './table.js';
