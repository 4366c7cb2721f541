import { TribuneError } from '../../core/base/errors.js';
import { csvHeader } from './csv-header.js';
import type { Engine } from './engine/engine.js';
import type { DataFile } from './find-files.js';
import { CSV_BUFFER_BYTES, MAX_LINE_BYTES } from './limits/limits.js';
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

/** Column in which the engine returns the file of a row. */
const FILE_COLUMN = 'tribune_file';

const text = (value: string): string => duckdb.quoteText(value);
const name = (value: string): string => duckdb.quoteName(value);
const pathList = (files: readonly DataFile[]): string => `[${files.map((file) => text(file.absolute)).join(', ')}]`;

/**
 * The files as one table, joined by the names of their columns, which must be the same in each.
 *
 * @param options `parallel: false` reads a text file from its first byte to its last by one thread
 */
export async function tableOf(
  engine: Engine,
  files: readonly DataFile[],
  needed: readonly string[],
  options: { readonly parallel?: boolean } = {},
): Promise<DataTable> {
  switch (files[0]!.format) {
    case 'csv':
      return csvTable(files, options.parallel ?? true);
    case 'parquet':
      return parquetTable(engine, files);
    case 'json':
      return jsonTable(engine, files, needed);
  }
}

function sameColumns(first: string, columns: readonly string[], path: string, others: readonly string[]): void {
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
      if (first.columns.indexOf(column) !== first.columns.lastIndexOf(column)) {
        throw new TribuneError('DATA_UNREADABLE', `${first.file.path}: more than one column is named "${column}"`, {
          remedy: 'Rename one of them.',
        });
      }
      return { sql: `n${first.columns.indexOf(column)}`, kind: 'text' };
    },
    file: several ? FILE_COLUMN : null,
  };
}

/** Kind of a DuckDB type by its name. */
export function kindOf(type: string): ColumnKind {
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(type)) return 'integer';
  if (/^(FLOAT|DOUBLE|DECIMAL)/.test(type)) return 'real';
  return type === 'BOOLEAN' ? 'boolean' : type === 'VARCHAR' ? 'text' : 'any';
}

/** Columns of a relation with their kinds. */
export async function describe(engine: Engine, relation: string): Promise<Map<string, ColumnKind>> {
  const rows = await engine.query(`DESCRIBE SELECT * FROM ${relation}`);
  return new Map(rows.map(([column, type]) => [column!, kindOf(type!)]));
}

async function parquetTable(engine: Engine, files: readonly DataFile[]): Promise<DataTable> {
  const kindsByFile: Map<string, ColumnKind>[] = [];
  for (const file of files) {
    const kinds = await describe(engine, `read_parquet(${pathList([file])}, hive_partitioning = false)`);
    kindsByFile.push(kinds);
    sameColumns(files[0]!.path, [...kindsByFile[0]!.keys()], file.path, [...kinds.keys()]);
  }
  const several = files.length > 1;
  const options = `hive_partitioning = false, union_by_name = true${several ? `, filename = '${FILE_COLUMN}'` : ''}`;
  // Files may store one column as different types; the type of their union counts.
  const kinds = several ? await describe(engine, `read_parquet(${pathList(files)}, ${options})`) : kindsByFile[0]!;
  return {
    columns: [...kindsByFile[0]!.keys()],
    from: () => `read_parquet(${pathList(files)}, ${options}) AS source`,
    column: (column) => ({ sql: name(column), kind: kinds.get(column)! }),
    file: several ? FILE_COLUMN : null,
  };
}

/** A table of JSON lines. Values are read as text: strings unquoted, numbers and booleans as JSON writes them. */
async function jsonTable(engine: Engine, files: readonly DataFile[], needed: readonly string[]): Promise<DataTable> {
  const list = pathList(files);
  const packed = `compression = '${files[0]!.gzip ? 'gzip' : 'uncompressed'}'`;
  const keys = (sample: string): Promise<Map<string, ColumnKind>> =>
    describe(engine, `read_json(${list}, maximum_depth = 1, union_by_name = true, ${packed}${sample})`);
  let columns = [...(await keys('')).keys()];
  // A key may occur for the first time far below, so the whole file is searched for a missing one.
  if (needed.some((column) => !columns.includes(column))) columns = [...(await keys(', sample_size = -1')).keys()];
  const several = files.length > 1;
  return {
    columns,
    from(wanted) {
      const types = wanted.map((column) => `${text(column)}: 'VARCHAR'`).join(', ');
      return `read_json(${list}, columns = {${types}}, ${packed}${several ? `, filename = '${FILE_COLUMN}'` : ''}) AS source`;
    },
    column: (column) => ({ sql: name(column), kind: 'text' }),
    file: several ? FILE_COLUMN : null,
  };
}
