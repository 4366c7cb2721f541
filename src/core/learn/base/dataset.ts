import { counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';

/**
 * One input of a learner. NaN is a missing value. With `categories` the values are codes: 0 is the first category, and their order means
 * nothing.
 */
export interface LearnColumn {
  readonly name: string;
  readonly values: Float64Array;
  readonly categories?: readonly string[];
}

/** What is learned: the chance of a target of 0 and 1, or the mean of a number. */
export type Task = 'binary' | 'number';

/** Columns of the same length, and the target of every row. */
export interface Dataset {
  readonly rows: number;
  readonly columns: readonly LearnColumn[];
  readonly target: Float64Array;
  readonly task: Task;
}

/** Largest target and sum of weights: learners and measures form squares and products of them, which must stay numbers. */
export const LARGEST_SUM = 1e140;
/** Most inputs that are learned from at once. */
export const MAX_COLUMNS = 10_000;

/**
 * Joins columns and a target. The task is `binary` where every target is 0 or 1, else `number`.
 *
 * @throws TribuneError INVALID_ARGUMENT on lengths that differ, names used twice, codes of no category and numbers that are not finite;
 *   DATA_EMPTY without a row or a column
 * @example
 * const data = makeDataset({ columns: [{ name: 'age', values: Float64Array.of(31, 52) }], target: Float64Array.of(0, 1) });
 */
export function makeDataset(parts: {
  readonly columns: readonly LearnColumn[];
  readonly target: Float64Array;
  readonly task?: Task;
}): Dataset {
  const { columns, target } = parts;
  const rows = target.length;
  if (rows === 0 || columns.length === 0)
    throw new TribuneError('DATA_EMPTY', `there ${rows === 0 ? 'is no row' : 'is no column'} to learn from`, {
      remedy: 'Give at least one row with a known target, and one column beside the target.',
    });
  if (columns.length > MAX_COLUMNS)
    throw refused(`${counted(columns.length, 'column')}, more than ${MAX_COLUMNS}`, 'Name the columns that matter.');
  const names = new Set<string>();
  for (const column of columns) {
    if (names.has(column.name) || column.name === '')
      throw refused(
        column.name === '' ? 'a column has no name' : `two columns are named "${column.name}"`,
        'Give every column its own name.',
      );
    names.add(column.name);
    checkColumn(column, rows);
  }
  const isBinary = target.every((value) => value === 0 || value === 1);
  const odd = target.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) throw refused(`the target of row ${odd} is ${target[odd]}`, 'Leave out rows whose target is unknown.');
  const large = target.findIndex((value) => Math.abs(value) > LARGEST_SUM);
  if (large >= 0)
    throw refused(
      `the target of row ${large} is ${target[large]}`,
      `Divide the target: it may be up to ${LARGEST_SUM}.`,
    );
  if (parts.task === 'binary' && !isBinary)
    throw refused('a target is neither 0 nor 1', 'Write the target as 0 and 1, or learn a number.');
  return { rows, columns, target, task: parts.task ?? (isBinary ? 'binary' : 'number') };
}

function checkColumn({ name, values, categories }: LearnColumn, rows: number): void {
  if (values.length !== rows)
    throw refused(
      `"${name}" has ${counted(values.length, 'value')}, the target ${rows}`,
      'Give every column one value a row.',
    );
  for (let r = 0; r < rows; r++) {
    const value = values[r]!;
    if (Number.isNaN(value)) continue;
    const fits =
      categories === undefined
        ? Number.isFinite(value)
        : Number.isInteger(value) && value >= 0 && value < categories.length;
    if (!fits)
      throw refused(
        `row ${r} of "${name}" holds ${value}${categories === undefined ? '' : `, the code of none of its ${counted(categories.length, 'category')}`}`,
        'Numbers must be finite; a missing value is NaN.',
      );
  }
}

export const refused = (what: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', what, { remedy });

/** Rows of a dataset, in this order, as a dataset of its own. */
export function takeRows(data: Dataset, rows: ArrayLike<number>): Dataset {
  return {
    ...data,
    rows: rows.length,
    columns: data.columns.map((column) => ({ ...column, values: pick(column.values, rows) })),
    target: pick(data.target, rows),
  };
}

/** The numbers at these places. */
export function pick(values: Float64Array, places: ArrayLike<number>): Float64Array {
  const out = new Float64Array(places.length);
  for (let i = 0; i < places.length; i++) out[i] = values[places[i]!]!;
  return out;
}
