import { counted } from '../../base/counted.js';
import {
  asObject,
  isList,
  type JsonObject,
  listField,
  numberField,
  numbersField,
  objectField,
  optional,
  textField,
} from '../decode/json-fields.js';
import { checkFields, knownFields } from '../decode/known-fields.js';
import { checkOutputCount, checkValueCount, invalidModel, MAX_FEATURES } from '../decode/limits.js';
import { assembleEnsemble, type RawTree } from '../kinds/assemble.js';
import { categorySets } from '../kinds/category-sets.js';
import { ALL_OUTPUTS, COMPARE, MISSING_LEFT } from '../kinds/ensemble.js';
import type { Link } from '../kinds/link.js';
import type { Feature, Model } from '../kinds/model.js';
import { treeModel } from '../kinds/tree-model.js';
import { type Categories, listOf, readCatboostCategories } from './catboost-categories.js';

const MODEL_FIELDS = knownFields('features_info model_info oblivious_trees trees scale_and_bias ctr_data');
const INFO_FIELDS = knownFields('float_features categorical_features cat_features_hash ctrs');
const OBLIVIOUS_FIELDS = knownFields('leaf_values leaf_weights splits');
const NODE_FIELDS = knownFields('left right split value weight');

/** The link of each loss whose published score is known. CatBoost publishes exp of the score for counts, the score itself for the others. */
const LINKS: ReadonlyMap<string, Link> = new Map<string, Link>([
  ...['Logloss', 'CrossEntropy'].map((loss) => [loss, 'logit'] as const),
  ...['Poisson', 'Tweedie'].map((loss) => [loss, 'log'] as const),
  ['MultiClass', 'softmax'],
  ['MultiClassOneVsAll', 'sigmoid-each'],
  ...['RMSE', 'MAE', 'Quantile', 'MAPE', 'Huber', 'Expectile', 'Lq', 'LogLinQuantile', 'MultiRMSE'].map(
    (loss) => [loss, 'identity'] as const,
  ),
  ...[
    'YetiRank',
    'YetiRankPairwise',
    'PairLogit',
    'PairLogitPairwise',
    'QueryRMSE',
    'QuerySoftMax',
    'QueryCrossEntropy',
  ].map((loss) => [loss, 'identity'] as const),
]);

/**
 * JSON of CatBoost (`save_model(path, format='json', pool=...)`): symmetric trees and others, missing values, categories that are compared
 * one by one, and statistics of single categories. Statistics of combined categories, texts and embeddings are refused by name.
 */
export function readCatboost(model: JsonObject, where: string): Model {
  checkFields(model, MODEL_FIELDS, where);
  const info = objectField(model, 'features_info', where);
  const other = ['text_features', 'embedding_features'].find((name) => optional(info, name) != null);
  if (other !== undefined) throw invalidModel(where, `uses ${other.replace('_', ' ')}, which are not read`, SERVE);
  checkFields(info, INFO_FIELDS, `${where}.features_info`);
  const { link, loss } = linkOf(model, where);
  const inputs = readInputs(info, where);
  const sets = categorySets(where);
  const categories = readCatboostCategories(model, { info, ...inputs }, where);
  const [scale, bias] = scaleAndBias(model, where);
  const outputs = checkOutputCount(bias.length, where);
  if ((link === 'logit' || link === 'log') && outputs !== 1)
    throw invalidModel(where, `${counted(outputs, 'output')} for the loss ${loss}`);
  const context: TreeContext = {
    outputs,
    scale,
    split: (value, place) =>
      readSplit(asObject(value, place), { inputs, categories, add: (codes) => sets.add(codes), where: place }),
  };
  const oblivious = optional(model, 'oblivious_trees');
  const trees =
    oblivious === undefined
      ? listField(model, 'trees', where).map((tree, t) => readNodes(tree, context, `${where}.trees[${t}]`))
      : listField(model, 'oblivious_trees', where).map((tree, t) => {
          const place = `${where}.oblivious_trees[${t}]`;
          return readOblivious(asObject(tree, place), context, place);
        });
  const ensemble = assembleEnsemble(trees, {
    where,
    numFeatures: inputs.features.length,
    numOutputs: outputs,
    baseOffset: bias,
    float32: true,
    sets: sets.list,
  });
  const read = treeModel(ensemble, { format: 'catboost', features: inputs.features, link, acceptsMissing: true });
  return link === 'logit' ? { ...read, chances: 'second' } : read;
}

export const SERVE = 'Serve it and name its address; or train it without these.';

