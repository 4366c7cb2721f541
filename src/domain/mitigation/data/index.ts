export { type ChangedTable, changeColumns } from './changed-columns.js';
