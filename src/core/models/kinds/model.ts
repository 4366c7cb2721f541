import { counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import type { Curve } from './curve.js';
import type { Link } from './link.js';

/** Numbers of many rows, row-major: value of row r, column c is `data[r * columns + c]`. NaN is a missing value. */
export interface Matrix {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** Numbers of the rows for messages, where these are some of a table's; default 0, 1, 2, ... */
  readonly numbers?: ArrayLike<number>;
}

/** One named input. With `categories` the number in the data is an index into them: 0 is the first; -1 is a category never seen. */
export interface Feature {
  readonly name: string;
  readonly categories?: readonly string[];
  /** Set to `refused` when the model accepts missing values in other inputs, but has no rule for one in this input. */
  readonly missing?: 'refused';
  /**
   * Set when the numbers are codes of categories that the file does not name. For names that were cut off it holds their `lengths` and the
   * beginning (`kept`) of all of them in one piece. See `nameCategories`.
   */
  readonly unnamed?: { readonly lengths?: readonly number[]; readonly kept?: string };
}

/** Rounds of a boosting that was stopped early: the file holds more rounds than the best ones. */
export interface Rounds {
  readonly inFile: number;
  /** Number of the best rounds, counted from the first. */
  readonly best: number;
  /** Number of rounds that this model adds up. */
  readonly used: number;
}

export type ModelKind = 'tree-ensemble' | 'linear' | 'additive' | 'network' | 'black-box';

/**
 * A model as the rest of the product sees it: named inputs, a raw score per output (log-odds for a logistic model) and the same on the
 * scale of the link (a probability). Digests are made by the adapters, because the core has no cryptography.
 */
export interface Model {
  readonly kind: ModelKind;
  /** The file format that the model came from, for records and messages: `xgboost`, `lightgbm`, `onnx`, ... */
  readonly format: string;
  readonly features: readonly Feature[];
  readonly featureNames: readonly string[];
  readonly numOutputs: number;
  readonly link: Link;
  /** The curve of the link `curve`; unset for every other. */
  readonly curve?: Curve;
  /** Whether the model has a rule for a missing value (NaN) in every feature that is not marked otherwise. */
  readonly acceptsMissing: boolean;
  /**
   * Set when scores come from elsewhere as 32-bit numbers (onnxruntime, a model server): the same row may differ in the last bits among
   * other rows, and a sum over scores is no more exact than they are. Unset for 64-bit arithmetic in this process.
   */
  readonly arithmetic?: 'float32';
  /**
   * The published scores are chances of two classes: `both` of them, which sum to one, in the order of the classes, or of the `second`
   * alone. Unset when this is not known, or follows from the link.
   */
  readonly chances?: 'both' | 'second';
  /** Set where the file says that training was stopped early. */
  readonly rounds?: Rounds;
  /** Raw scores, row-major `[row * numOutputs + output]`. Throws DATA_VALUE_INVALID, DATA_COLUMN_MISSING. */
  predictRaw(rows: Matrix): Float64Array;
  /** Scores on the scale of the link, in the same shape. */
  predictLinked(rows: Matrix): Float64Array;
}

/**
 * Makes a matrix from nested arrays, values by place; `null` and `undefined` become missing, a category is its code. `bindRows` takes named
 * records and the texts of categories.
 *
 * @throws TribuneError INVALID_ARGUMENT on rows of different lengths, DATA_VALUE_INVALID on what is no number
 */
export function matrixFromRows(rows: readonly (readonly (number | null | undefined)[])[], columns?: number): Matrix {
  const width = columns ?? rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * width);
  rows.forEach((row, r) => {
    if (row.length !== width) {
      throw new TribuneError('INVALID_ARGUMENT', `row ${r} has ${counted(row.length, 'value')}, expected ${width}`, {
        remedy: 'Give every row the same number of values.',
      });
    }
    for (let c = 0; c < width; c++) {
      const value: unknown = row[c] ?? Number.NaN;
      if (typeof value !== 'number') throw noNumber(value, r, c);
      data[r * width + c] = value;
    }
  });
  return { data, rows: rows.length, columns: width };
}

/** The error for a text in the place of a number: as NaN it would be scored as if no value had been given. */
const noNumber = (value: unknown, row: number, column: number): TribuneError =>
  new TribuneError(
    'DATA_VALUE_INVALID',
    `row ${row}, column ${column} holds ${typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : `a ${typeof value}`}, which is no number`,
    { remedy: 'Bind texts of categories by name with bindRows; give null where a value is missing.' },
  );

