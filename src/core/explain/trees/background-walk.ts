import { goesLeft, type TreeEnsemble } from '../../models/index.js';
import { compileSingleWalk, evaluateSingleWalk, type SingleWalk, type WalkedTree } from './background-walk-single.js';
import type { Block } from './block.js';
import { type Layout, positionsOf } from './unit-tables.js';
import { betaWeights, countBits } from './weights.js';

/**
 * Interventional values of a deep tree. One walk serves 32 background rows: it carries the set of those that are still in the same state as
 * the bits of a word. Where row and background disagree at a player not yet taken, the background rows that agree go with the row, and the
 * others go both ways, once with the player taken from the row and once from the background; a leaf then weighs its count times a! b! /
 * (a+b+1)! as in the tables. Rows that agree on a path share its whole cost.
 */
export interface BackgroundWalk extends WalkedTree {
  readonly tree: number;
  /** Number of levels below the root. */
  readonly depth: number;
  /** The walk for one output; null for several outputs, or interaction values. */
  readonly single: SingleWalk | null;
}

const WORD = 32;

/** Bytes of the bits that a walk stores of the background: one bit per node and row. */
export function walkBytes(ensemble: TreeEnsemble, tree: number, background: readonly Block[]): number {
  const size = ensemble.treeStart[tree + 1]! - ensemble.treeStart[tree]!;
  const rows = background.reduce((sum, block) => sum + block.count, 0);
  return size * Math.ceil(rows / WORD) * Int32Array.BYTES_PER_ELEMENT;
}

export function compileBackgroundWalk(
  ensemble: TreeEnsemble,
  tree: number,
  playerOf: Int32Array,
  options: { layout: Layout; background: readonly Block[] },
): BackgroundWalk {
  const root = ensemble.treeStart[tree]!;
  const size = ensemble.treeStart[tree + 1]! - root;
  const rows = options.background.reduce((sum, block) => sum + block.count, 0);
  const words = Math.ceil(rows / WORD);
  const left = new Int32Array(size * words);
  for (let i = 0; i < size; i++) {
    const feature = ensemble.feature[root + i]!;
    if (feature < 0) continue;
    let row = 0;
    for (const block of options.background) {
      for (let r = 0; r < block.count; r++, row++) {
        const goes = goesLeft(ensemble, root + i, block.columns[feature * block.stride + r]!);
        if (goes) left[(row >>> 5) * size + i]! |= 1 << (row & 31);
      }
    }
  }
  const betaSize = Math.min(ensemble.maxDepth, options.layout.players) + 1;
  const walk = {
    tree,
    root,
    left,
    words,
    size,
    rows,
    playerOf,
    outputs: positionsOf(ensemble, tree, options.layout),
    depth: ensemble.maxDepth,
    beta: betaWeights(betaSize),
    betaSize,
    lastSet: rows % WORD === 0 ? 0 : (1 << (rows % WORD)) - 1,
    single: null,
  };
  const isSingle = walk.outputs.length === 1 && !options.layout.interactions;
  return isSingle ? { ...walk, single: compileSingleWalk(ensemble, walk) } : walk;
}

const FREE = 0;
const FROM_ROW = 1;
const FROM_BACKGROUND = 2;

interface State {
  readonly ensemble: TreeEnsemble;
  readonly walk: BackgroundWalk;
  readonly block: Block;
  readonly layout: Layout;
  readonly sums: Float64Array;
  row: number;
  /** Whether the row goes left, by node - root. */
  readonly outcome: Uint8Array;
  /** The side that each player's values come from on this path. */
  readonly taken: Uint8Array;
  /** Players taken, in order; `a` of them come from the row, `b` from the background. */
  readonly players: Int32Array;
  a: number;
  b: number;
  /** Index in `walk.left` at which the outcomes of the current 32 background rows start, less the root. */
  word: number;
  /** Gain or loss per level, of a player taken above by the leaves below, per output. */
  readonly gain: Float64Array;
  readonly loss: Float64Array;
}

/** Adds the values, or interaction values, of one tree for every row of the block to `sums[target * stride + row]`. */
export function evaluateBackgroundWalk(
  ensemble: TreeEnsemble,
  walk: BackgroundWalk,
  rows: { block: Block; layout: Layout },
  sums: Float64Array,
): void {
  const { single } = walk;
  if (single !== null) {
    evaluateSingleWalk(ensemble, { ...walk, single }, { block: rows.block, players: rows.layout.players }, sums);
    return;
  }
  const levels = walk.depth + 2;
  const outputs = walk.outputs.length;
  const state: State = {
    ensemble,
    walk,
    block: rows.block,
    layout: rows.layout,
    sums,
    row: 0,
    outcome: new Uint8Array(walk.size),
    taken: new Uint8Array(rows.layout.players),
    players: new Int32Array(levels),
    a: 0,
    b: 0,
    word: 0,
    gain: new Float64Array(levels * outputs),
    loss: new Float64Array(levels * outputs),
  };
  for (let r = 0; r < rows.block.count; r++) {
    state.row = r;
    fillOutcomes(state);
    for (let w = 0; w < walk.words; w++) {
      state.word = w * walk.size - walk.root;
      visit(state, walk.root, 0, walk.lastSet !== 0 && w === walk.words - 1 ? walk.lastSet : -1);
    }
  }
}

