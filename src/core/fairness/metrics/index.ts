export { debiasedCalibration } from './calibration-limits.js';
export { calibrationSums, ECE_BINS } from './calibration-sums.js';
export { evidenceSize } from './evidence.js';
export type { MeanMetric } from './loss-cells.js';
export { NO_DELONG_WEIGHTS } from './metrics.js';
export { isIntegerMetric, type RatedGroup, rateOf } from './rates.js';
export { meanSample } from './score-metrics.js';
