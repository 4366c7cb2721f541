/** Labels that only some people get: what can be known from them, within which bounds, and what a lot among the others adds. */
export { boundsOf, type LabelCounts, labelCounts, type RateBounds, shareOf } from './bounds.js';
export { type Exploration, explorationColumn } from './chances.js';
export { checkLot, type DrawnGroup, drawnGroups, joinedDrawn } from './drawn.js';
export { seenMetric } from './estimate.js';
export { identification } from './identified.js';
export { type ExploredRate, exploredRate } from './rates.js';
