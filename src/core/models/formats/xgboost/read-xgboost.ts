import { counted } from '../../../base/counted.js';
import {
  asNumbers,
  asObject,
  asTexts,
  checkWhole,
  isList,
  type JsonObject,
  listField,
  type Numbers,
  numberField,
  numbersField,
  objectField,
  optional,
  textField,
  wholesField,
} from '../../decode/json-fields.js';
import { checkFields, knownFields } from '../../decode/known-fields.js';
import { checkFeatureCount, checkOutputCount, checkValueCount, invalidModel } from '../../decode/limits.js';
import { assembleEnsemble, type RawTree } from '../../kinds/assemble.js';
import { type CategorySets, categorySets } from '../../kinds/category-sets.js';
import { ALL_OUTPUTS, COMPARE, MISSING_LEFT } from '../../kinds/ensemble.js';
import { linearModel } from '../../kinds/linear-model.js';
import type { Link } from '../../kinds/link.js';
import type { Feature, Model } from '../../kinds/model.js';
import { treeModel } from '../../kinds/tree-model.js';
import { type BaseScale, majorVersionOf, readBase } from './xgboost-base.js';
import { namedCategories } from './xgboost-categories.js';
import { bestRound, type RoundsWanted, selectTrees } from './xgboost-rounds.js';

interface Objective {
  readonly link: Link;
  readonly base: BaseScale;
}

/** The link of each objective, and whether its base score is on the published scale (it is then converted to the margin). */
const OBJECTIVES: ReadonlyMap<string, Objective> = new Map<string, Objective>([
  ['binary:logistic', { link: 'logit', base: 'probability' }],
  ['reg:logistic', { link: 'logit', base: 'probability' }],
  ['binary:logitraw', { link: 'identity', base: 'probability-until-2' }],
  ['binary:hinge', { link: 'step', base: 'margin' }],
  ['multi:softprob', { link: 'softmax', base: 'margin' }],
  ['multi:softmax', { link: 'softmax', base: 'margin' }],
  ['count:poisson', { link: 'log', base: 'positive' }],
  ['reg:gamma', { link: 'log', base: 'positive' }],
  ['reg:tweedie', { link: 'log', base: 'positive' }],
  ['survival:cox', { link: 'log', base: 'positive' }],
  ['survival:aft', { link: 'log', base: 'positive' }],
  ...['reg:squarederror', 'reg:linear', 'reg:squaredlogerror', 'reg:pseudohubererror', 'reg:absoluteerror'].map(
    identity,
  ),
  ...['reg:quantileerror', 'reg:expectileerror', 'rank:pairwise', 'rank:ndcg', 'rank:map'].map(identity),
]);

function identity(name: string): [string, Objective] {
  return [name, { link: 'identity', base: 'margin' }];
}

const FILE_FIELDS = knownFields('learner version');
const LEARNER_FIELDS = knownFields(
  'learner_model_param objective gradient_booster feature_names attributes feature_types',
);
const PARAMETERS = knownFields('base_score num_class num_feature num_target boost_from_average');
const BOOSTER_FIELDS = knownFields('name model gbtree weight_drop');
const MODEL_FIELDS = knownFields('trees tree_info cats gbtree_model_param iteration_indptr');
const LINEAR_FIELDS = knownFields('weights param boosted_rounds');
const TREE_FIELDS = knownFields(
  'left_children right_children split_indices split_conditions default_left split_type sum_hessian base_weights leaf_weights tree_param',
  'categories categories_nodes categories_segments categories_sizes id parents loss_changes leaf_child_counts',
);

/**
 * Reads XGBoost's parsed JSON or UBJSON: gbtree, dart and gblinear boosters, forests, categorical splits, several targets. A row goes left
 * when float32(x) < split; a missing value follows `default_left`; a category in the set goes right.
 */
export function readXgboost(value: unknown, where: string, wanted: RoundsWanted = 'all'): Model {
  const file = asObject(value, where);
  const learner = objectField(file, 'learner', where);
  const parameters = objectField(learner, 'learner_model_param', `${where}.learner`);
  checkFields(file, FILE_FIELDS, where);
  checkFields(learner, LEARNER_FIELDS, `${where}.learner`);
  checkFields(parameters, PARAMETERS, `${where}.learner_model_param`);
  const name = textField(objectField(learner, 'objective', where), 'name', `${where}.objective`);
  const objective = OBJECTIVES.get(name);
  if (objective === undefined)
    throw invalidModel(
      where,
      `the objective "${name}" is not supported`,
      `Known: ${[...OBJECTIVES.keys()].join(', ')}`,
    );
  const numFeatures = checkFeatureCount(numberField(parameters, 'num_feature', where), where);
  const targets = optional(parameters, 'num_target') === undefined ? 1 : numberField(parameters, 'num_target', where);
  const numOutputs = checkOutputCount(Math.max(1, numberField(parameters, 'num_class', where), targets), where);
  const base = { numOutputs, scale: objective.base, majorVersion: majorVersionOf(file) };
  const baseOffset = readBase(parameters, base, where);
  const features = readFeatures(learner, numFeatures, where);
  const booster = objectField(learner, 'gradient_booster', where);
  const stopped = { best: bestRound(learner, where), wanted };
  const header = { where, numFeatures, numOutputs, baseOffset, features, link: objective.link, stopped };
  const boosterName = textField(booster, 'name', where);
  checkFields(booster, BOOSTER_FIELDS, `${where}.gradient_booster`);
  if (boosterName === 'gblinear') return readGblinear(booster, header);
  if (boosterName === 'dart') {
    const weights = numbersField(booster, 'weight_drop', where);
    const inner = objectField(booster, 'gbtree', where);
    checkFields(inner, BOOSTER_FIELDS, `${where}.gbtree`);
    return readTrees(objectField(inner, 'model', where), header, weights);
  }
  if (boosterName !== 'gbtree') throw invalidModel(where, `the booster "${boosterName}" is not supported`);
  return readTrees(objectField(booster, 'model', where), header, null);
}

