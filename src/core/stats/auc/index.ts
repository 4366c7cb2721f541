export { aucFromDistribution, delongDifference, delongInterval } from './delong.js';
export type { ScoreCounts } from './score-counts.js';
