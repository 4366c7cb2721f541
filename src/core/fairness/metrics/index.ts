export { debiasedCalibration } from './calibration-limits.js';
export { evidenceSize } from './evidence.js';
export { NO_DELONG_WEIGHTS } from './metrics.js';
export { isIntegerMetric, rateOf } from './rates.js';
export { type MeanMetric, meanSample } from './score-metrics.js';
