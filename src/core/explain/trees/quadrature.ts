import { goesLeft, type TreeEnsemble } from '../../models/index.js';
import type { Block } from './block.js';
import { gaussLegendre, MAX_NODES } from './gauss-legendre.js';
import { coverShare } from './plan.js';
import { type Layout, positionsOf } from './unit-tables.js';

/**
 * Path-dependent values of a deep tree in O(leaves) per row and node of quadrature (Quadrature-TreeSHAP, arXiv 2605.04497).
 *
 * s! (d-1-s)! / d! is a Beta integral, so a leaf of value V gives player j V (o_j - z_j) times the integral over t in [0, 1] of
 * the product over the other players of (o t + z (1 - t)): a polynomial of degree d - 1, which Gauss-Legendre integrates exactly
 * with ceil(d / 2) nodes. One walk carries the products down; coming back over an edge, its player gets
 * sum over t of G(t) (c after the edge - c before), with c = (o - z) / (o t + z (1 - t)) and G the sum of the leaves below. All
 * factors are positive and at most 1, so nothing cancels; what depends on the edge alone is computed once.
 */
export interface QuadratureTree {
  readonly tree: number;
  readonly nodes: number;
  /** Player of the edge that leads to a node, by node - root. */
  readonly player: Int32Array;
  /** Cumulative share of that player after the edge is 0: unsatisfied, the leaves below are worth nothing. */
  readonly isDead: Uint8Array;
  /** For a player satisfied before and after (keep), satisfied before only (lose): factor and difference of c, per node of t. */
  readonly keepFactor: Float64Array;
  readonly keepGain: Float64Array;
  readonly loseFactor: Float64Array;
  readonly loseGain: Float64Array;
  /** For a player that was unsatisfied before: the factor is the edge's own share, and c does not change. */
  readonly share: Float64Array;
  readonly weights: Float64Array;
  readonly outputs: readonly { position: number; offset: number }[];
}

/** Precomputes the constants of every edge. */
export function compileQuadrature(
  ensemble: TreeEnsemble,
  tree: number,
  playerOf: Int32Array,
  layout: Layout,
): QuadratureTree {
  const root = ensemble.treeStart[tree]!;
  const size = ensemble.treeStart[tree + 1]! - root;
  const q = nodesNeeded(ensemble, tree, playerOf);
  const { nodes, weights } = gaussLegendre(q);
  const compiled = {
    tree,
    nodes: q,
    player: new Int32Array(size).fill(-1),
    isDead: new Uint8Array(size),
    keepFactor: new Float64Array(size * q),
    keepGain: new Float64Array(size * q),
    loseFactor: new Float64Array(size * q),
    loseGain: new Float64Array(size * q),
    share: new Float64Array(size),
    weights,
    outputs: positionsOf(ensemble, tree, layout),
  };
  const shares = new Map<number, number>();
  const descend = (node: number): void => {
    if (ensemble.left[node]! < 0) return;
    const player = playerOf[ensemble.feature[node]!]!;
    const before = shares.get(player) ?? 1;
    for (const child of [ensemble.left[node]!, ensemble.right[node]!]) {
      const own = coverShare(ensemble, node, child);
      const at = child - root;
      compiled.player[at] = player;
      compiled.share[at] = own;
      compiled.isDead[at] = before * own === 0 ? 1 : 0;
      nodes.forEach((t, k) => {
        edgeConstants(compiled, at * q + k, { t, before, after: before * own });
      });
      shares.set(player, before * own);
      descend(child);
      shares.set(player, before);
    }
  };
  descend(root);
  return compiled;
}

function edgeConstants(
  into: { keepFactor: Float64Array; keepGain: Float64Array; loseFactor: Float64Array; loseGain: Float64Array },
  cell: number,
  at: { t: number; before: number; after: number },
): void {
  const { t, before, after } = at;
  const old = t + before * (1 - t);
  const now = t + after * (1 - t);
  into.keepFactor[cell] = now / old;
  into.keepGain[cell] = (1 - after) / now - (1 - before) / old;
  into.loseFactor[cell] = (after * (1 - t)) / old;
  into.loseGain[cell] = -1 / (1 - t) - (1 - before) / old;
}