interface Header {
  readonly where: string;
  readonly numFeatures: number;
  readonly numOutputs: number;
  readonly baseOffset: Float64Array;
  readonly features: readonly Feature[];
  readonly link: Link;
  readonly stopped: { readonly best: number | null; readonly wanted: RoundsWanted };
}

function readFeatures(learner: JsonObject, numFeatures: number, where: string): Feature[] {
  const given = optional(learner, 'feature_names');
  const names = given === undefined ? [] : asTexts(isList(given) ? given : [], `${where}.feature_names`);
  if (names.length !== 0 && names.length !== numFeatures) {
    throw invalidModel(where, `${names.length} feature names for ${counted(numFeatures, 'feature')}`);
  }
  const kinds = optional(learner, 'feature_types');
  const types = kinds === undefined || !isList(kinds) ? [] : asTexts(kinds, `${where}.feature_types`);
  return Array.from({ length: numFeatures }, (_, j) => {
    const name = names[j] ?? `f${j}`;
    return types[j] === 'c' ? { name, unnamed: {} } : { name };
  });
}

function readTrees(model: JsonObject, header: Header, dropWeights: Numbers | null): Model {
  const { where } = header;
  checkFields(model, MODEL_FIELDS, `${where}.model`);
  const groups = numbersField(model, 'tree_info', where);
  const trees = listField(model, 'trees', where);
  if (groups.length !== trees.length)
    throw invalidModel(where, `tree_info names ${counted(groups.length, 'tree')}, the file has ${trees.length}`);
  if (dropWeights !== null && dropWeights.length !== trees.length)
    throw invalidModel(where, 'weight_drop has another length than trees');
  const { rounds, kept } = selectTrees(
    model,
    trees.length,
    { ...header.stopped, numOutputs: header.numOutputs },
    where,
  );
  const sets = categorySets(where);
  const raw = trees.slice(0, kept).map((tree, t) => {
    const place = `${where}, tree ${t}`;
    return readTree(asObject(tree, place), header.numOutputs, { sets, output: groups[t]!, where: place });
  });
  const ensemble = assembleEnsemble(raw, {
    ...header,
    float32: true,
    sets: sets.list,
    ...(dropWeights === null ? {} : { scale: (t: number) => dropWeights[t]! }),
  });
  const features = namedCategories(model, header.features, where);
  const read = treeModel(ensemble, { format: 'xgboost', features, link: header.link, acceptsMissing: true });
  return rounds === null ? read : { ...read, rounds };
}

function readTree(
  tree: JsonObject,
  numOutputs: number,
  at: { sets: CategorySets; output: number; where: string },
): RawTree {
  const { where } = at;
  checkFields(tree, TREE_FIELDS, where);
  const left = numbersField(tree, 'left_children', where);
  const size = left.length;
  checkWhole(left, { min: -1, max: size - 1 }, `${where}.left_children`);
  const right = Float64Array.from(numbersField(tree, 'right_children', where, left.length), (child, i) =>
    left[i]! < 0 ? -1 : child,
  );
  const conditions = numbersField(tree, 'split_conditions', where, size);
  const flags = { min: 0, max: 1, length: size };
  const defaultLeft = wholesField(tree, 'default_left', where, flags);
  const splitType = optional(tree, 'split_type') === undefined ? null : wholesField(tree, 'split_type', where, flags);
  const setOf = splitType === null ? new Map<number, number>() : readCategories(tree, size, at.sets, where);
  const decision = new Uint8Array(size);
  const threshold = Float64Array.from({ length: size }, (_, i) => Math.fround(conditions[i]!));
  // XGBoost sends a category of the set to the right, our ensembles to the left, so the children of such a node are swapped.
  const swap = new Set<number>();
  for (let i = 0; i < size; i++) {
    const missingLeft = defaultLeft[i] === 1;
    if (splitType?.[i] !== 1 || left[i]! < 0) {
      decision[i] = COMPARE.LT | (missingLeft ? MISSING_LEFT : 0);
      continue;
    }
    const set = setOf.get(i);
    if (set === undefined) throw invalidModel(where, `node ${i} splits on categories but has none`);
    swap.add(i);
    threshold[i] = set;
    decision[i] = COMPARE.IN_SET_FROM_ZERO | (missingLeft ? 0 : MISSING_LEFT);
  }
  return {
    left: swap.size === 0 ? left : Float64Array.from(left, (child, i) => (swap.has(i) ? right[i]! : child)),
    right: swap.size === 0 ? right : Float64Array.from(right, (child, i) => (swap.has(i) ? left[i]! : child)),
    feature: numbersField(tree, 'split_indices', where, size),
    threshold,
    decision,
    cover: numbersField(tree, 'sum_hessian', where, size),
    ...readLeafValues(tree, conditions, numOutputs, at),
  };
}

