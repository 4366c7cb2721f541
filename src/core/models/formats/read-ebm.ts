import {
  asNumbers,
  asObject,
  asTexts,
  isList,
  type JsonObject,
  listField,
  numbersField,
  objectField,
  optional,
  textField,
} from '../decode/json-fields.js';
import { checkFields, knownFields } from '../decode/known-fields.js';
import { checkValueCount, invalidModel } from '../decode/limits.js';
import { type AdditiveTerm, additiveModel } from '../kinds/additive-model.js';
import type { Link } from '../kinds/link.js';
import type { Feature, Model } from '../kinds/model.js';

const LINKS: ReadonlyMap<string, Link> = new Map<string, Link>([
  ['identity', 'identity'],
  ['logit', 'logit'],
  ['mlogit', 'softmax'],
  ['log', 'log'],
]);

/** Versions that are read. The authors declare the format beta, so any other version is refused. */
const KNOWN_VERSIONS = new Set(['1.0']);

const FILE_FIELDS = knownFields('version ebm');
const EBM_FIELDS = knownFields(
  'outputs intercept features terms',
  'bagged_intercept bag_weights best_iteration implementation implementation_params noise_scale_binning noise_scale_boosting',
);
const OUTPUT_FIELDS = knownFields('link task classes link_param min_target max_target');
const FEATURE_FIELDS = knownFields(
  'name type cuts categories',
  'num_unique_vals min max histogram_weights histogram_edges num_missing unseen_val_percent',
);
const TERM_FIELDS = knownFields('term_features scores standard_deviations bagged_scores bin_weights');

/**
 * An explainable boosting machine as interpret writes it (`to_json`). Bin 0 of a feature is for missing values, the last bin for values
 * never seen, the others lie between the cuts (cut <= x) or hold one category each. Pairs may use coarser cuts than main terms.
 */
export function readEbm(object: JsonObject, where: string): Model {
  const version = textField(object, 'version', where);
  if (!KNOWN_VERSIONS.has(version))
    throw invalidModel(where, `EBM version ${version} is not known`, `Known: ${[...KNOWN_VERSIONS].join(', ')}.`);
  checkFields(object, FILE_FIELDS, where);
  const ebm = objectField(object, 'ebm', where);
  checkFields(ebm, EBM_FIELDS, `${where}.ebm`);
  const outputs = listField(ebm, 'outputs', where);
  if (outputs.length !== 1) throw invalidModel(where, `has ${outputs.length} outputs, expected one`);
  const output = asObject(outputs[0], `${where}.outputs[0]`);
  checkFields(output, OUTPUT_FIELDS, `${where}.outputs[0]`);
  const link = LINKS.get(textField(output, 'link', where));
  if (link === undefined) throw invalidModel(where, `the link "${textField(output, 'link', where)}" is not supported`);
  const intercept = numbersField(ebm, 'intercept', where);
  const inputs = listField(ebm, 'features', where).map((feature, j) =>
    readFeature(asObject(feature, where), `${where}.features[${j}]`),
  );
  const index = new Map(inputs.map((input, j) => [input.feature.name, j]));
  const terms = listField(ebm, 'terms', where).map((term, t) => {
    return readTerm(asObject(term, where), { inputs, index, outputs: intercept.length, where: `${where}.terms[${t}]` });
  });
  return additiveModel({
    format: 'ebm',
    features: inputs.map((input) => input.feature),
    link,
    numOutputs: intercept.length,
    intercept,
    acceptsMissing: true,
    terms,
  });
}

/** One input with its binnings: the first for main terms, the next for pairs, and so on. */
interface Input {
  readonly feature: Feature;
  readonly levels: readonly { readonly bins: number; readonly bin: (value: number) => number }[];
}

function readFeature(feature: JsonObject, where: string): Input {
  const name = textField(feature, 'name', where);
  checkFields(feature, FEATURE_FIELDS, where);
  if (optional(feature, 'cuts') !== undefined) {
    return {
      feature: { name },
      levels: listField(feature, 'cuts', where).map((cuts) => cutLevel(asNumbers(cuts, `${where}.cuts`))),
    };
  }
  const levels = listField(feature, 'categories', where).map((categories) => groups(categories, where));
  const categories = (levels[0] ?? []).flat();
  return { feature: { name, categories }, levels: levels.map((level) => categoryLevel(level, categories)) };
}

/** Categories of each bin: one, or several that were merged. */
function groups(categories: unknown, where: string): string[][] {
  if (!isList(categories)) throw invalidModel(where, 'categories is not an array of arrays');
  return Array.from(categories, (category) =>
    Array.isArray(category) ? asTexts(category, where) : [String(category)],
  );
}

/** A level of numeric bins: those between the cuts, and one each for missing and unseen values. */
function cutLevel(cuts: ArrayLike<number>): Input['levels'][number] {
  return {
    bins: cuts.length + 3,
    bin: (value) => {
      if (Number.isNaN(value)) return 0;
      let low = 0;
      for (let high = cuts.length; low < high; ) {
        const middle = (low + high) >>> 1;
        if (cuts[middle]! <= value) low = middle + 1;
        else high = middle;
      }
      return low + 1;
    },
  };
}

function categoryLevel(level: readonly string[][], categories: readonly string[]): Input['levels'][number] {
  const bins = new Map(level.flatMap((bin, at) => bin.map((category) => [category, at] as const)).reverse());
  const binOf = categories.map((category) => bins.get(category) ?? -1);
  const unseen = level.length + 1;
  return {
    bins: level.length + 2,
    bin: (value) => {
      if (Number.isNaN(value)) return 0;
      const bin = binOf[value] ?? -1;
      return bin < 0 ? unseen : bin + 1;
    },
  };
}

function readTerm(
  term: JsonObject,
  at: { inputs: readonly Input[]; index: ReadonlyMap<string, number>; outputs: number; where: string },
): AdditiveTerm {
  checkFields(term, TERM_FIELDS, at.where);
  const features = asTexts(listField(term, 'term_features', at.where), at.where).map((name) => {
    const j = at.index.get(name);
    if (j === undefined) throw invalidModel(at.where, `names the feature "${name}", which the file does not have`);
    return j;
  });
  const levels = features.map((j) => {
    const all = at.inputs[j]!.levels;
    const level = all[Math.min(features.length, all.length) - 1];
    if (level === undefined) throw invalidModel(at.where, 'its feature has no bins');
    return level;
  });
  const shape = levels.map((level) => level.bins);
  const size = shape.reduce((product, bins) => product * bins, at.outputs);
  const scores = new Float64Array(checkValueCount(size, at.where));
  fill(scores, optional(term, 'scores'), at.outputs > 1 ? [...shape, at.outputs] : shape, at.where);
  return {
    features,
    value: (values, output) => {
      const cell = levels.reduce((index, level, i) => index * level.bins + level.bin(values[i]!), 0);
      return scores[cell * at.outputs + output]!;
    },
  };
}

/** Writes nested arrays of the given shape into one flat array. */
function fill(out: Float64Array, nested: unknown, shape: readonly number[], where: string): void {
  const [bins, ...inner] = shape;
  if (!isList(nested) || nested.length !== bins)
    throw invalidModel(where, `scores do not have the shape of the bins (${shape.join(' x ')})`);
  const step = out.length / bins;
  for (let i = 0; i < nested.length; i++) {
    const item = nested[i];
    if (inner.length > 0) fill(out.subarray(i * step, (i + 1) * step), item, inner, where);
    else if (typeof item === 'number' && Number.isFinite(item)) out[i] = item;
    else throw invalidModel(where, `score ${i} is not a finite number`);
  }
}
