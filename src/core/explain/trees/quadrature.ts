import { goesLeft, type TreeEnsemble } from '../../models/index.js';
import type { Block } from './block.js';
import { type QuadratureRule, quadratureNodes, quadratureRule } from './gauss-legendre.js';
import { coverShare } from './plan.js';
import { type Layout, positionsOf } from './unit-tables.js';

/**
 * What the walks of a model share: room for its largest tree, and nothing that must be computed. A class, because the engine drops the code
 * it compiled for a first object literal when it meets the second.
 */
export class QuadratureWalk {
  readonly ensemble: TreeEnsemble;
  readonly playerOf: Int32Array;
  readonly layout: Layout;
  /** Per node of the current tree: its level, and the distinct players tested above it. */
  readonly level: Int32Array;
  readonly distinct: Int32Array;
  /** Per edge, named by the node it leads to: the player it tests. */
  readonly player: Int32Array;
  /** Per inner node: the nearest edge above that tests the same player; -1: none. */
  readonly previous: Int32Array;
  /** Per edge: its share of the cover, and the product over its player's edges down to it. */
  readonly share: Float64Array;
  readonly known: Float64Array;
  /** Per player the last edge on the path; per level the player of the path's edge, and which edge was its last before. */
  readonly last: Int32Array;
  readonly replacedBy: Int32Array;
  readonly replaced: Int32Array;
  /** Does the row satisfy the edge and all of its player's above? */
  readonly satisfied: Uint8Array;
  /** Per node and t: the product over the players above, the sum of the leaves below, and c of the satisfied edge and of the edge before. */
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
 * Nothing is kept of a tree: a first row is answered in the time of one walk, and what is computed for an edge is used while it is in the
 * cache. Nodes lie in pre-order, so both passes are plain loops: a recursion takes longer to be compiled by the engine, which a first row pays.
 */
export function evaluateQuadrature(walk: QuadratureWalk, tree: number, block: Block, sums: Float64Array): void {
  const { ensemble, layout } = walk;
  const most = layOut(walk, tree);
  const rule = quadratureRule(quadratureNodes(most));
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

/** What does not depend on the row: shares of the edges and their predecessors. Returns the most distinct players on a path. */
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
    // Edges of the path that was left, then the edge that leads here.
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

/** The products over the players above every node, for one row. */
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

/** The sums over the leaves below every node, and on the way each edge's part of its player's value. */
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
    // Even and odd k apart, as the kernel's pairs of doubles add them.
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
