export { aucFromDistribution, delongDifference, delongInterval } from './delong.js';
export { type PlacementVariances, placementVariances } from './placements.js';
export type { ScoreCounts } from './score-counts.js';
