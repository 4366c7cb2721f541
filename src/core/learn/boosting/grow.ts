import type { NeutralTree } from '../../models/index.js';
import { type Bins, codesOf, cutOf, sidesOf } from '../binning/index.js';
import type { Histograms } from './histogram.js';
import { bestSplit, type Leaf, leafValue, type Split, type SplitRules } from './split.js';

export interface GrowRules extends SplitRules {
  readonly leaves: number;
  readonly depth: number;
  /** Share of a leaf's value that is added. */
  readonly rate: number;
  /** Sets of columns that may come together on a path; null: any. */
  readonly interactions: readonly (readonly number[])[] | null;
}

interface Node {
  /** Rows of the node: `rows[from .. to)`. */
  readonly from: number;
  readonly to: number;
  readonly leaf: Leaf;
  readonly depth: number;
  readonly used: readonly number[];
  sums: Float64Array | null;
  split: Split | null;
  children: readonly [number, number] | null;
}

/** A leaf as a stretch of the rows, its place in the tree, and the value that is added. */
export interface GrownLeaf {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

export interface GrownTree {
  readonly tree: NeutralTree;
  /** Leaves as stretches of the rows, with the value that is added to each. */
  readonly leaves: readonly GrownLeaf[];
}

/** What all trees of a boosting share. */
export interface Grower {
  readonly bins: Bins;
  readonly histograms: Histograms;
  readonly weights: Float64Array | null;
  /** The row numbers as they were, rising. */
  readonly order: Int32Array;
}

export const makeGrower = (bins: Bins, histograms: Histograms, weights: Float64Array | null): Grower => ({
  bins,
  histograms,
  weights,
  order: histograms.rows.slice(),
});

/** Grows one tree leaf by leaf: always the leaf whose split gains most (Shi 2007). */
export function growTree(grower: Grower, rules: GrowRules): GrownTree {
  // From the last tree on, neighbours in a leaf would lie ever farther apart in memory.
  grower.histograms.rows.set(grower.order);
  const nodes: Node[] = [rootOf(grower)];
  const open = new Set([0]);
  findSplit(grower, rules, nodes[0]!);
  while (open.size < rules.leaves) {
    let chosen = -1;
    for (const n of open) {
      const { split } = nodes[n]!;
      if (split !== null && split.gain > (chosen < 0 ? 0 : nodes[chosen]!.split!.gain)) chosen = n;
    }
    if (chosen < 0) break;
    const isLast = open.size + 1 === rules.leaves;
    divide(grower, rules, nodes, { n: chosen, isLast });
    open.delete(chosen);
    for (const child of nodes[chosen]!.children!) open.add(child);
  }
  for (const node of nodes) release(grower, node);
  const leaves = [...open].map((n) => {
    const { from, to, leaf } = nodes[n]!;
    return { node: n, from, to, value: rules.rate * leafValue(leaf, rules.l2, leaf) };
  });
  return { tree: treeOf(grower, rules, nodes), leaves };
}

function rootOf({ histograms: { rows, derivatives } }: Grower): Node {
  let [g, h] = [0, 0];
  for (const row of rows) {
    g += derivatives[2 * row]!;
    h += derivatives[2 * row + 1]!;
  }
  const leaf = { g, h, rows: rows.length, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  return { from: 0, to: rows.length, leaf, depth: 0, used: [], sums: null, split: null, children: null };
}

function release({ histograms }: Grower, node: Node): void {
  if (node.sums !== null) histograms.giveBack(node.sums);
  node.sums = null;
}

function findSplit(grower: Grower, rules: GrowRules, node: Node): void {
  const { bins, histograms } = grower;
  if (node.depth >= rules.depth || node.to - node.from < 2 * rules.minRows) {
    release(grower, node);
    return;
  }
  if (node.sums === null) {
    node.sums = histograms.take();
    histograms.sum(node, node.sums);
  }
  const allowed = allowedColumns(bins, rules, node.used);
  node.split = bestSplit(bins, node.sums, node.leaf, { rules, allowed, search: histograms.search });
  if (node.split === null) release(grower, node);
}

/** Columns that may be tested below these: those of every set that holds all of them. */
function allowedColumns(bins: Bins, { interactions }: GrowRules, used: readonly number[]): Uint8Array {
  const allowed = new Uint8Array(bins.columns.length);
  if (interactions === null) return allowed.fill(1);
  for (const set of interactions)
    if (used.every((column) => set.includes(column))) for (const column of set) allowed[column] = 1;
  return allowed;
}

/** Parts a node by its split. The smaller child is summed; the other has the rest of the parent's sums. */
function divide(grower: Grower, rules: GrowRules, nodes: Node[], { n, isLast }: { n: number; isLast: boolean }): void {
  const node = nodes[n]!;
  const split = node.split!;
  const middle = grower.histograms.partition(node, split.column, sidesOf(grower.bins, split));
  const [low, high] = bounds(node.leaf, split, rules);
  const common = {
    depth: node.depth + 1,
    used: node.used.includes(split.column) ? node.used : [...node.used, split.column],
    split: null,
    children: null,
  };
  const left: Node = {
    ...common,
    from: node.from,
    to: middle,
    leaf: { ...split.left, rows: middle - node.from, ...low },
    sums: null,
  };
  const right: Node = {
    ...common,
    from: middle,
    to: node.to,
    leaf: { ...split.right, rows: node.to - middle, ...high },
    sums: null,
  };
  node.children = [nodes.push(left) - 1, nodes.push(right) - 1];
  if (isLast) return;
  const [small, large] = middle - node.from <= node.to - middle ? [left, right] : [right, left];
  large.sums = node.sums;
  node.sums = null;
  const isDeep = common.depth >= rules.depth || large.to - large.from < 2 * rules.minRows;
  if (!isDeep) {
    const { histograms } = grower;
    small.sums = histograms.take();
    histograms.sum(small, small.sums);
    histograms.subtract(large.sums!, small.sums);
  }
  findSplit(grower, rules, small);
  findSplit(grower, rules, large);
}

/** Bounds of the children's values: below a monotone split neither side passes the middle. */
function bounds(
  leaf: Leaf,
  { column, left, right }: Split,
  { monotone, l2 }: GrowRules,
): readonly [{ lower: number; upper: number }, { lower: number; upper: number }] {
  const both = { lower: leaf.lower, upper: leaf.upper };
  const direction = monotone[column]!;
  if (direction === 0) return [both, both];
  const middle = (leafValue(left, l2, leaf) + leafValue(right, l2, leaf)) / 2;
  const below = { lower: leaf.lower, upper: middle };
  const above = { lower: middle, upper: leaf.upper };
  return direction > 0 ? [below, above] : [above, below];
}

/** The tree in the arrays of the neutral format, parents before children. */
function treeOf({ bins, histograms, weights }: Grower, rules: GrowRules, nodes: readonly Node[]): NeutralTree {
  const splitOf = (node: Node): Split | null => (node.children === null ? null : node.split);
  const cover = nodes.map(({ from, to }) => {
    if (weights === null) return to - from;
    let sum = 0;
    for (let i = from; i < to; i++) sum += weights[histograms.rows[i]!]!;
    return sum;
  });
  return {
    childrenLeft: nodes.map(({ children }) => children?.[0] ?? -1),
    childrenRight: nodes.map(({ children }) => children?.[1] ?? -1),
    feature: nodes.map((node) => splitOf(node)?.column ?? -1),
    threshold: nodes.map((node) => {
      const split = splitOf(node);
      return split === null || split.lastBin < 0 ? 0 : cutOf(bins, split);
    }),
    value: nodes.map(({ leaf, children }) => (children === null ? rules.rate * leafValue(leaf, rules.l2, leaf) : 0)),
    cover,
    missingLeft: nodes.map((node) => (splitOf(node)?.missingLeft === true ? 1 : 0)),
    leftCategories: nodes.map((node) => {
      const split = splitOf(node);
      return split === null || split.lastBin >= 0 ? null : codesOf(bins, split);
    }),
  };
}
