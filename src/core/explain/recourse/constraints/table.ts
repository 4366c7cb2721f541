import { agree, counted } from '../../../base/counted.js';
import { TribuneError } from '../../../base/errors.js';
import { nearName } from '../../../base/suggest.js';
import { checkMatrix, checkRows, type Feature, type Matrix, type Model } from '../../../models/index.js';

/** Rows with named columns: all inputs of the model, and others that only a derived column reads. */
export interface RecourseTable {
  readonly columns: readonly Feature[];
  readonly rows: Matrix;
  /** The same rows as in the file, `cells[column][row]`: the values on file that a person is shown. */
  readonly cells?: readonly (readonly (string | null)[])[];
}

/** The column of the table for every input of the model. Throws DATA_COLUMN_MISSING, INVALID_ARGUMENT. */
export function inputColumns(model: Model, table: RecourseTable): Int32Array {
  const { columns, rows } = table;
  checkMatrix(rows);
  if (rows.columns !== columns.length || rows.data.length !== rows.rows * rows.columns) {
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `${counted(columns.length, 'column')} ${agree(columns.length, 'is', 'are')} named, the rows have ${rows.columns}`,
      {
        remedy: 'Name every column of the rows once.',
      },
    );
  }
  const index = new Map(columns.map((column, c) => [column.name, c]));
  if (index.size !== columns.length) {
    throw new TribuneError('INVALID_ARGUMENT', 'a column name stands twice in the data', {
      remedy: 'Give every column its own name.',
    });
  }
  const missing = model.featureNames.filter((name) => !index.has(name));
  if (missing.length > 0) {
    throw new TribuneError('DATA_COLUMN_MISSING', `the data lack ${quoteSome(missing)}, inputs of the model`, {
      remedy: `${nearName(
        missing[0]!,
        columns.map((column) => column.name),
      )}The data have ${quoteSome(columns.map((column) => column.name))}.`,
      place: { name: missing[0]! },
    });
  }
  const inputs = Int32Array.from(model.featureNames, (name) => index.get(name)!);
  checkCategories(model, columns, inputs);
  checkRows({ features: columns, featureNames: columns.map(({ name }) => name), acceptsMissing: true }, rows);
  return inputs;
}

/**
 * Refuses lists of categories other than the model's: a code is an index into the model's list, so under another list the same number is
 * another category.
 */
function checkCategories(model: Model, columns: readonly Feature[], inputs: Int32Array): void {
  model.features.forEach(({ name, categories = [] }, j) => {
    const own = columns[inputs[j]!]!.categories ?? [];
    if (own === categories || (own.length === categories.length && own.every((text, c) => text === categories[c])))
      return;
    throw new TribuneError('INVALID_ARGUMENT', `column "${name}" lists other categories than the model`, {
      remedy: 'Take the columns of inputs from `model.features`, and add your own after them.',
      place: { name },
    });
  });
}

const SHOWN = 6;
export const quoteSome = (names: readonly string[]): string =>
  names
    .slice(0, SHOWN)
    .map((name) => `"${name}"`)
    .join(', ') + (names.length > SHOWN ? `, and ${names.length - SHOWN} more` : '');

/** Text for a category that the model never saw, where the text on file is not known; its code -1 would mean nothing to a reader. */
export const UNKNOWN_CATEGORY = 'a value that the model does not know';

/** A value as a person would name it: the category, or the number; null when it is missing. */
export function shownValue(column: Feature, value: number): number | string | null {
  if (Number.isNaN(value)) return null;
  if (column.categories === undefined) return value;
  return column.categories[value] ?? (value < 0 ? UNKNOWN_CATEGORY : value);
}
