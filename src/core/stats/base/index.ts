export type { Estimate, EstimateBounds, EstimateStatus, Interval } from './estimate.js';
