export { type BoundedLoss, type BoundedLossOptions, fitBoundedLoss } from './bounded-loss.js';
export { fitWorstGroup, type WorstGroup, type WorstGroupOptions } from './worst-group.js';
