import { utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { digestText } from '../../../core/base/digest.js';
import { TribuneError } from '../../../core/base/errors.js';
import { sha256 } from '../../../core/base/sha256.js';
import { suggest } from '../../../core/base/suggest.js';
import type { RowTable, TableReader, TableReading } from '../ports/index.js';

/** Inputs of one decision as they were recorded. */
export type RecordedInputs = Readonly<Record<string, unknown>>;

/**
 * Recorded inputs as a table: a column for every name that occurs, `a.b` for a name inside an object. Where a record lacks a name, its
 * value is missing.
 *
 * @param name name of the records in messages, such as `inputs of credit-prod`
 * @example
 * const context = await openContext({ model, data: recordsTable('inputs of credit-prod', [inputs]) });
 */
export function recordsTable(name: string, records: readonly RecordedInputs[]): TableReader {
  const rows = records.map((record, row) => new Map(cellsOf(record, { name, row })));
  const columns = [...new Set(rows.flatMap((cells) => [...cells.keys()]))];
  let known: string | undefined;
  const digest = (): string => {
    known ??= digestText(sha256(utf8(canonicalJson(records))));
    return known;
  };
  return { name, read: async (reading) => readTable({ name, rows, columns, digest }, reading) };
}

interface Flat {
  readonly name: string;
  readonly rows: readonly ReadonlyMap<string, string | null>[];
  readonly columns: readonly string[];
  /** Hashes the records when it is asked for: most who read a decision already know it by its entry. */
  readonly digest: () => string;
}

function readTable({ name, rows, columns, digest }: Flat, { columns: wanted, row }: TableReading): RowTable {
  if (rows.length === 0) {
    throw new TribuneError('DATA_EMPTY', `${name}: there are no records`, { remedy: 'Give at least one record.' });
  }
  const chosen = typeof wanted === 'function' ? wanted(columns) : (wanted ?? columns);
  const missing = chosen.find((column) => !columns.includes(column));
  if (missing !== undefined) throw noColumn(name, missing, columns);
  const read = row === undefined ? rows : rows.slice(row, row + 1);
  return {
    get digest() {
      return digest();
    },
    rows: read.length,
    total: rows.length,
    columns: chosen,
    cells: chosen.map((column) => read.map((cells) => cells.get(column) ?? null)),
  };
}

function noColumn(name: string, missing: string, columns: readonly string[]): TribuneError {
  const near = suggest(missing, columns);
  return new TribuneError('DATA_COLUMN_MISSING', `no input "${missing}" in ${name}`, {
    remedy: near === null ? `There are: ${columns.join(', ')}.` : `Did you mean "${near}"?`,
    place: { name: missing },
  });
}

function* cellsOf(
  record: RecordedInputs,
  at: { readonly name: string; readonly row: number },
  before = '',
): Generator<[string, string | null]> {
  for (const [key, value] of Object.entries(record)) {
    const column = `${before}${key}`;
    if (value === null) yield [column, null];
    else if (typeof value === 'string') yield [column, value.trim() === '' ? null : value];
    else if (['number', 'bigint', 'boolean'].includes(typeof value)) yield [column, String(value)];
    else if (typeof value === 'object' && !Array.isArray(value))
      yield* cellsOf(value as RecordedInputs, at, `${column}.`);
    else {
      throw new TribuneError('DATA_VALUE_INVALID', `${at.name}, row ${at.row}: the input "${column}" is a list`, {
        remedy: 'A model reads numbers and texts: record one name for each.',
        place: { name: column },
      });
    }
  }
}
