import { TribuneError } from '../../base/errors.js';
import { nearName } from '../../base/suggest.js';
import { checkRows, type Feature, type Matrix, type Model, namedSome } from '../kinds/model.js';
import { categoryReader } from './category-reader.js';
import { describeUnnamed } from './name-categories.js';

/** A value of a named input: a number, the text of a category, true or false (1 or 0 where numbers are read), `null` where it is missing. */
export type InputValue = number | string | boolean | null;

/** One person: a value by the name of every input. */
export type InputRecord = Readonly<Record<string, InputValue>>;

export interface BindRowsOptions {
  /** What happens to a category that the model never saw: it is refused (default), or handled by the model's own rule. */
  readonly unseen?: 'refuse' | 'model';
  /**
   * Names that records hold beside the inputs, such as an id; they are ignored. Any other name is refused, because it may be a misspelt
   * input.
   */
  readonly ignore?: readonly string[];
}

/**
 * Binds named records to the inputs of a model: every name has to be there, a category is given by its text, a missing value as `null`.
 * Refused with row and name are: a name that is missing, misspelt or of no input, text where the model reads numbers, NaN and infinity, a
 * category that the model never saw, and a missing value that it has no rule for.
 *
 * @param model a model, or the columns of a table: `{ features: [...model.features, { name: 'income' }], acceptsMissing: true }`
 * @throws TribuneError INVALID_ARGUMENT, DATA_COLUMN_MISSING, DATA_VALUE_INVALID
 * @example
 * const rows = bindRows(model, [{ age: 31, housing: 'own' }, { age: null, housing: 'rent' }]);
 * model.predictLinked(rows);
 */
export function bindRows(
  model: Pick<Model, 'features' | 'acceptsMissing'>,
  records: readonly InputRecord[],
  options: BindRowsOptions = {},
): Matrix {
  const { features, acceptsMissing } = model;
  const width = features.length;
  const featureNames = features.map((feature) => feature.name);
  const known = new Set([...featureNames, ...(options.ignore ?? [])]);
  const readers = features.map((feature) => inputReader(feature, options.unseen ?? 'refuse'));
  const data = new Float64Array(records.length * width);
  records.forEach((record, r) => {
    checkNamed(record, r, featureNames, known);
    for (let j = 0; j < width; j++) data[r * width + j] = readers[j]!(record[featureNames[j]!], r);
  });
  const rows = { data, rows: records.length, columns: width };
  checkRows({ features, featureNames, acceptsMissing }, rows);
  return rows;
}

function checkNamed(
  record: unknown,
  r: number,
  featureNames: readonly string[],
  known: ReadonlySet<string>,
): asserts record is InputRecord {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    throw new TribuneError('INVALID_ARGUMENT', `row ${r} is no record of named values`, {
      remedy: 'Give { name: value, ... }; matrixFromRows takes numbers by place.',
    });
  }
  const lacking = featureNames.filter((name) => !Object.hasOwn(record, name));
  const stray = Object.keys(record).filter((name) => !known.has(name));
  if (lacking.length === 0 && stray.length === 0) return;
  const place = { name: (stray[0] ?? lacking[0])! };
  if (stray.length > 0) {
    throw new TribuneError('INVALID_ARGUMENT', `row ${r} holds ${namedSome(stray)}, no input of the model`, {
      remedy: `${nearName(place.name, lacking)}Inputs: ${namedSome(featureNames)}. Correct the name, or leave it alone with \`ignore\`.`,
      place,
    });
  }
  throw new TribuneError('DATA_COLUMN_MISSING', `row ${r} lacks ${namedSome(lacking)}`, {
    remedy: 'Name every input of the model; give null where a value is missing.',
    place,
  });
}

type InputReader = (value: unknown, row: number) => number;

function inputReader(feature: Feature, unseen: 'refuse' | 'model'): InputReader {
  return feature.categories === undefined ? numberReader(feature) : codeReader(feature, feature.categories, unseen);
}

function numberReader({ name, unnamed }: Feature): InputReader {
  return (value, row) => {
    if (value === null) return Number.NaN;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (unnamed !== undefined && typeof value === 'string')
      throw badInput(
        { name, row, value },
        'the file of the model does not name its categories',
        `Name them with nameCategories, or give their codes. ${describeUnnamed(unnamed)}`,
      );
    throw badInput({ name, row, value }, 'the model reads a number there', 'Give a number, or null if it is missing.');
  };
}

function codeReader({ name }: Feature, categories: readonly string[], unseen: 'refuse' | 'model'): InputReader {
  const codeOf = categoryReader(categories);
  return (value, row) => {
    if (value === null) return Number.NaN;
    const isText = typeof value === 'string' || typeof value === 'boolean';
    if (!isText && !(typeof value === 'number' && Number.isFinite(value))) {
      throw badInput({ name, row, value }, 'the model reads a category there', 'Give its text, or null if missing.');
    }
    const code = codeOf(String(value));
    if (code >= 0 || unseen === 'model') return code;
    throw badInput(
      { name, row, value },
      'a category that the model never saw',
      `It knows: ${namedSome(categories)}. Correct the value, or say \`unseen: 'model'\` to apply the model's own rule for others.`,
    );
  };
}

/** Most letters of a wrong text in a message. */
const TEXT_SHOWN = 60;

function badInput(at: { name: string; row: number; value: unknown }, why: string, remedy: string): TribuneError {
  const { name, row, value } = at;
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, TEXT_SHOWN)) : kindOf(value);
  return new TribuneError('DATA_VALUE_INVALID', `row ${row}, "${name}" holds ${shown}: ${why}`, {
    remedy,
    place: { name },
  });
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing (undefined)';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return `a ${typeof value}`;
}
