import { goesLeft, type TreeEnsemble } from '../../models/index.js';
import type { Block } from './block.js';
import { nodesOfAll, type QuadratureRule, quadratureNodes, quadratureRule } from './gauss-legendre.js';
import { coverShare } from './plan.js';
import { type Layout, positionsOf } from './unit-tables.js';

/**
 * Buffers that the walks of a model share: they have room for its largest tree and hold nothing that must be computed beforehand. This is a
 * class, because the engine drops the code compiled for one object literal when it meets a second.
 */
export class QuadratureWalk {
  readonly ensemble: TreeEnsemble;
  readonly playerOf: Int32Array;
  readonly layout: Layout;
  /** Level of each node of the current tree; `distinct` is the number of distinct players tested above it. */
  readonly level: Int32Array;
  readonly distinct: Int32Array;
  /** Player that each edge tests; an edge has the index of the node it leads to. */
  readonly player: Int32Array;
  /** Nearest edge above each inner node that tests the same player; -1 where there is none. */
  readonly previous: Int32Array;
  /** Share of the cover of each edge, and the product over its player's edges down to it. */
  readonly share: Float64Array;
  readonly known: Float64Array;
  /** Last edge of each player on the path; for each level, the player of the path's edge and that player's last edge before it. */
  readonly last: Int32Array;
  readonly replacedBy: Int32Array;
  readonly replaced: Int32Array;
  /** Whether the row satisfies the edge and all edges of its player above. */
  readonly satisfied: Uint8Array;
  /**
   * Four numbers per node and t: the product over the players above, the sum of the leaves below, and c of the satisfied edge and of the
   * edge before.
   */
  products = new Float64Array(0);
  below = new Float64Array(0);
  kept = new Float64Array(0);
  before = new Float64Array(0);

  constructor(ensemble: TreeEnsemble, playerOf: Int32Array, layout: Layout) {
    const { treeStart } = ensemble;
    const size = treeStart.reduce((most, start, t) => Math.max(most, (treeStart[t + 1] ?? start) - start), 1);
    this.ensemble = ensemble;
    this.playerOf = playerOf;
    this.layout = layout;
    this.level = new Int32Array(size);
    this.distinct = new Int32Array(size);
    this.player = new Int32Array(size);
    this.previous = new Int32Array(size);
    this.share = new Float64Array(size);
    this.known = new Float64Array(size);
    this.last = new Int32Array(layout.players).fill(-1);
    this.replacedBy = new Int32Array(ensemble.maxDepth + 1);
    this.replaced = new Int32Array(ensemble.maxDepth + 1);
    this.satisfied = new Uint8Array(size);
  }
}

/**
 * Adds the path-dependent values of one tree for every row of the block to `sums[target * stride + row]`, in O(leaves) per row and node of quadrature (Quadrature-TreeSHAP, arXiv 2605.04497).
 *
 * s! (d-1-s)! / d! is a Beta integral, so a leaf of value V gives player j V (o_j - z_j) times the integral over t in [0, 1] of
 * the product over the other players of (o t + z (1 - t)): a polynomial of degree d - 1, which Gauss-Legendre integrates exactly
 * with ceil(d / 2) nodes. One pass over the nodes carries the products down; the pass back gives the player of an edge
 * sum over t of G(t) (c after the edge - c before), with c = (o - z) / (o t + z (1 - t)) and G the sum of the leaves below. All
 * factors are positive and at most 1, so nothing cancels.
 *
 * Nothing is stored for a tree: a first row takes the time of one walk, and the results for an edge are used while they are in the cache.
 * Nodes lie in pre-order, so both passes are plain loops; the engine would take longer to compile a recursion, which delays the first row.
 */
export function evaluateQuadrature(walk: QuadratureWalk, tree: number, block: Block, sums: Float64Array): void {
  const { ensemble, layout } = walk;
  const most = layOut(walk, tree);
  const rule = quadratureRule(nodesOfAll(ensemble.maxDepth, layout.players) ?? quadratureNodes(most));
  makeRoom(walk, walk.level.length * rule.t.length);
  const outputs = positionsOf(ensemble, tree, layout);
  for (let row = 0; row < block.count; row++) {
    carryDown(walk, tree, rule, block, row);
    for (const { position, offset } of outputs) {
      const into = { sums, start: position * layout.players * block.stride + row, stride: block.stride };
      carryUp(walk, tree, rule, offset, into);
    }
  }
}

function makeRoom(walk: QuadratureWalk, cells: number): void {
  if (walk.products.length >= cells) return;
  walk.products = new Float64Array(cells);
  walk.below = new Float64Array(cells);
  walk.kept = new Float64Array(cells);
  walk.before = new Float64Array(cells);
}

