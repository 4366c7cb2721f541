/** Labels that only some people get: what can be known from them, within which bounds, and what a lot among the others adds. */
export { boundsOf, type LabelCounts, labelCounts, type RateBounds, shareOf } from './bounds.js';
export { type Exploration, explorationColumn } from './chances.js';
export { checkLot, type DrawnGroup, type DrawnOptions, drawnGroups, joinedDrawn } from './drawn.js';
export { seenMetric } from './estimate.js';
export { type Identification, identification } from './identified.js';
export { type ExploredRate, exploredRate, hajekShare } from './rates.js';
