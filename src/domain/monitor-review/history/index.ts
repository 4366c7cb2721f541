/** What was counted lately, stretch by stretch. */

export { joinPanes, type RecentPanes } from './panes.js';
export { type SeriesStretch, walkMeans, walkSeries } from './walk.js';
