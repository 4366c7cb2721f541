import { TribuneError } from '../../../core/base/errors.js';
import type { Task } from '../../../core/learn/index.js';
import type { TableColumn } from '../ports/index.js';

export interface Target {
  readonly task: Task;
  /** Row numbers of the rows whose target is known. */
  readonly rows: Int32Array;
  /** The target of these rows. */
  readonly values: Float64Array;
  /** The text that is 1, where the column holds texts; null where it holds 0 and 1 or numbers. */
  readonly positive: string | null;
}

/** Most values that an error names. */
const SHOWN = 8;
const TRUTHS = ['false', 'true'];

/**
 * Reads the target: 0 and 1, true and false, numbers, or texts of which `positive` is 1. Rows without one are left out.
 *
 * @throws TribuneError DATA_EMPTY, DATA_VALUE_INVALID where it is not known which text is 1
 */
export function targetOf(column: TableColumn, positive: string | undefined): Target {
  const rows = Int32Array.from(Array.from(column.values.keys()).filter((row) => !Number.isNaN(column.values[row]!)));
  if (rows.length === 0)
    throw new TribuneError('DATA_EMPTY', `no row has a value of the target "${column.name}"`, {
      remedy: 'Name the column that holds what became true.',
      place: { name: column.name },
    });
  const { one, text } = codeOfOne(column, positive);
  const values = Float64Array.from(rows, (row) => {
    const value = column.values[row]!;
    return one === null ? value : +(value === one);
  });
  const isBinary = values.every((value) => value === 0 || value === 1);
  return { task: isBinary ? 'binary' : 'number', rows, values, positive: text };
}

/** The number or code that counts as 1; null where the numbers stand for themselves. */
function codeOfOne(
  { name, values, categories }: TableColumn,
  positive: string | undefined,
): { one: number | null; text: string | null } {
  if (categories === undefined) {
    if (positive === undefined) return { one: null, text: null };
    const number = positive.trim() === '' ? Number.NaN : Number(positive);
    // A missing target is NaN, and so is a text that is no number: neither is the other.
    if (Number.isNaN(number) || !values.includes(number)) throw notThere(name, positive, []);
    return { one: number, text: positive };
  }
  if (positive !== undefined) {
    const code = categories.indexOf(positive);
    if (code < 0) throw notThere(name, positive, categories);
    return { one: code, text: positive };
  }
  const words = categories.map((text) => text.toLowerCase());
  // "True" beside "true" are two texts: which of them counts as 1 is for a person to say, or to mend.
  if (words.every((word) => TRUTHS.includes(word)) && new Set(words).size === words.length) {
    const code = words.indexOf('true');
    return { one: code, text: categories[code] ?? null };
  }
  throw new TribuneError('DATA_VALUE_INVALID', `the target "${name}" holds ${shown(categories)}: which of them is 1?`, {
    remedy: 'Say --positive VALUE: the value that counts as 1; every other is 0.',
    place: { name },
  });
}

const notThere = (name: string, positive: string, categories: readonly string[]): TribuneError =>
  new TribuneError('DATA_VALUE_INVALID', `no row of the target "${name}" holds ${JSON.stringify(positive)}`, {
    remedy: categories.length === 0 ? 'Give a value that occurs.' : `It holds ${shown(categories)}.`,
    place: { name },
  });

const shown = (texts: readonly string[]): string =>
  texts
    .slice(0, SHOWN)
    .map((text) => JSON.stringify(text.slice(0, 40)))
    .join(', ') + (texts.length > SHOWN ? ` and ${texts.length - SHOWN} more` : '');
