import {
  checkFeatureCount,
  checkOutputCount,
  checkValueCount,
  invalidModel,
  MAX_TREE_DEPTH,
} from '../decode/limits.js';
import { ALL_OUTPUTS, isSetSplit, type TreeEnsemble } from './ensemble.js';

/** A tree as a reader found it: node 0 is the root; children are negative at a leaf. */
export interface RawTree {
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly feature: ArrayLike<number>;
  readonly threshold: ArrayLike<number>;
  readonly decision: ArrayLike<number>;
  readonly cover: ArrayLike<number> | null;
  /** Index of the one output that the tree adds to, or ALL_OUTPUTS; it decides the width of `values`. */
  readonly output: number;
  /** Leaf values, `[node * width + output]`. */
  readonly values: ArrayLike<number>;
}

export interface EnsembleHeader {
  /** Name of the file or format, for messages. */
  readonly where: string;
  readonly numFeatures: number;
  readonly numOutputs: number;
  readonly baseOffset: ArrayLike<number>;
  readonly float32: boolean;
  readonly sets?: readonly Uint32Array[];
  /** Factor for the leaf values of tree t (dart weights, averages). */
  readonly scale?: (tree: number) => number;
}

/**
 * Checks raw trees and lays them into the flat arrays. Walks each tree from its root, so a cycle, a shared child, an index
 * out of range or a tree that is too deep ends in MODEL_INVALID; nodes that no path reaches (XGBoost keeps deleted ones)
 * are dropped.
 */
export function assembleEnsemble(trees: readonly RawTree[], header: EnsembleHeader): TreeEnsemble {
  checkHeader(trees, header);
  const orders = trees.map((tree, t) => walk(tree, `${header.where}, tree ${t}`));
  const nodes = orders.reduce((sum, order) => sum + order.nodes.length, 0);
  const widths = trees.map((tree) => (tree.output === ALL_OUTPUTS ? header.numOutputs : 1));
  const valueCount = orders.reduce((sum, order, t) => sum + ((order.nodes.length + 1) / 2) * widths[t]!, 0);
  checkValueCount(valueCount, header.where);
  const flat = {
    left: new Int32Array(nodes).fill(-1),
    right: new Int32Array(nodes).fill(-1),
    feature: new Int32Array(nodes).fill(-1),
    threshold: new Float64Array(nodes),
    decision: new Uint8Array(nodes),
    cover: trees.every((tree) => tree.cover !== null) ? new Float64Array(nodes) : null,
    valueStart: new Int32Array(nodes).fill(-1),
    values: new Float64Array(valueCount),
  };
  const treeStart = new Int32Array(trees.length + 1);
  const cursor = { node: 0, value: 0 };
  trees.forEach((tree, t) => {
    treeStart[t] = cursor.node;
    layTree(tree, orders[t]!, flat, cursor, { header, tree: t, width: widths[t]! });
  });
  treeStart[trees.length] = cursor.node;
  return {
    ...flat,
    ...packSets(header.sets ?? []),
    treeStart,
    treeOutput: Int32Array.from(trees, (tree) => tree.output),
    numFeatures: header.numFeatures,
    numOutputs: header.numOutputs,
    baseOffset: Float64Array.from(header.baseOffset),
    float32: header.float32,
    maxDepth: orders.reduce((depth, order) => Math.max(depth, order.depth), 0),
  };
}

function checkHeader(trees: readonly RawTree[], header: EnsembleHeader): void {
  const { where, numFeatures, numOutputs, baseOffset } = header;
  checkFeatureCount(numFeatures, where);
  checkOutputCount(numOutputs, where);
  if (baseOffset.length !== numOutputs || !Array.from(baseOffset).every(Number.isFinite)) {
    throw invalidModel(where, `the base score must be ${numOutputs} finite numbers`);
  }
  const stray = trees.findIndex(
    (tree) => !Number.isInteger(tree.output) || tree.output < ALL_OUTPUTS || tree.output >= numOutputs,
  );
  if (stray >= 0) throw invalidModel(where, `tree ${stray} adds to output ${trees[stray]!.output} of ${numOutputs}`);
}

interface Order {
  /** Source indices in pre-order. */
  readonly nodes: Int32Array;
  /** Position in `nodes` of the right child of the node at that position; -1 at a leaf. The left child follows at once. */
  readonly rightAt: Int32Array;
  readonly depth: number;
}

