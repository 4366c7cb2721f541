export type { RowCheck } from './check-log.js';
