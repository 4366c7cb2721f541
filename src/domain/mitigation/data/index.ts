export { type ChangedTable, changeColumns, indicatorsOf } from './changed-columns.js';