/** Pre-order of the nodes that the root reaches. */
function walk(tree: RawTree, where: string): Order {
  const size = tree.left.length;
  if (size === 0) throw invalidModel(where, 'has no nodes');
  const nodes = new Int32Array(size);
  const rightAt = new Int32Array(size).fill(-1);
  const seen = new Uint8Array(size);
  const stack: { node: number; depth: number; parentAt: number }[] = [{ node: 0, depth: 0, parentAt: -1 }];
  let count = 0;
  let deepest = 0;
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, depth, parentAt } = top;
    if (!Number.isInteger(node) || node >= size)
      throw invalidModel(where, `child ${node} is not one of its ${size} nodes`);
    if (seen[node] === 1)
      throw invalidModel(where, `node ${node} is reached twice; a tree has no cycles and no shared nodes`);
    if (depth > MAX_TREE_DEPTH) throw invalidModel(where, `is deeper than ${MAX_TREE_DEPTH}`);
    seen[node] = 1;
    if (parentAt >= 0) rightAt[parentAt] = count;
    nodes[count] = node;
    deepest = Math.max(deepest, depth);
    const left = tree.left[node]!;
    const right = tree.right[node]!;
    if ((left < 0 && left !== -1) || (right < 0 && right !== -1))
      throw invalidModel(where, `the children of node ${node} are ${left} and ${right}; a leaf has -1`);
    if (left < 0 !== right < 0) throw invalidModel(where, `node ${node} has one child`);
    if (!(left < 0)) {
      stack.push({ node: right, depth: depth + 1, parentAt: count });
      stack.push({ node: left, depth: depth + 1, parentAt: -1 });
    }
    count++;
  }
  return { nodes: nodes.slice(0, count), rightAt, depth: deepest };
}

interface Flat {
  left: Int32Array;
  right: Int32Array;
  feature: Int32Array;
  threshold: Float64Array;
  decision: Uint8Array;
  cover: Float64Array | null;
  valueStart: Int32Array;
  values: Float64Array;
}

function layTree(
  tree: RawTree,
  order: Order,
  flat: Flat,
  cursor: { node: number; value: number },
  at: { header: EnsembleHeader; tree: number; width: number },
): void {
  const start = cursor.node;
  const scale = at.header.scale?.(at.tree) ?? 1;
  order.nodes.forEach((source, i) => {
    const node = cursor.node++;
    const where = `${at.header.where}, tree ${at.tree}, node ${source}`;
    if (flat.cover !== null) flat.cover[node] = checkedCover(tree.cover?.[source], where);
    if (order.rightAt[i]! >= 0) {
      flat.left[node] = node + 1;
      flat.right[node] = start + order.rightAt[i]!;
      laySplit(tree, source, flat, node, { header: at.header, where });
      return;
    }
    flat.valueStart[node] = cursor.value;
    for (let k = 0; k < at.width; k++) {
      const value = Number(tree.values[source * at.width + k]) * scale;
      if (!Number.isFinite(value)) throw invalidModel(where, 'its leaf value is not a finite number');
      flat.values[cursor.value++] = value;
    }
  });
}

function laySplit(
  tree: RawTree,
  source: number,
  flat: Flat,
  node: number,
  at: { header: EnsembleHeader; where: string },
): void {
  const feature = tree.feature[source]!;
  if (!Number.isInteger(feature) || feature < 0 || feature >= at.header.numFeatures) {
    throw invalidModel(at.where, `splits on feature ${feature} of ${at.header.numFeatures}`);
  }
  const threshold = Number(tree.threshold[source]);
  const decision = tree.decision[source]!;
  const isSet = isSetSplit(decision);
  if (Number.isNaN(threshold)) throw invalidModel(at.where, 'its threshold is not a number');
  if (isSet && !(threshold >= 0 && threshold < (at.header.sets?.length ?? 0))) {
    throw invalidModel(at.where, `names category set ${threshold}, which the file does not have`);
  }
  flat.feature[node] = feature;
  flat.threshold[node] = threshold;
  flat.decision[node] = decision;
}

function checkedCover(cover: number | undefined, where: string): number {
  if (cover === undefined || !Number.isFinite(cover) || cover < 0) {
    throw invalidModel(where, `its cover is ${cover}, expected a number from 0`);
  }
  return cover;
}

function packSets(sets: readonly Uint32Array[]): { setStart: Int32Array; setWords: Uint32Array } {
  const setStart = new Int32Array(sets.length + 1);
  sets.forEach((set, s) => {
    setStart[s + 1] = setStart[s]! + set.length;
  });
  const setWords = new Uint32Array(setStart[sets.length]!);
  sets.forEach((set, s) => {
    setWords.set(set, setStart[s]!);
  });
  return { setStart, setWords };
}
