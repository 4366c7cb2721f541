/** Finds recorded decisions by what they say. */

export type { DecisionFilter } from './filter.js';
export { DecisionSearch, type SearchAnswer } from './search.js';
export type { SearchPlace } from './walk.js';
