import { counted } from '../../../base/counted.js';
import { TribuneError } from '../../../base/errors.js';
import { invalidModel, MAX_FEATURES } from '../../decode/limits.js';
import type { OnnxAttribute } from './onnx-graph.js';
import { type ColumnStep, type Columns, MIXED, type OnnxColumn, type OpenFeature, unreadNode } from './onnx-value.js';

/** Index of a value among the keys of an encoder; undefined when it is none of them. */
type Finder = (column: OnnxColumn) => (get: (feature: number) => number) => number | undefined;

/**
 * Texts of a column are codes of its input: places in the list of its categories. An encoder adds its own texts to that list; two encoders
 * of one input may know different ones.
 */
function textFinder(step: ColumnStep, keys: readonly string[]): Finder {
  const positions = new Map(keys.map((key, at) => [key, at]));
  if (positions.size !== keys.length) throw invalidModel(step.where, `${step.node.op} names a text twice`);
  return (column) => {
    const feature: OpenFeature | undefined = column.source === MIXED ? undefined : step.features[column.source];
    const categories = feature?.categories;
    if (categories === undefined || step.columns.type !== 'text')
      throw invalidModel(step.where, `${step.node.op} of texts does not stand on a text input`);
    const known = new Set(categories);
    categories.push(...keys.filter((key) => !known.has(key)));
    return (get) => positions.get(categories[column.value(get)] ?? '\0');
  };
}

function numberFinder(step: ColumnStep, keys: ArrayLike<number>): Finder {
  if (step.columns.type === 'text')
    throw invalidModel(step.where, `${step.node.op} of numbers does not stand on an input of numbers`);
  const positions = new Map(Array.from(keys, (key, at) => [key, at]));
  return (column) => (get) => positions.get(column.value(get));
}

/** Makes one column of 0 and 1 per category; a value that is none of them is 0 everywhere, or an error where `zeros` is 0. */
export function oneHot(step: ColumnStep): Columns {
  const { node, columns, where } = step;
  const texts = node.attributes.get('cats_strings')?.texts ?? [];
  const numbers = node.attributes.get('cats_int64s')?.numbers ?? new Float64Array(0);
  if (texts.length > 0 && numbers.length > 0) throw invalidModel(where, 'OneHotEncoder has categories of two types');
  const size = Math.max(texts.length, numbers.length);
  if (size === 0) throw invalidModel(where, 'OneHotEncoder has no categories');
  if (size * columns.columns.length > MAX_FEATURES)
    throw invalidModel(where, `OneHotEncoder makes ${counted(size * columns.columns.length, 'column')}`);
  const refusesOthers = (node.attributes.get('zeros')?.number ?? 1) === 0;
  const find = texts.length > 0 ? textFinder(step, texts) : numberFinder(step, numbers);
  return {
    kind: 'columns',
    type: 'float',
    shape: [...columns.shape, size],
    columns: columns.columns.flatMap((column) => {
      // The runtime cuts numbers to whole ones before it looks them up.
      const whole: OnnxColumn =
        texts.length > 0 ? column : { ...column, value: (get) => Math.trunc(column.value(get)) };
      const at = find(whole);
      return Array.from(
        { length: size },
        (_, k): OnnxColumn => ({
          source: column.source,
          value: (get) => {
            const position = at(get);
            if (position === undefined && refusesOthers) throw unknownCategory(step, column);
            return position === k ? 1 : 0;
          },
          affine: null,
          takesMissing: column.takesMissing && !refusesOthers,
        }),
      );
    }),
  };
}

function unknownCategory({ features }: ColumnStep, { source }: OnnxColumn): TribuneError {
  const name = features[source]?.name ?? 'an input';
  return new TribuneError(
    'DATA_VALUE_INVALID',
    `"${name}" holds a category that the model never saw, and has no rule for`,
    {
      remedy: "Correct the value, or train the encoder with handle_unknown='ignore'.",
      place: { name },
    },
  );
}

const NOTHING: Pick<OnnxAttribute, 'numbers' | 'texts'> = { numbers: new Float64Array(0), texts: [] };

/** Maps keys to numbers (ordinal and target encoders). Keys that are not listed get the default. */
export function labelEncoder(step: ColumnStep): Columns {
  const { node, columns, where } = step;
  const list = (...names: readonly string[]) => {
    const found = names.filter((name) => node.attributes.has(name));
    if (found.length > 1) throw invalidModel(where, `LabelEncoder has ${found.join(' and ')}`);
    const { numbers, texts } = node.attributes.get(found[0] ?? '') ?? NOTHING;
    return { name: found[0] ?? '', numbers, texts };
  };
  const keys = list('keys_strings', 'keys_int64s', 'keys_floats');
  const values = list('values_int64s', 'values_floats');
  const isText = keys.texts.length > 0;
  const size = isText ? keys.texts.length : keys.numbers.length;
  if (size === 0 || values.numbers.length !== size)
    throw unreadNode(step, `with ${size} keys and ${counted(values.numbers.length, 'number')} for them`);
  const isWhole = values.name === 'values_int64s';
  const otherwise = node.attributes.get(isWhole ? 'default_int64' : 'default_float')?.number ?? (isWhole ? -1 : 0);
  const find = isText ? textFinder(step, keys.texts) : numberFinder(step, keys.numbers);
  return {
    ...columns,
    type: isWhole ? 'int' : 'float',
    columns: columns.columns.map((column) => {
      const at = find(column);
      return {
        ...column,
        value: (get) => {
          const position = at(get);
          return position === undefined ? otherwise : values.numbers[position]!;
        },
        affine: null,
        takesMissing: column.takesMissing && !isText,
      };
    }),
  };
}