function linkOf(model: JsonObject, where: string): { link: Link; loss: string } {
  const params = objectField(objectField(model, 'model_info', where), 'params', `${where}.model_info`);
  const place = `${where}.model_info.params.loss_function`;
  const loss = textField(objectField(params, 'loss_function', place), 'type', place);
  const link = LINKS.get(loss);
  if (link === undefined)
    throw invalidModel(
      place,
      `is ${JSON.stringify(loss.slice(0, 60))}, whose published score is not known here`,
      SERVE,
    );
  return { link, loss };
}

interface Inputs {
  readonly features: readonly Feature[];
  /** The place of each number and of each category among the inputs, by the index that splits use. */
  readonly numberAt: ReadonlyMap<number, number>;
  readonly categoryAt: ReadonlyMap<number, number>;
  /** How a missing number of each input is compared; none was seen in training for `AsIs`, and it then falls below every border. */
  readonly missingLeft: readonly boolean[];
}

function readInputs(info: JsonObject, where: string): Inputs {
  const texts = hashTexts(info, where);
  const read = (name: string): JsonObject[] =>
    listOf(info, name, where).map((each, i) => asObject(each, `${where}.features_info.${name}[${i}]`));
  const all = [
    ...read('float_features').map((each) => ({ each, isCategory: false })),
    ...read('categorical_features').map((each) => ({ each, isCategory: true })),
  ].map(({ each, isCategory }) => ({ each, isCategory, flat: numberField(each, 'flat_feature_index', where) }));
  if (all.length === 0 || all.length > MAX_FEATURES) throw invalidModel(where, `has ${counted(all.length, 'input')}`);
  all.sort((a, b) => a.flat - b.flat);
  const numberAt = new Map<number, number>();
  const categoryAt = new Map<number, number>();
  const missingLeft: boolean[] = [];
  const features = all.map(({ each, isCategory, flat }, j): Feature => {
    (isCategory ? categoryAt : numberAt).set(numberField(each, 'feature_index', where), j);
    const id = optional(each, 'feature_id') || optional(each, 'feature_name');
    const name = typeof id === 'string' && id !== '' ? id : String(flat);
    const treatment = optional(each, 'nan_value_treatment') ?? 'AsIs';
    if (treatment !== 'AsIs' && treatment !== 'AsFalse' && treatment !== 'AsTrue')
      throw invalidModel(where, `"${name}" treats missing values ${JSON.stringify(treatment)}`);
    missingLeft.push(treatment !== 'AsTrue');
    return isCategory ? { name, categories: texts, missing: 'refused' } : { name };
  });
  return { features, numberAt, categoryAt, missingLeft };
}

/** The texts of categories that the file names, over all inputs: it does not say whose they are. */
function hashTexts(info: JsonObject, where: string): string[] {
  return listOf(info, 'cat_features_hash', where).map((each, i) =>
    textField(asObject(each, where), 'value', `${where}.features_info.cat_features_hash[${i}]`),
  );
}

/** CatBoost writes the scale and one bias for all, or a list with one for each output. */
function scaleAndBias(model: JsonObject, where: string): [number, ArrayLike<number>] {
  const list = listField(model, 'scale_and_bias', where);
  const place = `${where}.scale_and_bias`;
  const scale = numberField({ scale: list[0] }, 'scale', place);
  const bias = isList(list[1])
    ? numbersField({ bias: list[1] }, 'bias', place)
    : [numberField({ bias: list[1] }, 'bias', place)];
  if (list.length !== 2 || !Number.isFinite(scale)) throw invalidModel(place, 'expected a scale and the biases');
  return [scale, bias];
}

/** A test at a node: which way is "yes" is part of it. */
interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly decision: number;
  /** Whether "yes", the bit 1 of CatBoost, is the left side here. */
  readonly yesIsLeft: boolean;
}

function readSplit(
  split: JsonObject,
  at: { inputs: Inputs; categories: Categories; add: (codes: readonly number[]) => number; where: string },
): Split {
  const { inputs, categories, where } = at;
  const type = textField(split, 'split_type', where);
  if (type === 'FloatFeature') {
    const feature = inputs.numberAt.get(numberField(split, 'float_feature_index', where));
    if (feature === undefined) throw invalidModel(where, 'names a number that the file does not have');
    // "Yes" is x > border, and a missing value is below or above all borders.
    const decision = COMPARE.LE | (inputs.missingLeft[feature]! ? MISSING_LEFT : 0);
    return { feature, threshold: Math.fround(numberField(split, 'border', where)), decision, yesIsLeft: false };
  }
  if (type !== 'OneHotFeature' && type !== 'OnlineCtr')
    throw invalidModel(where, `splits by ${type.slice(0, 60)}, which is not read`, SERVE);
  const { feature, yes, unseenYes } =
    type === 'OneHotFeature' ? categories.oneHot(split, where) : categories.statistic(split, where);
  // What is in no set goes right, and so does a category never seen.
  const left = inputs.features[feature]!.categories!.flatMap((_, code) => (yes[code] !== unseenYes ? [code] : []));
  return { feature, threshold: at.add(left), decision: COMPARE.IN_SET, yesIsLeft: !unseenYes };
}

