import { counted } from '../../../base/counted.js';
import { checkOutputCount, checkValueCount, invalidModel } from '../../decode/limits.js';
import type { NumberList } from '../../decode/protobuf-message.js';
import { assembleEnsemble, type RawTree } from '../../kinds/assemble.js';
import { ALL_OUTPUTS, COMPARE, MISSING_LEFT, type TreeEnsemble } from '../../kinds/ensemble.js';
import type { OnnxAttribute, OnnxNode } from './onnx-graph.js';
import { type Step, unreadNode } from './onnx-value.js';

const MODES: ReadonlyMap<string, number> = new Map([
  ['BRANCH_LEQ', COMPARE.LE],
  ['BRANCH_LT', COMPARE.LT],
  ['BRANCH_GTE', COMPARE.GE],
  ['BRANCH_GT', COMPARE.GT],
  ['BRANCH_EQ', COMPARE.EQ],
  ['BRANCH_NEQ', COMPARE.NE],
]);

const EMPTY = new Float64Array(0);

/** The numbers of an attribute, also when the graph gives them as a tensor `name_as_tensor` (double thresholds). */
export function attributeNumbers(node: OnnxNode, name: string): NumberList {
  const tensor = node.attributes.get(`${name}_as_tensor`);
  return (tensor ?? node.attributes.get(name))?.numbers ?? EMPTY;
}

export const attributeText = (node: OnnxNode, name: string, otherwise: string): string => {
  const attribute: OnnxAttribute | undefined = node.attributes.get(name);
  // The caller refuses an attribute without a value, which the runtime does not replace by the default either.
  return attribute === undefined ? otherwise : attribute.text;
};

/**
 * `ai.onnx.ml` TreeEnsembleRegressor and TreeEnsembleClassifier as an ensemble. A row follows the true branch (our left) when
 * the comparison holds; a missing value makes every comparison false but `!=`, unless `nodes_missing_value_tracks_true` is set.
 */
export function onnxEnsemble(step: Step, input: { numFeatures: number; float32: boolean }): TreeEnsemble {
  const { node, where } = step;
  const isClassifier = node.op === 'TreeEnsembleClassifier';
  const outputs = isClassifier
    ? classOutputs(node)
    : { count: node.attributes.get('n_targets')?.number ?? 1, map: (id: number) => id };
  checkOutputCount(outputs.count, where);
  const aggregate = attributeText(node, 'aggregate_function', 'SUM');
  if (aggregate !== 'SUM' && aggregate !== 'AVERAGE')
    throw unreadNode(step, `with the aggregate_function ${aggregate}, no sum of trees`);
  const parts = splitTrees(node, where);
  const leaves = leafValues(node, isClassifier ? 'class' : 'target', parts, outputs, where);
  if (isClassifier && outputs.count === 2) checkTwoClasses(step, parts);
  const trees = parts.trees.map((members, t) =>
    rawTree(node, members, { positions: parts.at[t]!, leaves: leaves[t]!, where }),
  );
  const given = attributeNumbers(node, 'base_values');
  if (given.length !== 0 && given.length !== outputs.count)
    throw unreadNode(step, `with ${given.length} base_values for ${counted(outputs.count, 'score')}`);
  return assembleEnsemble(trees, {
    where,
    ...input,
    numOutputs: outputs.count,
    baseOffset: given.length === 0 ? new Float64Array(outputs.count) : given,
    ...(aggregate === 'AVERAGE' ? { scale: () => 1 / trees.length } : {}),
  });
}

/**
 * Number of outputs of a classifier. Two labels whose weights all belong to the first place are one score: that of the second label, as in
 * the runtime.
 */
function classOutputs(node: OnnxNode): { count: number; map: (id: number) => number } {
  const labels = Math.max(
    node.attributes.get('classlabels_int64s')?.numbers.length ?? 0,
    node.attributes.get('classlabels_strings')?.texts.length ?? 0,
  );
  if (labels === 2 && attributeNumbers(node, 'class_ids').every((id) => id === 0)) return { count: 1, map: () => 0 };
  return { count: labels, map: (id) => id };
}

/**
 * Refuses two scores for two classes where onnxruntime and the specification differ: the runtime takes a row whose leaves hold no weight of
 * the second class for a row of one score, and adds base values to other scores than the specification says.
 */
function checkTwoClasses(step: Step, parts: Parts): void {
  const { node } = step;
  const [treeIds, ids] = [attributeNumbers(node, 'class_treeids'), attributeNumbers(node, 'class_ids')];
  const ofSecond = new Map<number, number>();
  ids.forEach((id, i) => {
    if (id === 1) ofSecond.set(treeIds[i]!, (ofSecond.get(treeIds[i]!) ?? 0) + 1);
  });
  const modes = node.attributes.get('nodes_modes')!.texts;
  const always = Array.from(parts.treeOf).some(([tree, t]) => {
    const leaves = parts.trees[t]!.filter((i) => modes[i] === 'LEAF').length;
    return (ofSecond.get(tree) ?? 0) >= leaves;
  });
  if (!always || attributeNumbers(node, 'base_values').length > 0)
    throw unreadNode(step, 'with two scores for two classes, of which a row may lack one');
}

interface Parts {
  /** Positions in the node lists, per tree, the root first. */
  readonly trees: readonly (readonly number[])[];
  /** Position of a node in its tree by node id, per tree. */
  readonly at: readonly ReadonlyMap<number, number>[];
  readonly treeOf: ReadonlyMap<number, number>;
}

