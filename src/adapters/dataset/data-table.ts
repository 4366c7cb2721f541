import { TribuneError } from '../../core/base/errors.js';
import type { Engine } from './engine/engine.js';
import type { DataFile } from './find-files.js';
import type { ColumnKind, SqlColumn } from './sql/columns.js';
import { duckdb } from './sql/duckdb.js';

/** Files (or a query) as a table of the engine. */
export interface DataTable {
  readonly columns: readonly string[];
  /** Text after FROM when these columns are read. */
  from(needed: readonly string[]): string;
  column(name: string): SqlColumn;
  readonly file: string | null;
}

const FILE_COLUMN = 'tribune_file';

/** A column in which the engine returns the file of a row, with a name that no column of the files has. */
export function fileColumn(columns: readonly string[]): string {
  const taken = new Set(columns.map((column) => column.toLowerCase()));
  let name = FILE_COLUMN;
  while (taken.has(name)) name += '_';
  return name;
}

/** A list of the files in SQL. */
export const pathList = (files: readonly DataFile[]): string =>
  `[${files.map((file) => duckdb.quoteText(file.absolute)).join(', ')}]`;

/** The place of a column; refuses a name that more than one column has. */
export function placeOf(columns: readonly string[], column: string, path: string): number {
  const place = columns.indexOf(column);
  if (place === columns.lastIndexOf(column)) return place;
  throw new TribuneError('DATA_UNREADABLE', `${path}: more than one column is named "${column}"`, {
    remedy: 'Rename one of them.',
  });
}

export function sameColumns(first: string, columns: readonly string[], path: string, others: readonly string[]): void {
  const missing = columns.filter((column) => !others.includes(column));
  const extra = others.filter((column) => !columns.includes(column));
  if (missing.length === 0 && extra.length === 0) return;
  const parts = [
    missing.length > 0 ? `lacks ${missing.map((column) => `"${column}"`).join(', ')}` : '',
    extra.length > 0 ? `has ${extra.map((column) => `"${column}"`).join(', ')} besides` : '',
  ].filter((part) => part !== '');
  throw new TribuneError('DATA_UNREADABLE', `${path} has other columns than ${first}: it ${parts.join(' and ')}`, {
    remedy: 'Audit files with the same columns together; their order does not matter.',
  });
}

/** Kind of a DuckDB type by its name. */
function kindOf(type: string): ColumnKind {
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(type)) return 'integer';
  if (/^(FLOAT|DOUBLE|DECIMAL)/.test(type)) return 'real';
  return type === 'BOOLEAN' ? 'boolean' : type === 'VARCHAR' ? 'text' : 'any';
}

/**
 * Names and kinds of the columns of a query, in order. The names are as the engine gives them: those of files, and of queries inside the
 * query, are changed where two differ only in case.
 */
export async function describe(engine: Engine, query: string): Promise<{ name: string; kind: ColumnKind }[]> {
  const rows = await engine.query(`DESCRIBE (${query})`);
  return rows.map(([name, type]) => ({ name: name!, kind: kindOf(type!) }));
}
