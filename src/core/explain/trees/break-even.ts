import type { TreeEnsemble } from '../../models/index.js';
import { MAX_NODES, quadratureNodes } from './gauss-legendre.js';
import { UNIT_HEIGHT } from './plan.js';
import { type Layout, positionsOf } from './unit-tables.js';

/** The facts that decide whether a tree gets a table. */
export interface Demand {
  readonly ensemble: TreeEnsemble;
  readonly tree: number;
  readonly layout: Layout;
  /** Number of background rows; 0 for the path-dependent game. */
  readonly backgroundRows: number;
  /** Number of rows to be explained. */
  readonly rows: number;
}

/**
 * Costs in nanoseconds, measured by bench/explain/break-even.mjs at depths 4 to 10; only their ratios matter. Busy machines have shown
 * other ratios, by a factor of two at some depths. A cell is a pattern of one leaf's table times a player.
 */
const COST = {
  cell: 12,
  backgroundCell: 17,
  leaf: 15_000,
  /** A look-up in a table, per row, leaf and level. */
  lookUp: 2.1,
  /** Quadrature by the kernel: a leaf, and a pair of quadrature nodes in it. */
  quadratureLeaf: 18,
  quadraturePair: 2.5,
  /**
   * A leaf and 32 background rows: the most, and the cost that is divided by the depth; by the kernel, and in JavaScript where a tree adds
   * to several outputs.
   */
  word: 34,
  wordOfLevel: 200,
  slowWord: 50,
  slowWordOfLevel: 300,
  /** Comparing one background row with one test. */
  comparison: 1,
} as const;
/** Break-even of interaction values, whose walk grows with the square of the players: this many times 2^(bits + 1) / bits rows. */
const BREAK_EVEN_INTERACTIONS = 1;
/** Assumed number of rows where none is given: a table that pays off only beyond it is not worth the wait for the first row. */
const MANY_ROWS = 10_000;

const rowsOf = ({ rows }: Pick<Demand, 'rows'>): number => (rows === Number.POSITIVE_INFINITY ? MANY_ROWS : rows);

/** Whether the table of any tree could pay: one look tells for all trees of a large model that a few rows are walked. */
export function tablesMayPay(demand: Omit<Demand, 'ensemble' | 'tree'>): boolean {
  const { layout, backgroundRows } = demand;
  return (
    layout.interactions || rowsOf(demand) * mostOfLeaf(backgroundRows) + backgroundRows * COST.comparison >= COST.leaf
  );
}

/** Whether this many rows are faster with the table of a tree, including the time to make it, than by walking the tree. */
export function tablePays(demand: Demand): boolean {
  const { layout, backgroundRows } = demand;
  if (!tablesMayPay(demand)) return false;
  const rows = rowsOf(demand);
  const shape = shapeOf(demand.ensemble, demand.tree);
  if (layout.interactions)
    return shape.bits === 0 || rows >= (BREAK_EVEN_INTERACTIONS * 2 ** (shape.bits + 1)) / shape.bits;
  const cell = backgroundRows === 0 ? COST.cell : COST.backgroundCell;
  const table = shape.cells * cell + shape.leaves * COST.leaf;
  const saved = walkOfLeaf(demand, shape.depth) - shape.depth * COST.lookUp;
  return shape.leaves * (rows * Math.max(0, saved) + backgroundRows * COST.comparison) >= table;
}

/** Cost of walking per row and leaf. */
function walkOfLeaf({ ensemble, tree, layout, backgroundRows }: Demand, depth: number): number {
  if (backgroundRows === 0) return COST.quadratureLeaf + Math.ceil(quadratureNodes(depth) / 2) * COST.quadraturePair;
  const several = positionsOf(ensemble, tree, layout).length > 1;
  const most = several ? COST.slowWord : COST.word;
  const ofLevel = several ? COST.slowWordOfLevel : COST.wordOfLevel;
  return Math.ceil(backgroundRows / 32) * Math.min(most, ofLevel / Math.max(1, depth));
}

/** Upper bound of the cost saved at a leaf. Where it is below the cost of the leaf's table, not even the shape of the tree is computed. */
const mostOfLeaf = (backgroundRows: number): number =>
  backgroundRows === 0
    ? COST.quadratureLeaf + (MAX_NODES / 2) * COST.quadraturePair
    : Math.ceil(backgroundRows / 32) * COST.slowWord;

interface Shape {
  readonly leaves: number;
  readonly depth: number;
  /** Bits of the largest pattern. */
  readonly bits: number;
  /** Leaves times patterns times players, over all units. */
  readonly cells: number;
}

/** The units that `planTree` would cut, without making the plan. */
function shapeOf(ensemble: TreeEnsemble, tree: number): Shape {
  const root = ensemble.treeStart[tree]!;
  const size = ensemble.treeStart[tree + 1]! - root;
  const heights = new Int32Array(size);
  const leaves = new Int32Array(size);
  for (let at = size - 1; at >= 0; at--) {
    if (ensemble.left[root + at]! < 0) {
      leaves[at] = 1;
      continue;
    }
    const right = ensemble.right[root + at]! - root;
    heights[at] = 1 + Math.max(heights[at + 1]!, heights[right]!);
    leaves[at] = leaves[at + 1]! + leaves[right]!;
  }
  const shape = { leaves: leaves[0]!, depth: heights[0]!, bits: 0, cells: 0 };
  const level = new Int32Array(size);
  for (let at = 0; at < size; at++) {
    if (heights[at]! > UNIT_HEIGHT) {
      level[at + 1] = level[at]! + 1;
      level[ensemble.right[root + at]! - root] = level[at]! + 1;
      continue;
    }
    const bits = level[at]! + (1 << heights[at]!) - 1;
    shape.bits = Math.max(shape.bits, bits);
    shape.cells += leaves[at]! * 2 ** bits * (level[at]! + heights[at]!);
    at += 2 * leaves[at]! - 2;
  }
  return shape;
}
