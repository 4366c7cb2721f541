/**
 * Tallies from files, databases and warehouses. All of them use the same SQL aggregation (docs/explanations/tally.md).
 *
 * @packageDocumentation
 */

export {
  MAX_CELLS,
  MAX_COUNT_WEIGHT,
  MAX_GROUPS,
  MAX_SAMPLING_WEIGHT,
} from '../../core/fairness/tally/index.js';
export type { RowTable } from '../../domain/explanations/ports/index.js';
export type { EngineOptions } from './engine/engine.js';
export { isPattern, matchesAny } from './find-files.js';
export { type FileOptions, openFiles } from './open-files.js';
export { openSql } from './open-sql.js';
export { MAX_LISTED_VALUES, profileColumns } from './profile.js';
export { columnNames, columnsOfFiles, piecesOfFiles } from './read-columns.js';
export { type OrderedOptions, type OrderedRow, readInOrder } from './read-in-order.js';
export { MAX_ROW_CELLS, type RowsOptions, readRows } from './read-rows.js';
export { DIALECT_NAMES as DIALECTS, type DialectName } from './sql/dialect.js';
export type { SqlOptions } from './sql-options.js';
export { openTallyFile } from './tally-file.js';
export { type TallySqlOptions, tallySql } from './tally-sql.js';
