import type { NumberNotation } from '../../core/policy/sections/index.js';
import { csvHeader } from './csv-header.js';
import { type DataTable, fileColumn, pathList, placeOf, sameColumns } from './data-table.js';
import type { Engine } from './engine/engine.js';
import type { DataFile } from './find-files.js';
import { jsonTable } from './json-table.js';
import { CSV_BUFFER_BYTES, MAX_LINE_BYTES } from './limits/limits.js';
import { parquetTable } from './parquet-table.js';
import { duckdb } from './sql/duckdb.js';

const text = (value: string): string => duckdb.quoteText(value);

/** The column of the file beside columns that are named by place. */
const FILE_COLUMN = fileColumn([]);

/**
 * The files as one table, joined by the names of their columns, which must be the same in each.
 *
 * @param options `parallel: false` reads a text file from its first byte to its last by one thread; `numbers` is how texts write numbers
 */
export async function tableOf(
  engine: Engine,
  files: readonly DataFile[],
  needed: readonly string[],
  options: { readonly parallel?: boolean; readonly numbers?: NumberNotation | undefined } = {},
): Promise<DataTable> {
  switch (files[0]!.format) {
    case 'csv':
      return csvTable(files, options.parallel ?? true);
    case 'parquet':
      return parquetTable(engine, files);
    case 'json':
      return jsonTable(engine, files, needed, options.numbers);
  }
}

/**
 * A table of text files. Every field is read as text, and columns are named by place, so that names that differ only in case stay distinct.
 */
function csvTable(files: readonly DataFile[], parallel: boolean): DataTable {
  const headers = files.map((file) => ({ file, ...csvHeader(file.path, file.head.toString('utf8'), file.whole) }));
  const first = headers[0]!;
  for (const header of headers) sameColumns(first.file.path, first.columns, header.file.path, header.columns);
  const layouts = new Map<string, typeof headers>();
  for (const header of headers) {
    const key = JSON.stringify([header.delimiter, header.file.gzip, header.columns]);
    layouts.set(key, [...(layouts.get(key) ?? []), header]);
  }
  const several = files.length > 1;
  const scan = (members: typeof headers, needed: readonly string[]): string => {
    const { columns, delimiter, file } = members[0]!;
    const types = columns.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
    const options = [
      'auto_detect = false',
      'header = true',
      `columns = {${types}}`,
      `delim = ${text(delimiter)}`,
      `quote = '"'`,
      `escape = '"'`,
      'strict_mode = true',
      ...(parallel ? [] : ['parallel = false']),
      `max_line_size = ${MAX_LINE_BYTES}`,
      `buffer_size = ${CSV_BUFFER_BYTES}`,
      `compression = '${file.gzip ? 'gzip' : 'none'}'`,
      ...(several ? [`filename = '${FILE_COLUMN}'`] : []),
    ];
    const picked = needed.map((column) => `c${columns.indexOf(column)} AS n${first.columns.indexOf(column)}`);
    const list = [...picked, ...(several ? [FILE_COLUMN] : [])].join(', ');
    return `SELECT ${list === '' ? '1' : list} FROM read_csv(${pathList(members.map((member) => member.file))}, ${options.join(', ')})`;
  };
  return {
    columns: first.columns,
    from: (needed) =>
      `(${[...layouts.values()].map((members) => scan(members, needed)).join(' UNION ALL ')}) AS source`,
    column(column) {
      return { sql: `n${placeOf(first.columns, column, first.file.path)}`, kind: 'text' };
    },
    file: several ? FILE_COLUMN : null,
  };
}
