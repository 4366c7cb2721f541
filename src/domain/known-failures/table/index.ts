export { type FailureTable, readFailureTable, type TableGroups } from './read-table.js';
