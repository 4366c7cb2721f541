/** How a series came to stand where it stands. */

export { type HistoryQuery, type SeriesHistory, seriesHistory } from './series-history.js';
export { toldChanges } from './told-changes.js';
