import { counted } from '../../../base/counted.js';
import { parseJsonBytes } from '../../decode/json-bytes.js';
import { checkWhole } from '../../decode/json-fields.js';
import { type KnownFields, knownFields, unknownField } from '../../decode/known-fields.js';
import { invalidModel, MAX_FEATURES, MAX_OUTPUTS } from '../../decode/limits.js';
import { readBudget } from '../../decode/read-budget.js';
import type { RawTree } from '../../kinds/assemble.js';
import { categorySets } from '../../kinds/category-sets.js';
import type { Model } from '../../kinds/model.js';
import {
  CATEGORICAL_DECISION,
  type LightgbmHeader,
  lightgbmModel,
  linearLeaves,
  type MissingType,
  numericDecision,
  numericThreshold,
  withPandasCategories,
} from './lightgbm.js';
import { numbersOf, pandasBytes, type Section, sectionsOf, textOf, wordsOf } from './lightgbm-section.js';

const HEADER_KEYS = knownFields(
  'tree version num_class num_tree_per_iteration max_feature_idx objective average_output feature_names feature_infos',
  'label_index monotone_constraints tree_sizes',
);
const TREE_KEYS = knownFields(
  'split_feature threshold decision_type left_child right_child leaf_value leaf_count internal_count cat_boundaries cat_threshold is_linear',
  // Leaf values already include the shrinkage.
  'num_leaves num_cat split_gain leaf_weight internal_value internal_weight shrinkage',
);
/** Keys of trees whose leaves hold a linear model of their own. */
const LINEAR_KEYS = ['leaf_const', 'num_features', 'leaf_features', 'leaf_coeff'];

function checkKeys(section: Section, known: KnownFields, where: string): void {
  for (const key of section.values.keys()) if (!known.has(key)) throw unknownField(key, where);
}

/** Reads LightGBM's text model (`save_model`, versions v2 to v4). After "end of trees" only `pandas_categorical` is read. */
export function readLightgbmText(bytes: Uint8Array, where: string): Model {
  const budget = readBudget(bytes.length, where);
  const pandas = pandasBytes(bytes);
  const trees: RawTree[] = [];
  let header: LightgbmHeader | null = null;
  for (const section of sectionsOf(bytes, budget)) {
    if (header === null) header = readHeader(section, pandas === null ? null : parseJsonBytes(pandas, budget), where);
    else trees.push(readTree(section, trees.length, header));
  }
  return lightgbmModel(trees, header!);
}

function wholeNumber(section: Section, key: string, where: string, limits: { min: number; max: number }): number {
  const text = textOf(section, key);
  const number = Number(text ?? Number.NaN);
  if (!Number.isInteger(number) || number < limits.min || number > limits.max) {
    throw invalidModel(where, `${key} is "${text ?? ''}", expected a whole number from ${limits.min} to ${limits.max}`);
  }
  return number;
}

function readHeader(section: Section, pandas: unknown, where: string): LightgbmHeader {
  checkKeys(section, HEADER_KEYS, where);
  const numFeatures = wholeNumber(section, 'max_feature_idx', where, { min: 0, max: MAX_FEATURES - 1 }) + 1;
  const given = wordsOf(section, 'feature_names', numFeatures);
  if (given.words === null && given.found !== 0)
    throw invalidModel(where, `${given.found} feature names for ${counted(numFeatures, 'feature')}`);
  const infos = wordsOf(section, 'feature_infos', numFeatures).words ?? [];
  // A list of categories has no brackets; a feature without a split is `none`.
  const isCategorical = (j: number): boolean => /^-?\d/.test(infos[j] ?? '');
  const names = Array.from({ length: numFeatures }, (_, j) => given.words?.[j] ?? `Column_${j}`);
  return {
    where,
    numFeatures,
    features: withPandasCategories(names, isCategorical, pandas),
    treesPerRound: wholeNumber(section, 'num_tree_per_iteration', where, { min: 1, max: MAX_OUTPUTS }),
    objective: textOf(section, 'objective') ?? '',
    version: textOf(section, 'version') ?? '',
    averageOutput: section.values.has('average_output'),
    sets: categorySets(where),
  };
}

