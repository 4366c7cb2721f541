export { type ColumnKind, plainNumber, valueText } from './columns.js';
export { doubled } from './dialect.js';
export { duckdb } from './duckdb.js';
export { compileWhere, whereFaults } from './where.js';
