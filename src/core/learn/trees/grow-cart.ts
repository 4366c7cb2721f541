import type { LearnColumn } from '../base/index.js';
import { type Bins, sidesOf } from '../binning/index.js';
import { type Criterion, impurityOf, type Sums } from './criterion.js';
import { bestCut, bestSet, type CartSplit, PER_BIN } from './split.js';

export interface CartRules {
  readonly criterion: Criterion;
  /** Most levels. */
  readonly depth: number;
  /** Fewest rows of a leaf. */
  readonly minRows: number;
  /** The columns that a node looks at, in this order; columns that are the same for all its rows are passed over and `most` of the others are tried. */
  readonly columnsOf: () => { readonly order: ArrayLike<number>; readonly most: number };
}

/** What a tree grows on. */
export interface CartInput {
  readonly bins: Bins;
  readonly columns: readonly LearnColumn[];
  readonly target: Float64Array;
  /** A weight above 0 for each row that the tree sees. */
  readonly weights: Float64Array;
  /** The rows that the tree sees; they are put in the order of its leaves. */
  readonly rows: Int32Array;
}

export interface CartNode extends Sums {
  /** Mean impurity. */
  readonly impurity: number;
  readonly depth: number;
  readonly split: CartSplit | null;
  /** The number that goes left, at most: half-way between the nearest values of both sides in this node. */
  readonly threshold: number;
  /** Places of the children; null at a leaf. */
  readonly children: readonly [number, number] | null;
}

/** Share of the impurity that rounding alone may seem to gain. */
const ROUNDING = 1e-12;
const BYTE = 256;

/** Grows a tree of yes and no (Breiman and others 1984): nodes in pre-order, each split where it takes away most of the impurity. */
export function growCart(input: CartInput, rules: CartRules): CartNode[] {
  const nodes: CartNode[] = [];
  const spare = new Int32Array(input.rows.length);
  const sums = new Float64Array(PER_BIN * BYTE);
  const grow = (from: number, to: number, depth: number): number => {
    const rows = input.rows.subarray(from, to);
    const { node, squares } = sumsOf(input, rows);
    const impurity = impurityOf(rules.criterion, node, squares);
    const place = nodes.length;
    const leaf: CartNode = { ...node, impurity, depth, split: null, threshold: 0, children: null };
    nodes.push(leaf);
    const isLeaf = depth >= rules.depth || rows.length < 2 * rules.minRows || !(impurity > ROUNDING);
    const split = isLeaf ? null : bestSplit(input, rows, { rules, node, impurity, sums });
    if (split === null) return place;
    const threshold = split.lastBin < 0 ? 0 : middleOf(input, rows, split);
    const middle = from + parted(input.bins, rows, split, spare);
    const left = grow(from, middle, depth + 1);
    const right = grow(middle, to, depth + 1);
    nodes[place] = { ...leaf, split, threshold, children: [left, right] };
    return place;
  };
  grow(0, input.rows.length, 0);
  return nodes;
}

function sumsOf({ target, weights }: CartInput, rows: Int32Array): { node: Sums; squares: number } {
  let [weight, sum, squares] = [0, 0, 0];
  for (const row of rows) {
    const [w, y] = [weights[row]!, target[row]!];
    weight += w;
    sum += w * y;
    squares += w * y * y;
  }
  return { node: { rows: rows.length, weight, sum }, squares };
}

interface Search {
  readonly rules: CartRules;
  readonly node: Sums;
  readonly impurity: number;
  /** Room for the sums of a column. */
  readonly sums: Float64Array;
}

function bestSplit(input: CartInput, rows: Int32Array, { rules, node, impurity, sums }: Search): CartSplit | null {
  const { bins } = input;
  const { order, most } = rules.columnsOf();
  const task = {
    criterion: rules.criterion,
    minRows: rules.minRows,
    node,
    floor: ROUNDING * impurity * node.weight,
  };
  let best: CartSplit | null = null;
  let tried = 0;
  for (let i = 0; i < order.length && tried < most; i++) {
    const column = order[i]!;
    const { kind, values, hasMissing } = bins.columns[column]!;
    const used = sums.subarray(0, PER_BIN * (values + (hasMissing ? 1 : 0)));
    if (!addColumn(input, rows, column, used)) continue;
    tried++;
    const found = (kind === 'number' ? bestCut : bestSet)(bins, column, used, task);
    if (found !== null && found.gain > (best?.gain ?? 0)) best = found;
  }
  return best;
}

/** Sums the rows by the bins of a column. Returns whether they stand in more than one. */
function addColumn({ bins, target, weights }: CartInput, rows: Int32Array, column: number, out: Float64Array): boolean {
  const codes = bins.codes.subarray(column * bins.rows, (column + 1) * bins.rows);
  const first = codes[rows[0]!]!;
  let isConstant = true;
  out.fill(0);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const bin = codes[row]!;
    if (bin !== first) isConstant = false;
    const at = PER_BIN * bin;
    const w = weights[row]!;
    out[at]!++;
    out[at + 1]! += w;
    out[at + 2]! += w * target[row]!;
  }
  return !isConstant;
}

/** Half-way between the largest number that goes left and the smallest that goes right; without one on the right every number goes left. */
function middleOf({ bins, columns }: CartInput, rows: Int32Array, { column, lastBin }: CartSplit): number {
  const codes = bins.codes.subarray(column * bins.rows, (column + 1) * bins.rows);
  const { values } = columns[column]!;
  let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const row of rows) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    if (codes[row]! <= lastBin) low = Math.max(low, value);
    else high = Math.min(high, value);
  }
  if (high === Number.POSITIVE_INFINITY) return Number.MAX_VALUE;
  const middle = low / 2 + high / 2;
  return middle > low && middle < high ? middle : low;
}

/** Puts the rows that go left before the others, all in their old order. Returns how many they are. */
function parted(bins: Bins, rows: Int32Array, split: CartSplit, spare: Int32Array): number {
  const side = sidesOf(bins, split);
  const codes = bins.codes.subarray(split.column * bins.rows, (split.column + 1) * bins.rows);
  let [left, right] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (side[codes[row]!] === 1) rows[left++] = row;
    else spare[right++] = row;
  }
  rows.set(spare.subarray(0, right), left);
  return left;
}
