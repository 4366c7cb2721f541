import { counted } from '../../../base/counted.js';
import {
  asObject,
  asTexts,
  field,
  isList,
  type JsonObject,
  listField,
  numberField,
  numbersField,
  objectField,
  optional,
  wholesField,
} from '../../decode/json-fields.js';
import { checkFields, knownFields } from '../../decode/known-fields.js';
import { checkOutputCount, checkValueCount, invalidModel } from '../../decode/limits.js';
import { assembleEnsemble, type RawTree } from '../../kinds/assemble.js';
import { type CategorySets, categorySets } from '../../kinds/category-sets.js';
import type { Curve } from '../../kinds/curve.js';
import { ALL_OUTPUTS, COMPARE, MISSING_LEFT } from '../../kinds/ensemble.js';
import { linearModel } from '../../kinds/linear-model.js';
import { applyLink } from '../../kinds/link.js';
import type { Feature, Matrix, Model } from '../../kinds/model.js';
import { treeModel } from '../../kinds/tree-model.js';
import { readCurve, readFeatures, readLink } from './header.js';
import { readAdditive } from './read-additive.js';
import { readNetwork } from './read-network.js';

const TREES_FIELDS = knownFields(
  'kind featureNames categories numOutputs baseOffset link curve chances aggregation inputPrecision splitRule trees',
  'name description origin training',
);
const TREE_FIELDS = knownFields(
  'childrenLeft childrenRight feature threshold value cover missingLeft leftCategories',
  // `nodeSamples` counts the rows that reached a node without their weights; `cover` has the weights.
  'nodeSamples',
);
const LINEAR_FIELDS = knownFields(
  'kind featureNames numOutputs coef intercept link curve',
  'name description origin training',
);
/** The one rule by which trees of this format split. */
const SPLIT_RULE = /^(row goes )?left when x(\[feature\])? <= threshold\b/i;
/** The rounding of inputs, by its name or in words. */
const ROUNDED = /^(x is already rounded to )?float32\b/;

/**
 * Our neutral JSON, also inside `{ "model": ... }`: `kind` `tree-ensemble` (scikit-learn's arrays: children, feature,
 * threshold, value, cover; left when x <= threshold) or `linear` (`coef[output][feature]`, `intercept[output]`;
 * `numOutputs` may say how many there are).
 * `inputPrecision: "float64"` switches the rounding of inputs to float32 off; `missingLeft[node]` of a tree gives the rule
 * for missing values, without it they are refused. `categories[input]` names the categories of an input, and `leftCategories[node]` of a tree
 * those that go left there; every other category, also one never seen, goes right. `additive` is a sum of functions of one input each,
 * `network` a dense network (`NeutralNetwork`). Behind any of one output may stand a `curve`, from raw scores to chances.
 */
export function readNeutral(value: unknown, where: string): Model {
  const outer = asObject(value, where);
  const model = optional(outer, 'model') === undefined ? outer : objectField(outer, 'model', where);
  const read = readKind(model, where);
  const curve = readCurve(model, where);
  if (curve === null) return read;
  if (read.numOutputs === 1) return withCurve(read, curve);
  throw invalidModel(where, `a curve behind ${counted(read.numOutputs, 'output')}; there is one for one output`);
}

/** The model of one output whose raw scores this curve makes published ones. */
const withCurve = (model: Model, curve: Curve): Model => ({
  ...model,
  curve,
  predictLinked: (rows: Matrix) => applyLink('curve', model.predictRaw(rows), 1, curve),
});

function readKind(model: JsonObject, where: string): Model {
  const kind = field(model, 'kind', where);
  if (kind === 'linear') return readLinear(model, where);
  if (kind === 'additive') return readAdditive(model, where);
  if (kind === 'network') return readNetwork(model, where);
  if (kind !== 'tree-ensemble')
    throw invalidModel(
      where,
      `kind is ${JSON.stringify(kind)}, expected "tree-ensemble", "linear", "additive" or "network"`,
    );
  return readTrees(model, where);
}

/** Whether inputs are rounded to float32 before they are compared, as in scikit-learn. */
function readPrecision(model: JsonObject, where: string): boolean {
  const precision = optional(model, 'inputPrecision') ?? 'float32';
  const isRounded = typeof precision === 'string' && ROUNDED.test(precision);
  if (!isRounded && precision !== 'float64')
    throw invalidModel(where, 'inputPrecision is neither "float32" nor "float64"');
  return isRounded;
}

function readTrees(model: JsonObject, where: string): Model {
  checkFields(model, TREES_FIELDS, where);
  const rule = optional(model, 'splitRule');
  if (rule !== undefined && !(typeof rule === 'string' && SPLIT_RULE.test(rule)))
    throw invalidModel(where, 'splitRule is not "left when x <= threshold", the one rule of this format');
  const aggregation = optional(model, 'aggregation') ?? 'sum';
  if (aggregation !== 'sum')
    throw invalidModel(where, 'aggregation must be "sum"; divide the leaf values of an average');
  const features = readFeatures(model, where);
  const sets = categorySets(where);
  const numOutputs = checkOutputCount(numberField(model, 'numOutputs', where), where);
  const trees = listField(model, 'trees', where).map((tree, t) => {
    return readTree(asObject(tree, `${where}.trees[${t}]`), { features, sets, numOutputs }, `${where}.trees[${t}]`);
  });
  const ensemble = assembleEnsemble(
    trees.map((tree) => tree.raw),
    {
      where,
      numFeatures: features.length,
      numOutputs,
      baseOffset: numbersField(model, 'baseOffset', where),
      float32: readPrecision(model, where),
      sets: sets.list,
    },
  );
  const acceptsMissing = trees.every((tree) => tree.hasMissingRule);
  const link = readLink(model, where);
  const chances = optional(model, 'chances');
  const read = treeModel(ensemble, { format: 'neutral', features, link, acceptsMissing });
  if (chances === undefined) return read;
  if (chances !== 'second' || numOutputs !== 1 || link !== 'identity')
    throw invalidModel(where, 'chances must be "second", of one output with the link "identity"');
  return { ...read, chances };
}

