import type { TreeEnsemble } from '../../models/index.js';

/**
 * Leaves are explained in units: a subtree of height 2 with its leaves, keyed by the outcome of every test inside it and of every test
 * above it. This height measured best at depth 6: height 1 needs 1.6 times the additions, height 3 too much memory.
 */
export const UNIT_HEIGHT = 2;
/** Numbers per step: node, bit, level read, level written; or VISIT, unit, level of its patterns. */
export const STEP = 4;
/** Marks a step in place of a node: the patterns of a unit are complete. */
export const VISIT = -1;

/** Most bits of a unit. A table has 2^bits patterns, and at 12 bits a unit of 12 players takes 400 kB; above, the walks are faster. */
export const MAX_UNIT_BITS = 12;

/** One leaf of a unit. Its d players are the distinct groups of features tested on its path. */
export interface UnitLeaf {
  readonly node: number;
  /** Position of each player in the unit's list, ascending by first test on the path. */
  readonly players: Int32Array;
  /** Per test of the path: its bit in the unit's pattern, the outcome wanted, and the player (index into `players`). */
  readonly bit: Int32Array;
  readonly want: Uint8Array;
  readonly player: Int32Array;
  /** For each player the product of the cover shares of its edges: the weight of the leaf when the player is not known. */
  readonly z: Float64Array;
}

export interface Unit {
  /** Number of tests above the unit (bits 0 .. depth - 1) and inside it; the unit's pattern has 2^bits values. */
  readonly bits: number;
  /** Distinct players (groups) over all leaves of the unit. */
  readonly players: Int32Array;
  readonly leaves: readonly UnitLeaf[];
}

export interface TreePlan {
  readonly tree: number;
  /** How a block of rows is led through the tree; `STEP` numbers each, see `walkUnits`. */
  readonly steps: Int32Array;
  readonly units: readonly Unit[];
  readonly maxBits: number;
}

interface PathTest {
  readonly bit: number;
  readonly wantLeft: boolean;
  readonly player: number;
  /** Share of the node's cover that goes this way; 1 when the model has no cover. */
  readonly share: number;
}

/** Cuts a tree into units. `playerOf[feature]` is the group that a column belongs to. */
export function planTree(ensemble: TreeEnsemble, tree: number, playerOf: Int32Array): TreePlan {
  const root = ensemble.treeStart[tree]!;
  const end = ensemble.treeStart[tree + 1]!;
  const heights = heightsOf(ensemble, root, end);
  const units: Unit[] = [];
  const steps: number[] = [];
  const visit = (node: number, path: readonly PathTest[]): void => {
    const level = path.length;
    if (heights[node - root]! <= UNIT_HEIGHT) {
      const { unit, inner } = makeUnit(ensemble, node, path, playerOf);
      inner.forEach((test, i) => {
        steps.push(test, level + i, i === 0 ? level : level + 1, level + 1);
      });
      steps.push(VISIT, units.length, inner.length === 0 ? level : level + 1, 0);
      units.push(unit);
      return;
    }
    steps.push(node, level, level, level + 1);
    const [left, right] = branches(ensemble, node, { bit: level, player: playerOf[ensemble.feature[node]!]! });
    visit(ensemble.left[node]!, [...path, left]);
    visit(ensemble.right[node]!, [...path, right]);
  };
  visit(root, []);
  return {
    tree,
    steps: Int32Array.from(steps),
    units,
    maxBits: units.reduce((top, unit) => Math.max(top, unit.bits), 0),
  };
}

/** Bits of the largest pattern that `planTree` would need, without making the plan, which deep trees never get. */
export function unitBits(ensemble: TreeEnsemble, tree: number): number {
  const root = ensemble.treeStart[tree]!;
  const end = ensemble.treeStart[tree + 1]!;
  const heights = heightsOf(ensemble, root, end);
  const depth = new Int32Array(end - root);
  let bits = 0;
  for (let node = root; node < end; node++) {
    const at = node - root;
    const inside = heights[at]! <= UNIT_HEIGHT;
    if (inside) bits = Math.max(bits, depth[at]! + (1 << heights[at]!) - 1);
    else for (const child of [ensemble.left[node]!, ensemble.right[node]!]) depth[child - root] = depth[at]! + 1;
  }
  return bits;
}

