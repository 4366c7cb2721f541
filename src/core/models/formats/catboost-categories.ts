import {
  asObject,
  type JsonObject,
  listField,
  numberField,
  numbersField,
  objectField,
  optional,
  textField,
} from '../decode/json-fields.js';
import { invalidModel } from '../decode/limits.js';
import type { Feature } from '../kinds/model.js';

/** A test of a category: which codes say "yes", and what one never seen says. */
export interface CategoryTest {
  readonly feature: number;
  readonly yes: readonly boolean[];
  readonly unseenYes: boolean;
}

export interface Categories {
  /** A category compared with one value. */
  oneHot(split: JsonObject, where: string): CategoryTest;
  /** A statistic of the category in the training data (CatBoost's "ctr") compared with a border. */
  statistic(split: JsonObject, where: string): CategoryTest;
}

interface Given {
  readonly info: JsonObject;
  readonly features: readonly Feature[];
  readonly categoryAt: ReadonlyMap<number, number>;
}

const WAY =
  'Train it with max_ctr_complexity=1, so that every statistic is about one input, or with one_hot_max_size above the number of categories; or serve it.';

/** Reads how a file compares categories. A statistic of one input is the same number for every row with that category, so its tests are sets. */
export function readCatboostCategories(
  model: JsonObject,
  { info, features, categoryAt }: Given,
  where: string,
): Categories {
  const hashes = hashesOf(info, where);
  const inputOf = (split: JsonObject, place: string): number => {
    const feature = categoryAt.get(numberField(split, 'cat_feature_index', place));
    if (feature === undefined) throw invalidModel(place, 'names a category that the file does not have');
    return feature;
  };
  let statistics: readonly Statistic[] | null = null;
  let before = 0;
  /** Values of every known category and of one never seen, by statistic: thousands of tests ask about the same few. */
  const known = new Map<Statistic, { readonly values: readonly number[]; readonly unseen: number }>();
  const valuesBy = (statistic: Statistic): { readonly values: readonly number[]; readonly unseen: number } => {
    const found = known.get(statistic);
    if (found !== undefined) return found;
    const value = valuesOf(statistic.entry, model, where);
    const made = { values: hashes.map(value), unseen: value(null) };
    known.set(statistic, made);
    return made;
  };
  return {
    oneHot(split, place) {
      const value = numberField(split, 'value', place) >>> 0;
      return { feature: inputOf(split, place), yes: hashes.map((hash) => hash === value), unseenYes: false };
    },
    statistic(split, place) {
      if (statistics === null) {
        statistics = readStatistics(model, info, where);
        before = testsBefore(info, where);
      }
      const at = numberField(split, 'split_index', place) - before;
      const border = Math.fround(numberField(split, 'border', place));
      const found = statistics.find(({ from, borders }) => at >= from && at < from + borders.length);
      if (found === undefined || Math.fround(found.borders[at - found.from]!) !== border)
        throw invalidModel(place, `names the statistic ${at}, which the file does not have with this border`);
      const feature = inputOf({ cat_feature_index: single(found.entry, features, categoryAt, place) }, place);
      const { values, unseen } = valuesBy(found);
      return { feature, yes: values.map((value) => value > border), unseenYes: unseen > border };
    },
  };
}

function hashesOf(info: JsonObject, where: string): number[] {
  return listOf(info, 'cat_features_hash', where).map(
    (each) => numberField(asObject(each, where), 'hash', where) >>> 0,
  );
}

/** A list that CatBoost leaves out, or writes as null, where it is empty. */
export const listOf = (object: JsonObject, name: string, where: string): readonly unknown[] =>
  optional(object, name) === undefined || object[name] === null ? [] : listField(object, name, where);

/** Tests of numbers and of single categories, which are counted before those of statistics. */
function testsBefore(info: JsonObject, where: string): number {
  const count = (name: string, list: string): number =>
    listOf(info, name, where).reduce<number>((sum, each) => sum + listOf(asObject(each, where), list, where).length, 0);
  return count('float_features', 'borders') + count('categorical_features', 'values');
}

interface Statistic {
  readonly entry: JsonObject;
  /** Number of its first test among those of statistics. */
  readonly from: number;
  readonly borders: ArrayLike<number>;
}