interface TreeContext {
  readonly outputs: number;
  readonly scale: number;
  readonly split: (value: unknown, place: string) => Split;
}

/** Nodes of a tree while it is laid out. */
class Draft {
  readonly left: number[] = [];
  readonly right: number[] = [];
  readonly feature: number[] = [];
  readonly threshold: number[] = [];
  readonly decision: number[] = [];
  readonly cover: number[] = [];
  readonly values: number[] = [];
  hasCover = true;

  readonly outputs: number;

  constructor(outputs: number) {
    this.outputs = outputs;
  }

  open(): number {
    this.left.push(-1);
    this.right.push(-1);
    this.feature.push(-1);
    this.threshold.push(0);
    this.decision.push(0);
    this.cover.push(0);
    for (let k = 0; k < this.outputs; k++) this.values.push(0);
    return this.left.length - 1;
  }

  splitAt(node: number, split: Split, no: number, yes: number): void {
    this.left[node] = split.yesIsLeft ? yes : no;
    this.right[node] = split.yesIsLeft ? no : yes;
    this.feature[node] = split.feature;
    this.threshold[node] = split.threshold;
    this.decision[node] = split.decision;
    this.cover[node] = this.cover[no]! + this.cover[yes]!;
  }

  raw(): RawTree {
    const { left, right, feature, threshold, decision, values, outputs } = this;
    return {
      left,
      right,
      feature,
      threshold,
      decision,
      values,
      cover: this.hasCover ? this.cover : null,
      output: outputs === 1 ? 0 : ALL_OUTPUTS,
    };
  }
}

/** Deepest symmetric tree; CatBoost itself stops at 16. */
const MAX_SYMMETRIC_DEPTH = 16;

/** A symmetric tree: the same test on a whole level, and the number of the leaf is the bits of the tests, the first the lowest. */
function readOblivious(tree: JsonObject, { outputs, scale, split }: TreeContext, where: string): RawTree {
  checkFields(tree, OBLIVIOUS_FIELDS, where);
  const list = optional(tree, 'splits');
  const splits =
    list === null || list === undefined
      ? []
      : listField(tree, 'splits', where).map((each, i) => split(each, `${where}.splits[${i}]`));
  if (splits.length > MAX_SYMMETRIC_DEPTH) throw invalidModel(where, `is deeper than ${MAX_SYMMETRIC_DEPTH}`);
  const leaves = 2 ** splits.length;
  const values = numbersField(tree, 'leaf_values', where, checkValueCount(leaves * outputs, where));
  const weights = optional(tree, 'leaf_weights') === undefined ? null : numbersField(tree, 'leaf_weights', where);
  const draft = new Draft(outputs);
  draft.hasCover = weights?.length === leaves;
  const lay = (level: number, leaf: number): number => {
    const node = draft.open();
    if (level === splits.length) {
      for (let k = 0; k < outputs; k++) draft.values[node * outputs + k] = values[leaf * outputs + k]! * scale;
      draft.cover[node] = draft.hasCover ? weights![leaf]! : 0;
      return node;
    }
    const no = lay(level + 1, leaf);
    draft.splitAt(node, splits[level]!, no, lay(level + 1, leaf | (1 << level)));
    return node;
  };
  lay(0, 0);
  return draft.raw();
}

/** A tree of nodes: `left` is "no", `right` is "yes". */
function readNodes(tree: unknown, { outputs, scale, split }: TreeContext, where: string): RawTree {
  const draft = new Draft(outputs);
  // The reader of JSON bounds how deep objects may stand in each other.
  const lay = (value: unknown): number => {
    const entry = asObject(value, where);
    checkFields(entry, NODE_FIELDS, where);
    const node = draft.open();
    if (optional(entry, 'split') === undefined) {
      const found = optional(entry, 'value');
      const numbers = isList(found)
        ? numbersField(entry, 'value', where, outputs)
        : [numberField(entry, 'value', where)];
      if (numbers.length !== outputs)
        throw invalidModel(where, `a leaf has ${counted(numbers.length, 'number')} for ${counted(outputs, 'output')}`);
      for (let k = 0; k < outputs; k++) draft.values[node * outputs + k] = numbers[k]! * scale;
      if (optional(entry, 'weight') === undefined) draft.hasCover = false;
      else draft.cover[node] = numberField(entry, 'weight', where);
      return node;
    }
    const test = split(entry.split, where);
    const no = lay(optional(entry, 'left'));
    draft.splitAt(node, test, no, lay(optional(entry, 'right')));
    return node;
  };
  lay(tree);
  return draft.raw();
}
