import type { RawTree } from './assemble.js';
import { categorySets } from './category-sets.js';
import { parseJson } from './json-fields.js';
import {
  CATEGORICAL_DECISION,
  type LightgbmHeader,
  lightgbmModel,
  type MissingType,
  numericDecision,
  withPandasCategories,
} from './lightgbm.js';
import { invalidModel, MAX_FEATURES, MAX_OUTPUTS } from './limits.js';
import type { Model } from './model.js';

type Section = ReadonlyMap<string, string>;

/** LightGBM's text model (`save_model`, versions v2 to v4). Of what follows "end of trees" only `pandas_categorical` is read. */
export function readLightgbmText(text: string, where: string): Model {
  const end = text.indexOf('end of trees');
  const [head = '', ...blocks] = (end < 0 ? text : text.slice(0, end)).split(/^Tree=/m);
  const header = readHeader(parseSection(head), pandasLine(end < 0 ? '' : text.slice(end), where), where);
  const trees = blocks.map((block, t) => readTree(parseSection(block), t, header));
  return lightgbmModel(trees, header);
}

/** The lists of `pandas_categorical`, as the Python package appends them. */
function pandasLine(tail: string, where: string): unknown {
  const json = /^pandas_categorical:(.*)$/m.exec(tail)?.[1];
  return json === undefined ? null : parseJson(json, `${where}, pandas_categorical`);
}

function parseSection(text: string): Section {
  const section = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const at = line.indexOf('=');
    if (at > 0) section.set(line.slice(0, at), line.slice(at + 1));
    else if (line.trim() !== '') section.set(line.trim(), '');
  }
  return section;
}

function wholeNumber(section: Section, key: string, where: string, limits: { min: number; max: number }): number {
  const number = Number(section.get(key) ?? Number.NaN);
  if (!Number.isInteger(number) || number < limits.min || number > limits.max) {
    throw invalidModel(
      where,
      `${key} is "${section.get(key) ?? ''}", expected a whole number from ${limits.min} to ${limits.max}`,
    );
  }
  return number;
}

function readHeader(section: Section, pandas: unknown, where: string): LightgbmHeader {
  const numFeatures = wholeNumber(section, 'max_feature_idx', where, { min: 0, max: MAX_FEATURES - 1 }) + 1;
  const given = (section.get('feature_names') ?? '').split(' ').filter((name) => name !== '');
  if (given.length !== 0 && given.length !== numFeatures)
    throw invalidModel(where, `${given.length} feature names for ${numFeatures} features`);
  const infos = (section.get('feature_infos') ?? '').split(' ');
  // A list of categories has no brackets; a feature without a split is `none`.
  const isCategorical = (j: number): boolean => /^-?\d/.test(infos[j] ?? '');
  const names = Array.from({ length: numFeatures }, (_, j) => given[j] ?? `Column_${j}`);
  return {
    where,
    numFeatures,
    features: withPandasCategories(names, isCategorical, pandas),
    treesPerRound: wholeNumber(section, 'num_tree_per_iteration', where, { min: 1, max: MAX_OUTPUTS }),
    objective: section.get('objective') ?? '',
    version: section.get('version') ?? '',
    averageOutput: section.has('average_output'),
    sets: categorySets(where),
  };
}

const MISSING: readonly MissingType[] = ['none', 'zero', 'nan', 'none'];

function numbers(section: Section, key: string, length: number | null, where: string): Float64Array | null {
  const text = (section.get(key) ?? '').trim();
  const list = text === '' ? [] : text.split(/\s+/).map(numberOf);
  if (length === null) return Float64Array.from(list);
  return list.length === length ? Float64Array.from(list) : missing(key, list.length, length, where);
}

/** C++ prints an infinite threshold (missing values against all others) as `inf`. */
function numberOf(text: string): number {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  return infinite === null ? Number(text) : infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function missing(key: string, found: number, expected: number, where: string): null {
  // Counts are absent in old files: no cover then. Everything else must be there.
  if (key.endsWith('_count') && found === 0) return null;
  throw invalidModel(where, `${key} has ${found} numbers, expected ${expected}`);
}

/** Inner nodes come first, then leaves; the file names a leaf l as the child ~l. */
function readTree(section: Section, t: number, header: LightgbmHeader): RawTree {
  const where = `${header.where}, tree ${t}`;
  if (section.get('is_linear') === '1')
    throw invalidModel(where, 'has linear leaves, which are not supported', 'Train with linear_tree=false.');
  const leafValue = numbers(section, 'leaf_value', null, where)!;
  const leaves = leafValue.length;
  if (leaves === 0) throw invalidModel(where, 'has no leaf_value');
  const inner = leaves - 1;
  const list = (key: string): Float64Array => numbers(section, key, inner, where)!;
  const decisionType = list('decision_type');
  const setIndex = readSets(section, header, where);
  const isCategorical = (i: number): boolean => (decisionType[i]! & 1) === 1;
  const child = (index: number): number => (index < 0 ? inner + ~index : index);
  const threshold = list('threshold').map((value, i) => (isCategorical(i) ? (setIndex[value] ?? Number.NaN) : value));
  const decision = decisionType.map((type, i) =>
    isCategorical(i) ? CATEGORICAL_DECISION : numericDecision(MISSING[(type >> 2) & 3]!, (type & 2) !== 0),
  );
  return {
    left: padded(list('left_child').map(child), leaves, -1),
    right: padded(list('right_child').map(child), leaves, -1),
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

/** Categories of the tree's category splits; the threshold of such a split counts within the tree. */
function readSets(section: Section, header: LightgbmHeader, where: string): number[] {
  const boundaries = numbers(section, 'cat_boundaries', null, where)!;
  const words = numbers(section, 'cat_threshold', null, where)!;
  const indices: number[] = [];
  for (let s = 0; s + 1 < boundaries.length; s++) {
    const [from, to] = [boundaries[s]!, boundaries[s + 1]!];
    if (!(from >= 0 && to >= from && to <= words.length))
      throw invalidModel(where, 'cat_boundaries lie outside cat_threshold');
    indices.push(header.sets.addWords(Uint32Array.from(words.subarray(from, to))));
  }
  return indices;
}