function fillOutcomes({ ensemble, walk, block, row, outcome }: State): void {
  for (let i = 0; i < walk.size; i++) {
    const feature = ensemble.feature[walk.root + i]!;
    if (feature >= 0) outcome[i] = +goesLeft(ensemble, walk.root + i, block.columns[feature * block.stride + row]!);
  }
}

function visit(state: State, node: number, level: number, set: number): void {
  const { ensemble, walk } = state;
  const feature = ensemble.feature[node]!;
  if (feature < 0) {
    closeLeaf(state, node, level, set);
    return;
  }
  const rowLeft = state.outcome[node - walk.root] === 1;
  const player = walk.playerOf[feature]!;
  const own = rowLeft ? ensemble.left[node]! : ensemble.right[node]!;
  const taken = state.taken[player]!;
  if (taken === FROM_ROW) {
    descend(state, own, level, set);
    return;
  }
  // Rows that go the same way as the explained row stay with it; the others separate here.
  const goes = walk.left[state.word + node]!;
  const agree = set & (rowLeft ? goes : ~goes);
  if (agree !== 0) descend(state, own, level, agree);
  const part = set & ~agree;
  if (part === 0) return;
  const other = rowLeft ? ensemble.right[node]! : ensemble.left[node]!;
  if (taken === FROM_BACKGROUND) descend(state, other, level, part);
  else takeBothWays(state, player, { own, other, level, set: part });
}

/** Walks below a node and adds the results to this level. */
function descend(state: State, child: number, level: number, set: number): void {
  const outputs = state.walk.outputs.length;
  const here = level * outputs;
  const below = here + outputs;
  const { gain, loss } = state;
  for (let o = 0; o < outputs; o++) {
    gain[below + o] = 0;
    loss[below + o] = 0;
  }
  visit(state, child, level + 1, set);
  for (let o = 0; o < outputs; o++) {
    gain[here + o]! += gain[below + o]!;
    loss[here + o]! += loss[below + o]!;
  }
}

/** Handles a set that disagrees with the row at a free player, which is taken from each side in turn. */
function takeBothWays(
  state: State,
  player: number,
  at: { own: number; other: number; level: number; set: number },
): void {
  state.players[state.a + state.b] = player;
  state.taken[player] = FROM_ROW;
  state.a++;
  descend(state, at.own, at.level, at.set);
  addBelow(state, player, state.gain, at.level, 1);
  state.a--;
  state.taken[player] = FROM_BACKGROUND;
  state.b++;
  descend(state, at.other, at.level, at.set);
  addBelow(state, player, state.loss, at.level, -1);
  state.b--;
  state.taken[player] = FREE;
}

function addBelow(state: State, player: number, list: Float64Array, level: number, sign: number): void {
  const { walk, layout } = state;
  if (layout.interactions) return;
  const outputs = walk.outputs.length;
  for (let o = 0; o < outputs; o++) {
    const target = (walk.outputs[o]!.position * layout.players + player) * state.block.stride + state.row;
    state.sums[target]! += sign * list[(level + 1) * outputs + o]!;
  }
}

function closeLeaf(state: State, node: number, level: number, set: number): void {
  const { walk, a, b, ensemble } = state;
  if (a + b === 0) return;
  const share = countBits(set) / walk.rows;
  const gain = a > 0 ? share * walk.beta[(a - 1) * walk.betaSize + b]! : 0;
  const loss = b > 0 ? share * walk.beta[a * walk.betaSize + b - 1]! : 0;
  const outputs = walk.outputs.length;
  for (let o = 0; o < outputs; o++) {
    const value = ensemble.values[ensemble.valueStart[node]! + walk.outputs[o]!.offset]!;
    state.gain[level * outputs + o] = value * gain;
    state.loss[level * outputs + o] = value * loss;
    if (state.layout.interactions) addPairs(state, { value, share, gain, loss, position: walk.outputs[o]!.position });
  }
}

/** Adds a leaf's interaction values: half of every pair's index, and on the diagonal the rest of the player's value. */
function addPairs(
  state: State,
  leaf: { value: number; share: number; gain: number; loss: number; position: number },
): void {
  const { walk, players, a, b, layout, taken } = state;
  const target = (low: number, high: number): number =>
    ((leaf.position * layout.players + low) * layout.players + high) * state.block.stride + state.row;
  for (let i = 0; i < a + b; i++) {
    const player = players[i]!;
    const fromRow = taken[player] === FROM_ROW;
    let own = fromRow ? leaf.gain : -leaf.loss;
    for (let j = 0; j < a + b; j++) {
      if (j === i) continue;
      const other = players[j]!;
      const rowSide = (fromRow ? 1 : 0) + (taken[other] === FROM_ROW ? 1 : 0);
      const index = walk.beta[(a - rowSide) * walk.betaSize + b - (2 - rowSide)]!;
      const half = 0.5 * leaf.share * (rowSide === 1 ? -index : index);
      own -= half;
      if (player < other) state.sums[target(player, other)]! += leaf.value * half;
    }
    state.sums[target(player, player)]! += leaf.value * own;
  }
}