/** Rounds to float32, in which XGBoost stores and adds numbers; a number beyond them becomes infinite, as there, and is refused as such. */
const rounded = (values: Numbers): Float64Array => Float64Array.from(values, Math.fround);

/**
 * Reads leaf values, which stand in split_conditions; vector leaves (several targets in one tree) stand in base_weights, one row per node.
 */
function readLeafValues(
  tree: JsonObject,
  conditions: Numbers,
  numOutputs: number,
  at: { output: number; where: string },
): { output: number; values: Numbers } {
  const parameters = optional(tree, 'tree_param');
  const width =
    parameters === undefined ? 1 : numberField(asObject(parameters, at.where), 'size_leaf_vector', at.where);
  if (width <= 1) return { output: at.output, values: rounded(conditions) };
  if (width !== numOutputs)
    throw invalidModel(at.where, `leaves hold ${counted(width, 'value')} for ${counted(numOutputs, 'output')}`);
  if (optional(tree, 'leaf_weights') !== undefined)
    return { output: ALL_OUTPUTS, values: readLeafWeights(tree, width, at.where) };
  return {
    output: ALL_OUTPUTS,
    values: rounded(numbersField(tree, 'base_weights', at.where, conditions.length * width)),
  };
}

/** Reads vector leaves of version 3.1 and later, which have a list of their own, one row per leaf; the right child of a leaf is its row. */
function readLeafWeights(tree: JsonObject, width: number, where: string): Float64Array {
  const weights = numbersField(tree, 'leaf_weights', where);
  const left = numbersField(tree, 'left_children', where);
  const size = left.length;
  checkWhole(left, { min: -1, max: size - 1 }, `${where}.left_children`);
  const right = numbersField(tree, 'right_children', where);
  const values = new Float64Array(checkValueCount(left.length * width, where));
  for (let i = 0; i < left.length; i++) {
    if (left[i]! >= 0) continue;
    for (let k = 0; k < width; k++) values[i * width + k] = weights[right[i]! * width + k] ?? Number.NaN;
  }
  return rounded(values);
}

function readCategories(tree: JsonObject, size: number, sets: CategorySets, where: string): Map<number, number> {
  const numbers = (key: string): Numbers => asNumbers(optional(tree, key) ?? [], `${where}.${key}`);
  const [nodes, segments, sizes, categories] = [
    numbers('categories_nodes'),
    numbers('categories_segments'),
    numbers('categories_sizes'),
    numbers('categories'),
  ] as const;
  const setOf = new Map<number, number>();
  for (let i = 0; i < nodes.length; i++) {
    const [node, start, length] = [nodes[i]!, segments[i]!, sizes[i]!];
    if (!(node >= 0 && node < size && start >= 0 && length >= 0 && start + length <= categories.length)) {
      throw invalidModel(where, `the categories of entry ${i} lie outside the file's list`);
    }
    setOf.set(node, sets.add(Array.from({ length }, (_, k) => categories[start + k]!)));
  }
  return setOf;
}

/**
 * Reads a gblinear booster: weights[feature * outputs + output], then one bias per output. It adds the first base score to every output,
 * even where the file holds one for each (seen in 3.2).
 */
function readGblinear(booster: JsonObject, header: Header): Model {
  const { where, numFeatures, numOutputs } = header;
  const model = objectField(booster, 'model', where);
  checkFields(model, LINEAR_FIELDS, `${where}.model`);
  const weights = rounded(numbersField(model, 'weights', where, (numFeatures + 1) * numOutputs));
  return linearModel({
    format: 'xgboost',
    features: header.features,
    link: header.link,
    coefficients: Array.from({ length: numOutputs }, (_, k) =>
      Float64Array.from({ length: numFeatures }, (_, j) => weights[j * numOutputs + k]!),
    ),
    intercept: Float64Array.from(
      { length: numOutputs },
      (_, k) => weights[numFeatures * numOutputs + k]! + header.baseOffset[0]!,
    ),
  });
}
