export type { RowCheck } from './check-log.js';
export { readForCheck } from './read-for-check.js';
