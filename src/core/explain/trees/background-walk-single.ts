import { goesLeft, type TreeEnsemble } from '../../models/index.js';
import type { Block } from './block.js';
import { countBits } from './weights.js';

/**
 * The walk of `background-walk.ts` for the commonest case, values of one output. Gain and loss are returned as two numbers instead of
 * lists, stretches of a path on which the rows stay together are a loop instead of a recursion, and the row is tested at a node once, when
 * the walk first passes it. The walk passes four times as many nodes as it reaches leaves, so the loop takes most of the time.
 */
export interface SingleWalk {
  /** Four numbers per node from the root of the tree on: player (-1 at a leaf), left, right, unused. */
  readonly nodes: Int32Array;
  /** Value of a leaf divided by the number of background rows. */
  readonly value: Float64Array;
}

/** Data that both walks have of a tree and its background. */
export interface WalkedTree {
  readonly root: number;
  /** Background rows that go left at a node, one bit each: `[word * size + node - root]`. */
  readonly left: Int32Array;
  /** Number of words, each for 32 background rows. */
  readonly words: number;
  /** Number of nodes of the tree. */
  readonly size: number;
  /** Number of background rows. */
  readonly rows: number;
  readonly playerOf: Int32Array;
  readonly outputs: readonly { position: number; offset: number }[];
  readonly beta: Float64Array;
  readonly betaSize: number;
  /** The bits that the last word uses; 0 means all of them. */
  readonly lastSet: number;
}

const NODE = 4;
const UNKNOWN = 0;
const LEFT = 1;
const RIGHT = 2;
const FREE = 0;
const FROM_ROW = 1;
const FROM_BACKGROUND = 2;

export function compileSingleWalk(ensemble: TreeEnsemble, walk: WalkedTree): SingleWalk {
  const { root, size, playerOf } = walk;
  const nodes = new Int32Array(size * NODE);
  const value = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const feature = ensemble.feature[root + i]!;
    nodes[NODE * i] = feature < 0 ? -1 : playerOf[feature]!;
    nodes[NODE * i + 1] = ensemble.left[root + i]! - root;
    nodes[NODE * i + 2] = ensemble.right[root + i]! - root;
    if (feature < 0) {
      value[i] = ensemble.values[ensemble.valueStart[root + i]! + walk.outputs[0]!.offset]! / walk.rows;
    }
  }
  return { nodes, value };
}

interface State {
  readonly ensemble: TreeEnsemble;
  readonly walk: WalkedTree;
  readonly nodes: Int32Array;
  readonly value: Float64Array;
  readonly block: Block;
  /** The row's outcome at a node, once it was tested. */
  readonly outcome: Uint8Array;
  readonly taken: Uint8Array;
  /** Values of the row's players, including those of the trees before. */
  readonly own: Float64Array;
  row: number;
  a: number;
  b: number;
  /** Index in `walk.left` at which the bits of the current 32 background rows start. */
  word: number;
  /** The second result of `visit`: the loss of players taken from the background at the leaves below. */
  loss: number;
}

/** Adds the values of one output of one tree for every row of the block to `sums[(offset + player) * stride + row]`. */
export function evaluateSingleWalk(
  ensemble: TreeEnsemble,
  walk: WalkedTree & { readonly single: SingleWalk },
  rows: { block: Block; players: number },
  sums: Float64Array,
): void {
  const { block, players } = rows;
  const state: State = {
    ensemble,
    walk,
    ...walk.single,
    block,
    outcome: new Uint8Array(walk.size),
    taken: new Uint8Array(players),
    own: new Float64Array(players),
    row: 0,
    a: 0,
    b: 0,
    word: 0,
    loss: 0,
  };
  const offset = walk.outputs[0]!.position * players;
  for (let r = 0; r < block.count; r++) {
    state.row = r;
    state.outcome.fill(UNKNOWN);
    for (let p = 0; p < players; p++) state.own[p] = sums[(offset + p) * block.stride + r]!;
    for (let w = 0; w < walk.words; w++) {
      state.word = w * walk.size;
      visit(state, 0, walk.lastSet !== 0 && w === walk.words - 1 ? walk.lastSet : -1);
    }
    for (let p = 0; p < players; p++) sums[(offset + p) * block.stride + r] = state.own[p]!;
  }
}

/** Walks below a node with a set of background rows. It returns the gain of players taken from the row, and leaves the loss in `state`. */
function visit(state: State, from: number, set: number): number {
  const { nodes, taken, outcome } = state;
  const left = state.walk.left;
  for (let node = from; ; ) {
    const player = nodes[NODE * node]!;
    if (player < 0) return closeLeaf(state, node, set);
    let goes = outcome[node]!;
    if (goes === UNKNOWN) goes = ask(state, node);
    const source = taken[player]!;
    const own = nodes[NODE * node + goes]!;
    if (source === FROM_ROW) {
      node = own;
      continue;
    }
    // Rows that go the same way as the explained row stay with it; the others separate here.
    const bits = left[state.word + node]!;
    const agree = set & (goes === LEFT ? bits : ~bits);
    if (agree === set) {
      node = own;
      continue;
    }
    const other = nodes[NODE * node + LEFT + RIGHT - goes]!;
    if (source === FROM_BACKGROUND && agree === 0) {
      node = other;
      continue;
    }
    return part(state, node, agree, set & ~agree);
  }
}

function ask(state: State, node: number): number {
  const { ensemble, walk, block } = state;
  const feature = ensemble.feature[walk.root + node]!;
  const goes = goesLeft(ensemble, walk.root + node, block.columns[feature * block.stride + state.row]!) ? LEFT : RIGHT;
  state.outcome[node] = goes;
  return goes;
}

/** Splits the set: some rows agree with the explained row, the others do not. */
function part(state: State, node: number, agree: number, apart: number): number {
  const player = state.nodes[NODE * node]!;
  const goes = state.outcome[node]!;
  const own = state.nodes[NODE * node + goes]!;
  const other = state.nodes[NODE * node + LEFT + RIGHT - goes]!;
  let gain = 0;
  let loss = 0;
  if (agree !== 0) {
    gain = visit(state, own, agree);
    loss = state.loss;
  }
  if (state.taken[player] === FROM_BACKGROUND) {
    gain += visit(state, other, apart);
    state.loss += loss;
    return gain;
  }
  // The other rows disagree with the explained row at a free player, which is taken from each side in turn.
  state.taken[player] = FROM_ROW;
  state.a++;
  const gained = visit(state, own, apart);
  loss += state.loss;
  state.a--;
  state.taken[player] = FROM_BACKGROUND;
  state.b++;
  gain += gained + visit(state, other, apart);
  const lost = state.loss;
  state.b--;
  state.taken[player] = FREE;
  state.own[player]! += gained - lost;
  state.loss = loss + lost;
  return gain;
}

function closeLeaf(state: State, node: number, set: number): number {
  const { a, b } = state;
  const { beta, betaSize } = state.walk;
  const share = state.value[node]! * countBits(set);
  state.loss = b > 0 ? share * beta[a * betaSize + b - 1]! : 0;
  return a > 0 ? share * beta[(a - 1) * betaSize + b]! : 0;
}