function readStatistics(model: JsonObject, info: JsonObject, where: string): Statistic[] {
  let from = 0;
  if (optional(model, 'ctr_data') === undefined) throw invalidModel(where, 'has no ctr_data');
  return listOf(info, 'ctrs', where).map((each) => {
    const entry = asObject(each, `${where}.features_info.ctrs`);
    const borders = numbersField(entry, 'borders', where);
    const found = { entry, from, borders };
    from += borders.length;
    return found;
  });
}

/** The one category that a statistic is about; combined ones are refused by the names of their inputs. */
function single(
  entry: JsonObject,
  features: readonly Feature[],
  categoryAt: ReadonlyMap<number, number>,
  where: string,
): number {
  const elements = listField(entry, 'elements', where).map((each) => asObject(each, where));
  const [element] = elements;
  if (elements.length === 1 && textField(element!, 'combination_element', where) === 'cat_feature_value')
    return numberField(element!, 'cat_feature_index', where);
  const names = elements.map(
    (each) => features[categoryAt.get(Number(optional(each, 'cat_feature_index'))) ?? -1]?.name ?? 'a number',
  );
  throw invalidModel(
    where,
    `uses a statistic of combined inputs (OnlineCtr of ${names.join(' and ')}), which is not read`,
    WAY,
  );
}

/** Marks an empty place of a table of statistics. */
const EMPTY = '18446744073709551615';
const MAGIC = 0x4906ba494954cb65n;
const MASK: bigint = (1n << 64n) - 1n;

/** The key of a single category: CatBoost's CalcHash(0, hash), with the hash as a signed number of 32 bits. */
const keyOf = (hash: number): string => String((MAGIC * ((MAGIC * (BigInt(hash | 0) & MASK)) & MASK)) & MASK);

/** The statistic of a category by its hash, of one never seen for null; in single precision, as CatBoost computes it. */
function valuesOf(entry: JsonObject, model: JsonObject, where: string): (hash: number | null) => number {
  const table = objectField(
    objectField(model, 'ctr_data', where),
    textField(entry, 'identifier', where),
    `${where}.ctr_data`,
  );
  const stride = numberField(table, 'hash_stride', where);
  const list = listField(table, 'hash_map', where);
  if (!Number.isInteger(stride) || stride < 2 || list.length % stride !== 0)
    throw invalidModel(`${where}.ctr_data`, `has ${list.length} numbers in steps of ${stride}`);
  const counts = new Map<string, readonly number[]>();
  for (let i = 0; i < list.length; i += stride) {
    const key = String(list[i]);
    const numbers = Array.prototype.slice.call(list, i + 1, i + stride).map(Number);
    if (!numbers.every(Number.isFinite)) throw invalidModel(`${where}.ctr_data`, 'holds something else than numbers');
    if (key !== EMPTY) counts.set(key, numbers);
  }
  const type = textField(entry, 'ctr_type', where);
  const part = partsOf(type, {
    stride,
    border: numberField(entry, 'target_border_idx', where),
    all: numberField(table, 'counter_denominator', where),
  });
  if (part === null) throw invalidModel(where, `uses the statistic ${type.slice(0, 40)}, which is not read`, WAY);
  const given = (name: string): number => Math.fround(numberField(entry, name, where));
  const [above, below, shift, scale] = ['prior_numerator', 'prior_denomerator', 'shift', 'scale'].map(given) as [
    number,
    number,
    number,
    number,
  ];
  const empty = new Array<number>(stride - 1).fill(0);
  return (hash) => {
    const [count, total] = part((hash === null ? undefined : counts.get(keyOf(hash))) ?? empty);
    return Math.fround(
      Math.fround(Math.fround(Math.fround(count + above) / Math.fround(total + below)) + shift) * scale,
    );
  };
}

type Part = (numbers: readonly number[]) => readonly [number, number];

/** What of the counts stands above and below the line, by the type of the statistic. */
function partsOf(type: string, { stride, border, all }: { stride: number; border: number; all: number }): Part | null {
  const sum = (numbers: readonly number[]): number => numbers.reduce((whole, each) => whole + each, 0);
  switch (type) {
    case 'Borders':
      return (numbers) => [sum(numbers.slice(border + 1)), sum(numbers)];
    case 'Buckets':
      return (numbers) => [numbers[border] ?? Number.NaN, sum(numbers)];
    case 'BinarizedTargetMeanValue':
      return stride === 3 ? ([total, count]) => [total!, count!] : null;
    case 'Counter':
      return ([count]) => [count!, all];
    default:
      return null;
  }
}
