export { applyColumns } from './apply-columns.js';
export { type ChangedTable, changeColumns, indicatorsOf } from './changed-columns.js';
export { type ColumnsFile, columnsWithDigest, readColumnsFile } from './columns-file.js';
