export { type BestCutoffs, type BestCutoffsOptions, bestCutoffs } from './best-cutoffs.js';
export { CUTOFF_METRICS, type CutoffBound, type CutoffMetric, cutoffMetricOf } from './bounds.js';
