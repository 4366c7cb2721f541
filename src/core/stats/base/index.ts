export type { Estimate, EstimateStatus, Interval } from './estimate.js';