function splitTrees(node: OnnxNode, where: string): Parts {
  const treeIds = attributeNumbers(node, 'nodes_treeids');
  const nodeIds = attributeNumbers(node, 'nodes_nodeids');
  if (treeIds.length === 0 || treeIds.length !== nodeIds.length)
    throw invalidModel(where, 'nodes_treeids and nodes_nodeids do not fit');
  const lists = ['nodes_featureids', 'nodes_truenodeids', 'nodes_falsenodeids', 'nodes_values'].map((name) =>
    attributeNumbers(node, name),
  );
  if (
    lists.some((list) => list.length !== treeIds.length) ||
    node.attributes.get('nodes_modes')?.texts.length !== treeIds.length
  ) {
    throw invalidModel(where, `the lists of its ${treeIds.length} nodes have other lengths`);
  }
  const members = new Map<number, number[]>();
  treeIds.forEach((tree, i) => {
    const list = members.get(tree);
    if (list === undefined) members.set(tree, [i]);
    else list.push(i);
  });
  const trees = [...members.values()].map((list) => rootFirst(node, list, nodeIds));
  const at = trees.map((list) => new Map(list.map((i, position) => [nodeIds[i]!, position])));
  at.forEach((map, t) => {
    if (map.size !== trees[t]!.length) throw invalidModel(`${where}, tree ${t}`, 'two nodes share one id');
  });
  return { trees, at, treeOf: new Map([...members.keys()].map((tree, t) => [tree, t])) };
}

/** Puts the root, the node that is nobody's child, first. A file without a root is a cycle, which the walk from any node refuses. */
function rootFirst(node: OnnxNode, list: readonly number[], nodeIds: NumberList): number[] {
  const modes = node.attributes.get('nodes_modes')!.texts;
  const yes = attributeNumbers(node, 'nodes_truenodeids');
  const no = attributeNumbers(node, 'nodes_falsenodeids');
  const children = new Set<number>();
  for (const i of list) {
    if (modes[i] !== 'LEAF') children.add(yes[i]!).add(no[i]!);
  }
  const root = list.find((i) => !children.has(nodeIds[i]!)) ?? list[0]!;
  return [root, ...list.filter((i) => i !== root)];
}

interface Leaves {
  readonly output: number;
  readonly values: Float64Array;
}

/** Weights of the leaves, per tree: one value when the whole tree feeds one output, else one per output. */
function leafValues(
  node: OnnxNode,
  prefix: 'class' | 'target',
  parts: Parts,
  outputs: { count: number; map: (id: number) => number },
  where: string,
): Leaves[] {
  const [treeIds, nodeIds, ids, weights] = ['treeids', 'nodeids', 'ids', 'weights'].map((name) =>
    attributeNumbers(node, `${prefix}_${name}`),
  );
  if ([nodeIds, ids, weights].some((list) => list!.length !== treeIds!.length))
    throw invalidModel(where, `the lists ${prefix}_* have different lengths`);
  const entries = parts.trees.map((): { position: number; output: number; weight: number }[] => []);
  treeIds!.forEach((tree, i) => {
    const t = parts.treeOf.get(tree);
    const position = t === undefined ? undefined : parts.at[t]!.get(nodeIds![i]!);
    const output = outputs.map(ids![i]!);
    if (t === undefined || position === undefined)
      throw invalidModel(where, `${prefix} weight ${i} belongs to no node`);
    if (!(Number.isInteger(output) && output >= 0 && output < outputs.count))
      throw invalidModel(where, `${prefix} weight ${i} names output ${output}`);
    entries[t]!.push({ position, output, weight: weights![i]! });
  });
  let total = 0;
  return entries.map((list, t) => {
    const first = list[0]?.output ?? 0;
    const single = list.every((entry) => entry.output === first);
    const width = single ? 1 : outputs.count;
    total += parts.trees[t]!.length * width;
    checkValueCount(total, where);
    const values = new Float64Array(parts.trees[t]!.length * width);
    for (const entry of list) values[entry.position * width + (single ? 0 : entry.output)]! += entry.weight;
    return { output: single ? first : ALL_OUTPUTS, values };
  });
}

function rawTree(
  node: OnnxNode,
  members: readonly number[],
  at: { positions: ReadonlyMap<number, number>; leaves: Leaves; where: string },
): RawTree {
  const modes = node.attributes.get('nodes_modes')!.texts;
  const yes = attributeNumbers(node, 'nodes_truenodeids');
  const no = attributeNumbers(node, 'nodes_falsenodeids');
  const tracksTrue = attributeNumbers(node, 'nodes_missing_value_tracks_true');
  const child = (ids: NumberList) =>
    Float64Array.from(members, (i) => (modes[i] === 'LEAF' ? -1 : (at.positions.get(ids[i]!) ?? Number.NaN)));
  const decision = Uint8Array.from(members, (i) => {
    if (modes[i] === 'LEAF') return COMPARE.LE;
    const mode = MODES.get(modes[i]!);
    if (mode === undefined) throw invalidModel(at.where, `the node mode ${modes[i]} is not supported`);
    return mode | (tracksTrue[i] === 1 || mode === COMPARE.NE ? MISSING_LEFT : 0);
  });
  const thresholds = attributeNumbers(node, 'nodes_values');
  const features = attributeNumbers(node, 'nodes_featureids');
  return {
    left: child(yes),
    right: child(no),
    feature: Float64Array.from(members, (i) => features[i]!),
    threshold: Float64Array.from(members, (i) => thresholds[i]!),
    decision,
    // `nodes_hitrates` is 1 everywhere in files of the exporters, so it is no cover.
    cover: null,
    output: at.leaves.output,
    values: at.leaves.values,
  };
}