interface TreeContext {
  readonly features: readonly Feature[];
  readonly sets: CategorySets;
  readonly numOutputs: number;
}

function readTree(
  tree: JsonObject,
  { features, sets, numOutputs }: TreeContext,
  where: string,
): { raw: RawTree; hasMissingRule: boolean } {
  checkFields(tree, TREE_FIELDS, where);
  const left = numbersField(tree, 'childrenLeft', where);
  const size = left.length;
  const missing = optional(tree, 'missingLeft');
  const missingLeft =
    missing === undefined ? null : wholesField(tree, 'missingLeft', where, { min: 0, max: 1, length: size });
  const values = field(tree, 'value', where);
  if (!isList(values)) throw invalidModel(`${where}.value`, 'expected an array');
  if (values.length !== size)
    throw invalidModel(`${where}.value`, `has ${counted(values.length, 'entry')}, expected ${size}`);
  const flat = new Float64Array(checkValueCount(size * numOutputs, where));
  for (let node = 0; node < size; node++) {
    const entry = values[node];
    const row = isList(entry) ? entry : [entry];
    if (row.length !== numOutputs)
      throw invalidModel(`${where}.value[${node}]`, `has ${counted(row.length, 'output')}, expected ${numOutputs}`);
    for (let k = 0; k < numOutputs; k++) {
      const number = row[k];
      flat[node * numOutputs + k] = typeof number === 'number' ? number : Number.NaN;
    }
  }
  const feature = numbersField(tree, 'feature', where, size);
  const threshold = Float64Array.from(numbersField(tree, 'threshold', where, size));
  const isSet = readSets(tree, { features, sets, feature, left, threshold }, where);
  const raw: RawTree = {
    left,
    right: numbersField(tree, 'childrenRight', where, size),
    feature,
    threshold,
    decision: Uint8Array.from({ length: size }, (_, i) => {
      return (isSet[i] === 1 ? COMPARE.IN_SET : COMPARE.LE) | (missingLeft?.[i] === 1 ? MISSING_LEFT : 0);
    }),
    cover: optional(tree, 'cover') === undefined ? null : numbersField(tree, 'cover', where, size),
    output: numOutputs === 1 ? 0 : ALL_OUTPUTS,
    values: flat,
  };
  return { raw, hasMissingRule: missingLeft !== null };
}

interface Splits {
  readonly features: readonly Feature[];
  readonly sets: CategorySets;
  readonly feature: ArrayLike<number>;
  readonly left: ArrayLike<number>;
  /** Gets the number of the set at a node that splits by categories. */
  readonly threshold: Float64Array;
}

/** Takes the category sets of a tree and says at which nodes they are. A node that compares codes by size would give their order a meaning. */
function readSets(tree: JsonObject, splits: Splits, where: string): Uint8Array {
  const size = splits.left.length;
  const isSet = new Uint8Array(size);
  const lists = optional(tree, 'leftCategories') === undefined ? null : listField(tree, 'leftCategories', where);
  if (lists !== null && lists.length !== size)
    throw invalidModel(`${where}.leftCategories`, `has ${counted(lists.length, 'entry')}, expected ${size}`);
  for (let node = 0; node < size; node++) {
    if (splits.left[node]! < 0) continue;
    const input = splits.features[splits.feature[node]!];
    const list = lists?.[node] ?? null;
    if ((list !== null) !== (input?.categories !== undefined))
      throw invalidModel(
        `${where}, node ${node}`,
        list === null
          ? `compares "${input?.name}", whose values are categories, with a number`
          : `has a set of categories for "${input?.name}", whose values are numbers`,
      );
    if (list === null) continue;
    const range = { min: 0, max: input!.categories!.length - 1 };
    const codes = wholesField({ codes: list }, 'codes', `${where}.leftCategories[${node}]`, range);
    splits.threshold[node] = splits.sets.add(Array.from(codes));
    isSet[node] = 1;
  }
  return isSet;
}

function readLinear(model: JsonObject, where: string): Model {
  checkFields(model, LINEAR_FIELDS, where);
  const featureNames = asTexts(field(model, 'featureNames', where), `${where}.featureNames`);
  const coef = listField(model, 'coef', where);
  const rows = coef.every(isList) ? coef : [coef];
  const intercept = optional(model, 'intercept');
  if (optional(model, 'numOutputs') !== undefined && numberField(model, 'numOutputs', where) !== rows.length)
    throw invalidModel(where, `numOutputs is ${model.numOutputs}, coef has coefficients for ${rows.length}`);
  return linearModel({
    format: 'neutral',
    features: featureNames.map((name) => ({ name })),
    link: readLink(model, where),
    coefficients: rows.map((_, k) => numbersField({ row: rows[k] }, 'row', `${where}.coef[${k}]`, featureNames.length)),
    intercept: isList(intercept)
      ? numbersField(model, 'intercept', where, rows.length)
      : [numberField(model, 'intercept', where)],
  });
}