/** Computes what does not depend on the row: shares of the edges and their predecessors. Returns the most distinct players on a path. */
function layOut(walk: QuadratureWalk, tree: number): number {
  const { ensemble, playerOf, level, distinct, player, previous, share, known, last, replaced, replacedBy } = walk;
  const root = ensemble.treeStart[tree]!;
  const size = ensemble.treeStart[tree + 1]! - root;
  let most = 0;
  let top = 0;
  level[0] = 0;
  distinct[0] = 0;
  for (let at = 0; at < size; at++) {
    const feature = ensemble.feature[root + at]!;
    if (feature < 0) continue;
    const depth = level[at]!;
    // The edges of the path that was left are undone before the edge that leads here is added.
    for (; top >= depth && top > 0; top--) last[replacedBy[top]!] = replaced[top]!;
    const tested = playerOf[feature]!;
    if (depth > 0) {
      top = depth;
      const above = player[at]!;
      replacedBy[top] = above;
      replaced[top] = last[above]!;
      last[above] = at;
    }
    const edge = last[tested]!;
    previous[at] = edge;
    const before = edge < 0 ? 1 : known[edge]!;
    const players = distinct[at]! + (edge < 0 ? 1 : 0);
    if (players > most) most = players;
    const right = ensemble.right[root + at]! - root;
    for (let child = at + 1; ; child = right) {
      share[child] = coverShare(ensemble, root + at, root + child);
      known[child] = before * share[child]!;
      level[child] = depth + 1;
      distinct[child] = players;
      player[child] = tested;
      if (child === right) break;
    }
  }
  for (; top > 0; top--) last[replacedBy[top]!] = replaced[top]!;
  return most;
}

/** Computes the products over the players above every node, for one row. */
function carryDown(walk: QuadratureWalk, tree: number, rule: QuadratureRule, block: Block, row: number): void {
  const { ensemble, previous, share, known, satisfied, products, kept, before } = walk;
  const { t, rest } = rule;
  const q = t.length;
  const root = ensemble.treeStart[tree]!;
  const size = ensemble.treeStart[tree + 1]! - root;
  products.fill(1, 0, q);
  for (let at = 0; at < size; at++) {
    const feature = ensemble.feature[root + at]!;
    if (feature < 0) continue;
    const left = at + 1;
    const right = ensemble.right[root + at]! - root;
    const edge = previous[at]!;
    const here = at * q;
    if (edge >= 0 && satisfied[edge] === 0) {
      satisfied[left] = 0;
      satisfied[right] = 0;
      scale(products, here, left * q, share[left]!, q);
      scale(products, here, right * q, share[right]!, q);
      continue;
    }
    const goes = goesLeft(ensemble, root + at, block.columns[feature * block.stride + row]!);
    const own = goes ? left : right;
    const other = goes ? right : left;
    satisfied[own] = 1;
    satisfied[other] = 0;
    const ownShare = known[own]!;
    const otherShare = known[other]!;
    const old = edge < 0 ? 1 : known[edge]!;
    for (let k = 0; k < q; k++) {
      const u = rest[k]!;
      let product = products[here + k]!;
      let c = 0;
      if (edge >= 0) {
        const inverse = 1 / (t[k]! + old * u);
        product *= inverse;
        c = (1 - old) * inverse;
      }
      const now = t[k]! + ownShare * u;
      before[here + k] = c;
      kept[here + k] = (1 - ownShare) / now;
      products[own * q + k] = product * now;
      products[other * q + k] = product * otherShare * u;
    }
  }
}

function scale(products: Float64Array, from: number, to: number, by: number, q: number): void {
  for (let k = 0; k < q; k++) products[to + k] = products[from + k]! * by;
}

/** Computes the sums over the leaves below every node, and adds each edge's part of its player's value. */
function carryUp(
  walk: QuadratureWalk,
  tree: number,
  rule: QuadratureRule,
  offset: number,
  into: { sums: Float64Array; start: number; stride: number },
): void {
  const { ensemble, player, satisfied, products, below, kept, before } = walk;
  const { rest, weights } = rule;
  const q = weights.length;
  const root = ensemble.treeStart[tree]!;
  for (let at = ensemble.treeStart[tree + 1]! - root - 1; at >= 0; at--) {
    const here = at * q;
    if (ensemble.feature[root + at]! < 0) {
      const value = ensemble.values[ensemble.valueStart[root + at]! + offset]!;
      for (let k = 0; k < q; k++) below[here + k] = value * weights[k]! * products[here + k]!;
      continue;
    }
    const left = at + 1;
    const right = ensemble.right[root + at]! - root;
    const own = (satisfied[left] === 1 ? left : right) * q;
    const other = (satisfied[left] === 1 ? right : left) * q;
    const counts = satisfied[left] !== satisfied[right];
    // Even and odd k are added separately, as the kernel adds its pairs of doubles.
    let even = 0;
    let odd = 0;
    for (let k = 0; k < q; k++) {
      const g = below[own + k]!;
      const h = below[other + k]!;
      below[here + k] = g + h;
      if (!counts) continue;
      const part = g * kept[here + k]! - h / rest[k]! - (g + h) * before[here + k]!;
      if ((k & 1) === 0) even += part;
      else odd += part;
    }
    if (counts) into.sums[into.start + player[left]! * into.stride]! += even + odd;
  }
}
