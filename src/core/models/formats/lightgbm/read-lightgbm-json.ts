import { counted } from '../../../base/counted.js';
import {
  asObject,
  asTexts,
  isList,
  type JsonObject,
  listField,
  numberField,
  objectField,
  optional,
  textField,
} from '../../decode/json-fields.js';
import { checkFields, knownFields } from '../../decode/known-fields.js';
import { checkFeatureCount, checkOutputCount, invalidModel, MAX_TREE_DEPTH } from '../../decode/limits.js';
import type { RawTree } from '../../kinds/assemble.js';
import { categorySets } from '../../kinds/category-sets.js';
import type { Feature, Model } from '../../kinds/model.js';
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

const MODEL_FIELDS = knownFields(
  'name version num_class num_tree_per_iteration max_feature_idx objective average_output feature_names feature_infos tree_info',
  'label_index monotone_constraints feature_importances pandas_categorical parameters',
);
const TREE_FIELDS = knownFields('tree_index num_leaves num_cat shrinkage tree_structure');
const SPLIT_FIELDS = knownFields(
  'split_feature threshold decision_type default_left missing_type internal_count left_child right_child',
  'split_index split_gain internal_value internal_weight',
);
const LEAF_FIELDS = knownFields('leaf_value leaf_count leaf_index leaf_weight');
/** Fields of a leaf that holds a linear model of its own. */
const LINEAR_FIELDS = ['leaf_const', 'leaf_features', 'leaf_coeff'];

/** Reads LightGBM's `dump_model` JSON, with trees as nested objects. */
export function readLightgbmJson(object: JsonObject, where: string): Model {
  checkFields(object, MODEL_FIELDS, where);
  const numFeatures = checkFeatureCount(numberField(object, 'max_feature_idx', where) + 1, where);
  const names =
    optional(object, 'feature_names') === undefined
      ? []
      : asTexts(optional(object, 'feature_names'), `${where}.feature_names`);
  if (names.length !== 0 && names.length !== numFeatures)
    throw invalidModel(where, `${names.length} feature names for ${counted(numFeatures, 'feature')}`);
  const header: LightgbmHeader = {
    where,
    numFeatures,
    features: readFeatures(object, numFeatures, names),
    treesPerRound: checkOutputCount(numberField(object, 'num_tree_per_iteration', where), where),
    objective: typeof optional(object, 'objective') === 'string' ? textField(object, 'objective', where) : '',
    version: String(optional(object, 'version') ?? ''),
    averageOutput: optional(object, 'average_output') === true,
    sets: categorySets(where),
  };
  const trees = listField(object, 'tree_info', where).map((info, t) => {
    const place = `${where}, tree ${t}`;
    const tree = asObject(info, place);
    checkFields(tree, TREE_FIELDS, place);
    return flatten(objectField(tree, 'tree_structure', place), t % header.treesPerRound, {
      header,
      where: place,
    });
  });
  return lightgbmModel(trees, header);
}

function readFeatures(object: JsonObject, numFeatures: number, given: readonly string[]): readonly Feature[] {
  const names = Array.from({ length: numFeatures }, (_, j) => given[j] ?? `Column_${j}`);
  const infos = Object(optional(object, 'feature_infos') ?? {}) as JsonObject;
  // Only a category feature lists its values.
  const isCategorical = (j: number): boolean => {
    const values = optional(Object(optional(infos, names[j]!) ?? {}) as JsonObject, 'values');
    return isList(values) && values.length > 0;
  };
  return withPandasCategories(names, isCategorical, optional(object, 'pandas_categorical') ?? null);
}

const MISSING: ReadonlyMap<unknown, MissingType> = new Map([
  ['None', 'none'],
  ['Zero', 'zero'],
  ['NaN', 'nan'],
]);

interface Lists {
  readonly left: number[];
  readonly right: number[];
  readonly feature: number[];
  readonly threshold: number[];
  readonly decision: number[];
  readonly cover: number[];
  readonly values: number[];
}

/** Turns nested nodes into lists, with a stack of its own because the file decides how deep it nests. */
function flatten(root: JsonObject, output: number, at: { header: LightgbmHeader; where: string }): RawTree {
  const lists: Lists = { left: [], right: [], feature: [], threshold: [], decision: [], cover: [], values: [] };
  const stack = [{ node: root, parent: -1, side: lists.left, depth: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.depth > MAX_TREE_DEPTH) throw invalidModel(at.where, `is deeper than ${MAX_TREE_DEPTH}`);
    const index = lists.left.length;
    if (top.parent >= 0) top.side[top.parent] = index;
    addNode(lists, top.node, at);
    if (optional(top.node, 'leaf_value') !== undefined) continue;
    const left = objectField(top.node, 'left_child', at.where);
    const right = objectField(top.node, 'right_child', at.where);
    stack.push({ node: right, parent: index, side: lists.right, depth: top.depth + 1 });
    stack.push({ node: left, parent: index, side: lists.left, depth: top.depth + 1 });
  }
  const isSingle = lists.left.length === 1;
  return { ...lists, cover: isSingle ? [1] : lists.cover.some(Number.isNaN) ? null : lists.cover, output };
}

function addNode(lists: Lists, node: JsonObject, at: { header: LightgbmHeader; where: string }): void {
  const isLeaf = optional(node, 'leaf_value') !== undefined;
  if (isLeaf && LINEAR_FIELDS.some((name) => optional(node, name) !== undefined)) throw linearLeaves(at.where);
  checkFields(node, isLeaf ? LEAF_FIELDS : SPLIT_FIELDS, at.where);
  const count = optional(node, isLeaf ? 'leaf_count' : 'internal_count');
  lists.left.push(-1);
  lists.right.push(-1);
  lists.cover.push(typeof count === 'number' ? count : Number.NaN);
  lists.values.push(isLeaf ? numberField(node, 'leaf_value', at.where) : 0);
  if (isLeaf) {
    lists.feature.push(-1);
    lists.threshold.push(0);
    lists.decision.push(0);
    return;
  }
  lists.feature.push(numberField(node, 'split_feature', at.where));
  const decision = textField(node, 'decision_type', at.where);
  if (decision !== '==' && decision !== '<=')
    throw invalidModel(at.where, `the decision_type ${JSON.stringify(decision)} is not known`);
  if (decision === '==') {
    const categories = String(optional(node, 'threshold')).split('||').map(Number);
    lists.threshold.push(at.header.sets.add(categories));
    lists.decision.push(CATEGORICAL_DECISION);
    return;
  }
  const missing = MISSING.get(optional(node, 'missing_type') ?? 'None');
  if (missing === undefined)
    throw invalidModel(at.where, `the missing_type ${JSON.stringify(optional(node, 'missing_type'))} is not known`);
  lists.threshold.push(numericThreshold(numberField(node, 'threshold', at.where)));
  const given = optional(node, 'default_left');
  const defaultLeft = given === undefined ? false : given;
  if (typeof defaultLeft !== 'boolean')
    throw invalidModel(at.where, `default_left is ${JSON.stringify(defaultLeft)}, neither true nor false`);
  lists.decision.push(numericDecision(missing, defaultLeft));
}
