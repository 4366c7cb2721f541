export type { Estimate, EstimateStatus } from './estimate.js';
