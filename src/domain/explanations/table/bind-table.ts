import { counted } from '../../../core/base/counted.js';
import { TribuneError } from '../../../core/base/errors.js';
import { categoryReader, DECIMAL, describeUnnamed, type Feature, type Matrix } from '../../../core/models/index.js';
import type { RowTable } from '../ports/index.js';

/** What happens to a category that the model never saw: it is refused, or handled by the model's own rule. */
export type Unseen = 'refuse' | 'model';

/** Infinite numbers are read, so that the model itself can refuse them. */
const INFINITE = /^([+-]?)inf(inity)?$/i;
/** Most categories named in an error. */
const CATEGORIES_SHOWN = 8;

const numberOf = (text: string): number => {
  if (DECIMAL.test(text)) return Number(text);
  const infinite = INFINITE.exec(text);
  return infinite === null ? Number.NaN : infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
};

const BOOLEANS: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['false', 0],
]);

/** Source of a table, and what happens to a category that the model never saw. */
export interface BindSource {
  /** Name of the table in messages. */
  readonly name: string;
  readonly unseen: Unseen;
  /** Number in the whole table of the first row that was read; default 0. */
  readonly firstRow?: number;
}

/**
 * Turns columns of text into the numbers that a model reads: categories become their index, an empty cell becomes NaN (missing).
 *
 * @param features one per column of the table, in its order
 * @throws TribuneError DATA_VALUE_INVALID with row (from 0) and column
 */
export function bindTable(table: RowTable, features: readonly Feature[], source: BindSource): Matrix {
  const { name, unseen, firstRow = 0 } = source;
  const width = features.length;
  const data = new Float64Array(table.rows * width);
  features.forEach((feature, j) => {
    const read = feature.categories === undefined ? readNumber : categoryCode(feature, unseen);
    const column = table.cells[j]!;
    for (let r = 0; r < table.rows; r++) {
      const text = column[r]!;
      const value = text === null ? Number.NaN : read(text);
      if (value === null) throw badCell({ table: name, row: firstRow + r, feature, text: text! });
      data[r * width + j] = value;
    }
  });
  return { data, rows: table.rows, columns: width };
}

function readNumber(given: string): number | null {
  const text = given.trim();
  const value = BOOLEANS.get(text.toLowerCase()) ?? numberOf(text);
  return Number.isNaN(value) ? null : value;
}

function categoryCode(feature: Feature, unseen: Unseen): (text: string) => number | null {
  const codeOf = categoryReader(feature.categories!);
  return (text) => {
    const code = codeOf(text);
    return code >= 0 || unseen === 'model' ? code : null;
  };
}

function badCell(at: { table: string; row: number; feature: Feature; text: string }): TribuneError {
  const { name, categories, unnamed } = at.feature;
  const where = `${at.table}, row ${at.row}, column "${name}"`;
  if (categories === undefined && unnamed !== undefined) {
    return new TribuneError(
      'DATA_VALUE_INVALID',
      `${where} holds "${at.text}", and the model file does not name its categories`,
      {
        remedy: `Name them, or give their codes (0, 1, ...). ${describeUnnamed(unnamed)}`,
        place: { name },
        reason: 'categories-unnamed',
      },
    );
  }
  if (categories === undefined) {
    return new TribuneError('DATA_VALUE_INVALID', `${where} holds "${at.text}", which is no number`, {
      remedy: 'The model reads numbers there. Leave the cell empty if the value is missing.',
      place: { name },
    });
  }
  const shown = categories.slice(0, CATEGORIES_SHOWN).join(', ');
  const more = categories.length > CATEGORIES_SHOWN ? `, and ${categories.length - CATEGORIES_SHOWN} more` : '';
  return new TribuneError('DATA_VALUE_INVALID', `${where} holds "${at.text}", a category that the model never saw`, {
    remedy: `It knows: ${shown}${more}. Correct the value, or apply the model's own rule for others.`,
    place: { name },
    reason: 'category-unseen',
  });
}

/** Names that a file format invents when the model has none: `f0` (XGBoost), `Column_0` (LightGBM), `X_0` (ONNX). */
const INVENTED = /^(f|Column_|[A-Za-z]\w*_)\d+$/;

/** Columns of the data, one per input of the model. */
export interface ChosenColumns {
  readonly names: readonly string[];
  /** Whether columns are taken by place, so that messages use their names for the model's inputs. */
  readonly byPlace: boolean;
}

/**
 * Finds the columns of the data that are the inputs of the model: those given by name, otherwise those of the same names, otherwise, where
 * the model file has no names of its own and the data have as many columns, those in the same places.
 *
 * @param given names of the columns, in the order of the model
 * @throws TribuneError INVALID_ARGUMENT when `given` does not fit the model
 */
export function chooseColumns(
  features: readonly Feature[],
  columns: readonly string[],
  given: readonly string[] | undefined,
): ChosenColumns {
  const names = features.map((feature) => feature.name);
  const isInvented = names.every((name) => INVENTED.test(name));
  if (given !== undefined) {
    checkGiven(given, names, isInvented);
    return { names: given, byPlace: given.some((name, j) => name !== names[j]) };
  }
  const known = new Set(columns);
  const byPlace = columns.length === names.length && isInvented && !names.some((name) => known.has(name));
  if (isInvented && !byPlace && !names.some((name) => known.has(name))) throw unnamed(names.length, columns);
  return { names: byPlace ? columns : names, byPlace };
}

function checkGiven(given: readonly string[], names: readonly string[], isInvented: boolean): void {
  const fail = (what: string, remedy: string): TribuneError =>
    new TribuneError('INVALID_ARGUMENT', `inputs ${given.join(',')}: ${what}`, { remedy, reason: 'inputs-unfit' });
  if (given.length !== names.length || new Set(given).size !== given.length) {
    throw fail(
      `${counted(given.length, 'name')} for the ${counted(names.length, 'input')} of the model`,
      'Name one column of the data for every input, in the order of the model.',
    );
  }
  const isSwapped = given.some((name, j) => name !== names[j] && names.includes(name));
  if (!isInvented && isSwapped) {
    throw fail(
      `the model names its inputs itself, in another order: ${names.join(', ')}`,
      'Leave the names out: columns are found by name, in any order.',
    );
  }
}

const COLUMNS_SHOWN = 12;

function unnamed(inputs: number, columns: readonly string[]): TribuneError {
  const more = columns.length > COLUMNS_SHOWN ? ', ...' : '';
  return new TribuneError(
    'DATA_COLUMN_MISSING',
    `the model names none of its ${counted(inputs, 'input')} and the data have ${counted(columns.length, 'column')}: which are the inputs is not known`,
    {
      remedy: `Name them in the order of the model (the data have ${columns.slice(0, COLUMNS_SHOWN).join(', ')}${more}).`,
      reason: 'inputs-unnamed',
    },
  );
}

/** A column as a feature: of numbers if every cell is one (and it is not declared as text), otherwise of the categories that occur. */
export function inferFeature(name: string, cells: readonly (string | null)[], isText = false): Feature {
  const isNumeric = !isText && cells.every((text) => text === null || readNumber(text) !== null);
  return isNumeric ? { name } : { name, categories: [...new Set(cells.filter((text) => text !== null))] };
}
