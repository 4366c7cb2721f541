import { createHash } from 'node:crypto';
import { TribuneError } from '../../core/base/errors.js';
import type { RowTable } from '../../domain/explanations/ports/index.js';
import { demandDistinct, type ReadSource } from './demand-distinct.js';
import { type Engine, type EngineOptions, withEngine } from './engine/engine.js';
import { type DataFile, findFiles } from './find-files.js';
import { digestFile } from './hash.js';
import { plainText } from './sql/columns.js';
import { duckdb } from './sql/duckdb.js';
import { columnRemedy } from './suggest.js';
import { tableOf } from './tables.js';

/** Most cells that are held in memory at once, about 60 bytes each. */
export const MAX_ROW_CELLS = 20_000_000;

export interface RowsOptions extends EngineOptions {
  /** Columns to read; default all. A function may choose among those of the file. */
  readonly columns?: readonly string[] | ((columns: readonly string[]) => readonly string[]);
  /** Purpose of the columns, for the message when one is missing: `inputs of the model`. */
  readonly purpose?: string;
  readonly maxCells?: number;
  /** The only row to read, counted from 0: no other row is held or checked, however long the file is. */
  readonly row?: number;
}

/**
 * Reads columns of a CSV, TSV, Parquet or JSON Lines file (or a pattern of such files) row by row.
 *
 * @throws TribuneError DATA_NOT_FOUND, DATA_UNREADABLE, DATA_EMPTY, DATA_COLUMN_MISSING, DATA_REPEATED, DATA_TOO_LARGE
 * @example
 * const { columns, cells } = await readRows('applicants.csv', { columns: ['age', 'income'] });
 */
export async function readRows(path: string, options: RowsOptions = {}): Promise<RowTable> {
  return withEngine(options, async (engine) => {
    const files = await findFiles(engine, [path]);
    // Without this the engine may return rows in any order, but a row's number must be its place in the file.
    await engine.query('SET preserve_insertion_order = true');
    await engine.lock(files.map((file) => file.absolute));
    const wanted = options.columns;
    const table = await tableOf(engine, files, Array.isArray(wanted) ? wanted : []);
    const columns = typeof wanted === 'function' ? wanted(table.columns) : (wanted ?? table.columns);
    checkNames(columns, table.columns, path, options.purpose);
    const cells = columns.map((): (string | null)[] => []);
    const limit = options.maxCells ?? MAX_ROW_CELLS;
    const texts = columns.map((column) => plainText(duckdb, table.column(column)));
    const digest = await digestOf(files);
    let rows = 0;
    const one = options.row === undefined ? '' : ` LIMIT 1 OFFSET ${wholeRow(options.row)}`;
    await engine.each(
      `SELECT ${texts.map((text, index) => `${text} AS v${index}`).join(', ')} FROM ${table.from(columns)}${one}`,
      columns.map((_, index) => `v${index}`),
      (row) => {
        rows += 1;
        if (rows * columns.length > limit) throw tooLarge(path, limit);
        for (let c = 0; c < columns.length; c++) cells[c]!.push(present(row[c] ?? null));
      },
    );
    const total = one === '' ? rows : await countOf(engine, table.from(columns.slice(0, 1)));
    if (total === 0) {
      throw new TribuneError('DATA_EMPTY', `${path} has no rows`, {
        remedy: 'Give at least one row below the header.',
      });
    }
    return { digest, rows, total, columns, cells };
  });
}

async function countOf(engine: Engine, from: string): Promise<number> {
  const [row] = await engine.query(`SELECT count(*)::VARCHAR FROM ${from}`);
  return Number(row![0]);
}

/** Refuses anything but a whole number before it is put into the statement. */
function wholeRow(row: number): number {
  if (Number.isSafeInteger(row) && row >= 0) return row;
  throw new TribuneError('INVALID_ARGUMENT', `row ${row} of a file`, { remedy: 'Rows count from 0.' });
}

/** The text of a cell; null for an empty one and for the NaN that data frames write for a missing value. */
export const present = (text: string | null): string | null => {
  const trimmed = text === null ? '' : text.trim();
  return trimmed === '' || /^[+-]?nan$/i.test(trimmed) ? null : text;
};

/**
 * Digest of the files, of which no two may have the same content: the rows of a pattern that also finds a copy or a packed twin would count
 * twice.
 */
export async function digestOf(files: readonly DataFile[]): Promise<string> {
  const digests: string[] = [];
  const read: ReadSource[] = [];
  for (const { absolute, path, gzip, format } of files) {
    const lines = format !== 'parquet';
    const { sha256, content } = await digestFile(absolute, { gzip, path, lines, content: files.length > 1 });
    digests.push(sha256);
    read.push({ path, rows: null, content });
  }
  demandDistinct(read, 'Name one of them. If equal rows belong to different people, put them into one file.');
  const one = digests.length === 1 ? digests[0]! : createHash('sha256').update(digests.join('\n')).digest('hex');
  return `sha256:${one}`;
}

/** Refuses names of columns that the table does not have. Throws DATA_COLUMN_MISSING. */
export function checkNames(wanted: readonly string[], there: readonly string[], path: string, purpose?: string): void {
  const known = new Set(there);
  const missing = wanted.filter((column) => !known.has(column));
  const [first] = missing;
  if (first === undefined) return;
  const others = missing.length > 1 ? ` (and ${missing.length - 1} more)` : '';
  throw new TribuneError(
    'DATA_COLUMN_MISSING',
    `no column "${first}"${others} in ${path}${purpose ? `; it is needed for the ${purpose}` : ''}`,
    { remedy: columnRemedy(first, there), place: { name: first } },
  );
}

const tooLarge = (path: string, limit: number): TribuneError =>
  new TribuneError('DATA_TOO_LARGE', `${path} has more than ${limit} cells in the columns that are needed`, {
    remedy: 'Split the file, or name one row with --row and give a smaller file to compare with (--background).',
  });