/** The bits of a decision type: category, default side, and two bits for the missing type. */
const HIGHEST_DECISION = 15;
const MISSING: readonly MissingType[] = ['none', 'zero', 'nan', 'none'];

function numbers(section: Section, key: string, length: number | null, where: string): Float64Array | null {
  const list = numbersOf(section, key, where);
  return length === null || list.length === length ? list : missing(key, list.length, length, where);
}

function missing(key: string, found: number, expected: number, where: string): null {
  // Old files have no counts, hence no cover. Everything else must be present.
  if (key.endsWith('_count') && found === 0) return null;
  throw invalidModel(where, `${key} has ${counted(found, 'number')}, expected ${expected}`);
}

/** Inner nodes come first, then leaves; the file names a leaf l as the child ~l. */
function readTree(section: Section, t: number, header: LightgbmHeader): RawTree {
  const where = `${header.where}, tree ${t}`;
  if (LINEAR_KEYS.some((key) => section.values.has(key)) || (textOf(section, 'is_linear') ?? '0') !== '0')
    throw linearLeaves(where);
  checkKeys(section, TREE_KEYS, where);
  const leafValue = numbers(section, 'leaf_value', null, where)!;
  const leaves = leafValue.length;
  if (leaves === 0) throw invalidModel(where, 'has no leaf_value');
  const inner = leaves - 1;
  const list = (key: string): Float64Array => numbers(section, key, inner, where)!;
  const whole = (key: string, min: number, max: number): Float64Array =>
    checkWhole(list(key), { min, max }, `${where}, ${key}`);
  const decisionType = whole('decision_type', 0, HIGHEST_DECISION);
  const setIndex = readSets(section, header, where);
  const isCategorical = (i: number): boolean => (decisionType[i]! & 1) === 1;
  const child = (index: number): number => (index < 0 ? inner + ~index : index);
  const threshold = list('threshold').map((value, i) =>
    isCategorical(i) ? (setIndex[value] ?? Number.NaN) : numericThreshold(value),
  );
  const decision = decisionType.map((type, i) =>
    isCategorical(i) ? CATEGORICAL_DECISION : numericDecision(MISSING[(type >> 2) & 3]!, (type & 2) !== 0),
  );
  return {
    left: padded(whole('left_child', -leaves, inner - 1).map(child), leaves, -1),
    right: padded(whole('right_child', -leaves, inner - 1).map(child), leaves, -1),
    feature: padded(list('split_feature'), leaves, -1),
    threshold: padded(threshold, leaves, 0),
    decision: padded(decision, leaves, 0),
    cover: readCover(section, inner, leaves, where),
    output: t % header.treesPerRound,
    values: Float64Array.from({ length: inner + leaves }, (_, i) => (i < inner ? 0 : leafValue[i - inner]!)),
  };
}

function padded(list: Float64Array, leaves: number, fill: number): Float64Array {
  const out = new Float64Array(list.length + leaves).fill(fill);
  out.set(list);
  return out;
}

function readCover(section: Section, inner: number, leaves: number, where: string): Float64Array | null {
  if (inner === 0) return Float64Array.of(1);
  const counts = [numbers(section, 'internal_count', inner, where), numbers(section, 'leaf_count', leaves, where)];
  return counts[0] == null || counts[1] == null ? null : Float64Array.from([...counts[0], ...counts[1]]);
}

const LARGEST_WORD = 2 ** 32 - 1;

/** Categories of the tree's category splits; the threshold of such a split counts within the tree. */
function readSets(section: Section, header: LightgbmHeader, where: string): number[] {
  const list = (key: string): Float64Array =>
    checkWhole(numbers(section, key, null, where)!, { min: 0, max: LARGEST_WORD }, `${where}, ${key}`);
  const boundaries = list('cat_boundaries');
  const words = list('cat_threshold');
  const indices: number[] = [];
  for (let s = 0; s + 1 < boundaries.length; s++) {
    const [from, to] = [boundaries[s]!, boundaries[s + 1]!];
    if (!(from >= 0 && to >= from && to <= words.length))
      throw invalidModel(where, 'cat_boundaries lie outside cat_threshold');
    indices.push(header.sets.addWords(Uint32Array.from(words.subarray(from, to))));
  }
  return indices;
}