/** Rows `from` (inclusive) to `to` (exclusive) as a view on the same memory. */
export const sliceRows = (matrix: Matrix, from: number, to: number): Matrix => ({
  data: matrix.data.subarray(from * matrix.columns, to * matrix.columns),
  rows: to - from,
  columns: matrix.columns,
});

const NAMES_SHOWN = 8;
/** Names for a message, only the first of them where there are many. */
export const namedSome = (names: readonly string[]): string =>
  names
    .slice(0, NAMES_SHOWN)
    .map((name) => JSON.stringify(name.slice(0, 60)))
    .join(', ') + (names.length > NAMES_SHOWN ? `, and ${names.length - NAMES_SHOWN} more` : '');

type RowRules = Pick<Model, 'featureNames' | 'acceptsMissing'> & Partial<Pick<Model, 'features'>>;

/**
 * Refuses rows that the model has no rule for: another number of columns, infinite values, missing values where none are allowed, codes
 * that no category has, values that overflow the precision in which the model reads its inputs.
 */
export function checkRows(model: RowRules, rows: Matrix, float32 = false): void {
  const width = model.featureNames.length;
  checkMatrix(rows);
  if (rows.columns !== width || rows.data.length !== rows.rows * width) {
    throw new TribuneError(
      'DATA_COLUMN_MISSING',
      `the model has ${counted(width, 'input')}, the rows have ${counted(rows.columns, 'column')}`,
      {
        remedy: `Give the columns in this order: ${model.featureNames.slice(0, 8).join(', ')}${width > 8 ? ', ...' : ''}.`,
      },
    );
  }
  for (let i = 0; i < rows.data.length; i++) {
    const value = rows.data[i]!;
    if (Number.isFinite(float32 ? Math.fround(value) : value)) continue;
    if (Number.isNaN(value) && model.acceptsMissing && model.features?.[i % width]?.missing !== 'refused') continue;
    throw badValue(model, rows, i);
  }
  model.features?.forEach((feature, j) => {
    if (feature.categories !== undefined) checkCodes(feature, feature.categories, rows, j);
  });
}

/** Refuses nested arrays from callers without types: an index into those would read undefined, which is no missing value. */
export function checkMatrix(rows: Matrix): void {
  if (typeof rows === 'object' && rows !== null && rows.data instanceof Float64Array) return;
  throw new TribuneError('INVALID_ARGUMENT', 'the rows are no matrix: { data: Float64Array, rows, columns }', {
    remedy: 'Make one with bindRows (named records) or matrixFromRows (numbers by place).',
  });
}

/**
 * Refuses codes that are no index of the list of categories and not -1 (never seen); a column whose texts the file does not name may have
 * any code.
 */
function checkCodes(feature: Feature, categories: readonly string[], rows: Matrix, column: number): void {
  if (categories.length === 0) return;
  for (let i = column, r = 0; r < rows.rows; i += rows.columns, r++) {
    const code = rows.data[i]!;
    if (Number.isNaN(code) || (Number.isInteger(code) && code >= -1 && code < categories.length)) continue;
    throw new TribuneError(
      'DATA_VALUE_INVALID',
      `row ${rows.numbers?.[r] ?? r}, column "${feature.name}" holds ${code}, the code of no category: there are ${categories.length}`,
      {
        remedy: `Codes count from 0 (${namedSome(categories)}), -1 is a category never seen. bindRows takes their texts.`,
        place: { name: feature.name },
      },
    );
  }
}

function badValue(model: RowRules, { data, numbers }: Matrix, index: number): TribuneError {
  const width = model.featureNames.length;
  const name = model.featureNames[index % width]!;
  const value = data[index]!;
  const row = Math.floor(index / width);
  const where = `row ${numbers?.[row] ?? row}, column "${name}"`;
  const missing = Number.isNaN(value);
  const tooLarge = Number.isFinite(value) ? ', beyond the 32-bit numbers that the model computes with' : '';
  const what = missing
    ? `a missing value, and the model has no rule for missing values${model.acceptsMissing ? ' there' : ''}`
    : `the value ${value}${tooLarge}`;
  return new TribuneError('DATA_VALUE_INVALID', `${where} holds ${what}`, {
    remedy: missing
      ? 'Fill the value, or drop the row.'
      : 'The model reads finite numbers only; correct or drop the row.',
    place: { name },
  });
}

/** Refuses duplicate or empty names: an explanation keyed by name would mix two inputs. */
export function checkNames(names: readonly string[], where: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (name === '' || seen.has(name)) {
      throw new TribuneError(
        'MODEL_INVALID',
        `${where}: feature name "${name}" is ${name === '' ? 'empty' : 'used twice'}`,
        {
          remedy: 'Give every input of the model its own name and export it again.',
        },
      );
    }
    seen.add(name);
  }
}