/** ceil(d / 2) for the path with most distinct players. */
function nodesNeeded(ensemble: TreeEnsemble, tree: number, playerOf: Int32Array): number {
  const seen = new Map<number, number>();
  let most = 0;
  const descend = (node: number): void => {
    most = Math.max(most, seen.size);
    if (ensemble.left[node]! < 0) return;
    const player = playerOf[ensemble.feature[node]!]!;
    const times = seen.get(player) ?? 0;
    seen.set(player, times + 1);
    descend(ensemble.left[node]!);
    descend(ensemble.right[node]!);
    if (times === 0) seen.delete(player);
    else seen.set(player, times);
  };
  descend(ensemble.treeStart[tree]!);
  return Math.min(MAX_NODES, Math.max(1, Math.ceil(most / 2)));
}

/** Adds the values of one tree for every row of the block to `sums[target * stride + row]`. */
export function evaluateQuadrature(
  ensemble: TreeEnsemble,
  tree: QuadratureTree,
  rows: { block: Block; layout: Layout },
  sums: Float64Array,
): void {
  const { block, layout } = rows;
  const levels = ensemble.maxDepth + 2;
  const width = tree.nodes * tree.outputs.length;
  const walk: Walk = {
    ensemble,
    tree,
    block,
    sums,
    root: ensemble.treeStart[tree.tree]!,
    players: layout.players,
    row: 0,
    known: new Uint8Array(layout.players).fill(1),
    products: new Float64Array(levels * tree.nodes),
    leaves: new Float64Array(levels * width),
  };
  for (let r = 0; r < block.count; r++) {
    walk.row = r;
    walk.products.fill(1, 0, tree.nodes);
    walk.leaves.fill(0, 0, width);
    descend(walk, walk.root, 0);
  }
}

interface Walk {
  readonly ensemble: TreeEnsemble;
  readonly tree: QuadratureTree;
  readonly block: Block;
  readonly sums: Float64Array;
  readonly root: number;
  readonly players: number;
  row: number;
  /** Is the player satisfied by all its edges so far? */
  readonly known: Uint8Array;
  /** Per level: the product over the players so far at every t. */
  readonly products: Float64Array;
  /** Per level: the sum over the leaves below, times the weight of t, per output. */
  readonly leaves: Float64Array;
}

/** Fills the level's `leaves` with the sum over the leaves below `node`, and adds the values of the edges below. */
function descend(walk: Walk, node: number, level: number): void {
  const { ensemble } = walk;
  const left = ensemble.left[node]!;
  if (left < 0) {
    closeLeaf(walk, node, level);
    return;
  }
  const value = walk.block.columns[ensemble.feature[node]! * walk.block.stride + walk.row]!;
  const goes = goesLeft(ensemble, node, value);
  follow(walk, left, goes, level);
  follow(walk, ensemble.right[node]!, !goes, level);
}

function closeLeaf(walk: Walk, node: number, level: number): void {
  const { tree, ensemble } = walk;
  const q = tree.nodes;
  for (let o = 0; o < tree.outputs.length; o++) {
    const value = ensemble.values[ensemble.valueStart[node]! + tree.outputs[o]!.offset]!;
    for (let k = 0; k < q; k++) {
      walk.leaves[(level * tree.outputs.length + o) * q + k] = value * tree.weights[k]! * walk.products[level * q + k]!;
    }
  }
}

/** Walks over one edge and back. */
function follow(walk: Walk, child: number, satisfied: boolean, level: number): void {
  const { tree, products, leaves, known } = walk;
  const q = tree.nodes;
  const at = child - walk.root;
  const player = tree.player[at]!;
  const before = known[player]!;
  const after = satisfied ? before : 0;
  if (after === 0 && tree.isDead[at] === 1) return;
  const here = level * q;
  const below = here + q;
  const factor = after === 1 ? tree.keepFactor : tree.loseFactor;
  if (before === 0) for (let k = 0; k < q; k++) products[below + k] = products[here + k]! * tree.share[at]!;
  else for (let k = 0; k < q; k++) products[below + k] = products[here + k]! * factor[at * q + k]!;
  const outputs = tree.outputs.length;
  leaves.fill(0, below * outputs, (below + q) * outputs);
  known[player] = after;
  descend(walk, child, level + 1);
  known[player] = before;
  const gain = after === 1 ? tree.keepGain : tree.loseGain;
  for (let o = 0; o < outputs; o++) {
    const from = below * outputs + o * q;
    const to = here * outputs + o * q;
    let sum = 0;
    for (let k = 0; k < q; k++) {
      sum += leaves[from + k]! * gain[at * q + k]!;
      leaves[to + k]! += leaves[from + k]!;
    }
    if (before === 1)
      walk.sums[(tree.outputs[o]!.position * walk.players + player) * walk.block.stride + walk.row]! += sum;
  }
}
