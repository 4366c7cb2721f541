/** What a feedback loop leaves in data: shares of groups from version to version, and the concentration of what is shown. */
export { type GroupShares, groupShares, type VersionCounts } from './group-shares.js';
export { MOST_ITEMS, type ShownResult, type ShownRows, shownConcentration } from './shown.js';
