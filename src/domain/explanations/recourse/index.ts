/** Changes that would have led to a favourable decision: rows with all their columns, the search, its cost by group. */
export { costByGroup, recourseFor } from './find-recourse.js';
export { readRecourseRows } from './recourse-rows.js';
