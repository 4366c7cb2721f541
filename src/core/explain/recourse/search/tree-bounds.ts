import { couldAccept } from '../problem/decision.js';
import { costOf, type Problem } from '../problem/problem.js';
import { type Box, cheapest, cheapestPoint, narrowed } from './box.js';
import type { BoxBounds } from './box-search.js';
import { derivedRanges } from './ranges.js';
import { BOTH, compileTrees, LEFT, type ReducedTrees, RIGHT } from './reduced-trees.js';

/** Best leaf of every tree that a box still reaches, signed so that higher is better. */
export interface TreeState {
  readonly best: Float64Array;
  readonly total: number;
}

/**
 * Bounds for tree ensembles: the base plus, for every tree, its best leaf that some value of the box reaches. Thresholds are looked up in
 * tables made with the model's own comparison, so a bound routes exactly as the model does.
 */
export function treeBounds(problem: Problem): BoxBounds<TreeState> {
  const trees = compileTrees(problem);
  const all = Int32Array.from(trees.roots, (_, t) => t);
  const evaluate = (box: Box, parent: { box: Box; state: TreeState } | null): TreeState => {
    const best = parent === null ? new Float64Array(trees.roots.length) : parent.state.best.slice();
    const derived = trees.hasDerived ? derivedRanges(problem, box) : [];
    const affected = parent === null ? all : affectedTrees(trees, parent.box, box);
    for (const t of affected) best[t] = bestLeaf(trees, trees.roots[t]!, box, derived);
    let total = trees.base;
    for (let t = 0; t < best.length; t++) total += best[t]!;
    return { best, total };
  };
  const possible = (state: TreeState): boolean =>
    couldAccept(problem.model, problem.decision, state.total, problem.bound.margin);
  return {
    tolerance: 0,
    bound(box, parent) {
      const state = evaluate(box, parent);
      return possible(state) ? state : null;
    },
    leastCost: (box) => costOf(problem, cheapestPoint(problem.variables, box)),
    proposals: () => [],
    branch(box, state) {
      let chosen = -1;
      let lowest = Number.POSITIVE_INFINITY;
      problem.variables.forEach((variable, v) => {
        const [from, to] = [box.lower[v]!, box.upper[v]!];
        if (from === to) return;
        // Fixing the variable at its cheapest value hurts the bound most where the variable matters most.
        const at = cheapest(variable, from, to);
        const { total } = evaluate(narrowed(box, v, at, at), { box, state });
        if (chosen < 0 || total < lowest) [chosen, lowest] = [v, total];
      });
      return { variable: chosen };
    },
  };
}

function affectedTrees(trees: ReducedTrees, before: Box, after: Box): Int32Array {
  const changed: number[] = [];
  for (let v = 0; v < after.lower.length; v++) {
    if (before.lower[v] !== after.lower[v] || before.upper[v] !== after.upper[v]) changed.push(v);
  }
  if (changed.length === 1) return trees.treesOf[changed[0]!]!;
  return Int32Array.from(new Set(changed.flatMap((v) => [...trees.treesOf[v]!])));
}

function bestLeaf(
  trees: ReducedTrees,
  node: number,
  box: Box,
  derived: readonly (readonly [number, number])[],
): number {
  const left = trees.left[node]!;
  if (left < 0) return trees.best[node]!;
  const right = trees.right[node]!;
  let reach: number;
  const v = trees.variable[node]!;
  if (v >= 0) {
    const [from, to] = [box.lower[v]!, box.upper[v]!];
    const table = trees.tables[trees.test[node]!]!;
    const lefts = table[to + 1]! - table[from]!;
    reach = lefts === 0 ? RIGHT : lefts === to - from + 1 ? LEFT : BOTH;
  } else {
    const range = derived[trees.derived[node]!]!;
    reach = trees.reachOf(node, range[0], range[1]);
  }
  if (reach === LEFT) return bestLeaf(trees, left, box, derived);
  if (reach === RIGHT) return bestLeaf(trees, right, box, derived);
  // The more promising side is searched first; the other is skipped when even its best leaf is no better.
  const [first, second] = trees.best[left]! >= trees.best[right]! ? [left, right] : [right, left];
  const best = bestLeaf(trees, first, box, derived);
  return trees.best[second]! <= best ? best : Math.max(best, bestLeaf(trees, second, box, derived));
}
