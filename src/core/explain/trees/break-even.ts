import type { TreeEnsemble } from '../../models/index.js';
import { UNIT_HEIGHT } from './plan.js';
import type { Layout } from './unit-tables.js';

/** What decides whether a tree gets a table. */
export interface Demand {
  readonly ensemble: TreeEnsemble;
  readonly tree: number;
  readonly layout: Layout;
  /** 0: the path-dependent game. */
  readonly backgroundRows: number;
  /** Rows to be explained. */
  readonly rows: number;
}

/**
 * Nanoseconds, measured by bench/explain/break-even.mjs at depths 4 to 10; only their ratios matter. Busy machines have shown
 * other ratios, by a factor of two at some depths. A cell is a pattern of one leaf's table times a player.
 */
const COST = {
  cell: 12,
  backgroundCell: 17,
  leaf: 15_000,
  /** Of the walks: a leaf and node of quadrature; a leaf and 32 background rows, at most and over the depth. */
  quadrature: 22,
  word: 50,
  wordOfLevel: 300,
  /** Comparing one background row with one test. */
  comparison: 6,
} as const;
/** Of interaction values, whose walk grows with the square of the players: this many times 2^(bits + 1) / bits rows. */
const BREAK_EVEN_INTERACTIONS = 1;
/** No table of the path-dependent game pays below: not even the shape of the tree is looked at. */
const FEWEST_ROWS = 64;

/** Are so many rows faster with the table of a tree, its making included, than by walking the tree? */
export function tablePays(demand: Demand): boolean {
  const { layout, backgroundRows, rows } = demand;
  if (rows === Number.POSITIVE_INFINITY) return true;
  if (backgroundRows === 0 && !layout.interactions && rows < FEWEST_ROWS) return false;
  const shape = shapeOf(demand.ensemble, demand.tree);
  if (layout.interactions)
    return shape.bits === 0 || rows >= (BREAK_EVEN_INTERACTIONS * 2 ** (shape.bits + 1)) / shape.bits;
  if (backgroundRows === 0) {
    const table = shape.cells * COST.cell + shape.leaves * COST.leaf;
    return rows * shape.leaves * Math.ceil(shape.depth / 2) * COST.quadrature >= table;
  }
  const table = shape.cells * COST.backgroundCell + shape.leaves * COST.leaf;
  const word = Math.min(COST.word, COST.wordOfLevel / Math.max(1, shape.depth));
  const walk = shape.leaves * Math.ceil(backgroundRows / 32) * word;
  return rows * walk + shape.leaves * backgroundRows * COST.comparison >= table;
}

interface Shape {
  readonly leaves: number;
  readonly depth: number;
  /** Of the largest pattern. */
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