/** Height of every subtree in tests. Children stand after their parent, so one pass backwards is enough. */
function heightsOf(ensemble: TreeEnsemble, root: number, end: number): Int32Array {
  const heights = new Int32Array(end - root);
  for (let node = end - 1; node >= root; node--) {
    const left = ensemble.left[node]!;
    if (left >= 0) heights[node - root] = 1 + Math.max(heights[left - root]!, heights[ensemble.right[node]! - root]!);
  }
  return heights;
}

/**
 * The share of a node's cover that goes to a child. A node without cover (XGBoost may sum hessians to 0) passes nothing on:
 * its leaves then weigh 0 while unknown, and nothing is divided by 0.
 */
export function coverShare(ensemble: TreeEnsemble, node: number, child: number): number {
  if (ensemble.cover === null) return 1;
  const cover = ensemble.cover[node]!;
  return cover === 0 ? 0 : ensemble.cover[child]! / cover;
}

function branches(ensemble: TreeEnsemble, node: number, test: { bit: number; player: number }): [PathTest, PathTest] {
  return [
    { ...test, wantLeft: true, share: coverShare(ensemble, node, ensemble.left[node]!) },
    { ...test, wantLeft: false, share: coverShare(ensemble, node, ensemble.right[node]!) },
  ];
}

function makeUnit(
  ensemble: TreeEnsemble,
  root: number,
  above: readonly PathTest[],
  playerOf: Int32Array,
): { unit: Unit; inner: number[] } {
  const inner: number[] = [];
  const paths: { node: number; tests: readonly PathTest[] }[] = [];
  const visit = (node: number, tests: readonly PathTest[]): void => {
    if (ensemble.left[node]! < 0) {
      paths.push({ node, tests });
      return;
    }
    const bit = above.length + inner.length;
    inner.push(node);
    const [left, right] = branches(ensemble, node, { bit, player: playerOf[ensemble.feature[node]!]! });
    visit(ensemble.left[node]!, [...tests, left]);
    visit(ensemble.right[node]!, [...tests, right]);
  };
  visit(root, above);
  const players = [...new Set(paths.flatMap((path) => path.tests.map((test) => test.player)))];
  const position = new Map(players.map((player, i) => [player, i]));
  const unit: Unit = {
    bits: above.length + inner.length,
    players: Int32Array.from(players),
    leaves: paths.map(({ node, tests }) => makeLeaf(node, tests, position)),
  };
  return { unit, inner };
}

function makeLeaf(node: number, tests: readonly PathTest[], position: ReadonlyMap<number, number>): UnitLeaf {
  const own = [...new Set(tests.map((test) => test.player))];
  const index = new Map(own.map((player, i) => [player, i]));
  const z = new Float64Array(own.length).fill(1);
  for (const test of tests) z[index.get(test.player)!]! *= test.share;
  return {
    node,
    z,
    players: Int32Array.from(own, (player) => position.get(player)!),
    bit: Int32Array.from(tests, (test) => test.bit),
    want: Uint8Array.from(tests, (test) => (test.wantLeft ? 1 : 0)),
    player: Int32Array.from(tests, (test) => index.get(test.player)!),
  };
}

/** The players of the leaf that are satisfied, for every pattern of the unit: all of a player's tests went its way. */
export function leafPatterns(unit: Unit, leaf: UnitLeaf): Uint16Array {
  const full = (1 << leaf.players.length) - 1;
  const patterns = new Uint16Array(1 << unit.bits);
  for (let pattern = 0; pattern < patterns.length; pattern++) {
    let satisfied = full;
    for (let i = 0; i < leaf.bit.length; i++) {
      if (((pattern >>> leaf.bit[i]!) & 1) !== leaf.want[i]!) satisfied &= ~(1 << leaf.player[i]!);
    }
    patterns[pattern] = satisfied;
  }
  return patterns;
}
