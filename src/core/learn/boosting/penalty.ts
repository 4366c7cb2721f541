import { factorize, solve } from '../../stats/matrix/index.js';
import type { ScorePenalty } from '../base/index.js';
import type { GrownTree } from './grow.js';

interface Ground {
  /** Rows that are learned from, in the order of the leaves once a tree is grown. */
  readonly rows: Int32Array;
  readonly derivatives: Float64Array;
  readonly weights: Float64Array | null;
  readonly rate: number;
  readonly l2: number;
}

/** Price of a score by trace while a tree is grown, and the covariances before it. */
interface Prices {
  readonly covariances: Float64Array;
  readonly prices: Float64Array;
}

interface PenalisedLeaves {
  /** Adds to the derivatives what the penalty takes from a tree that looks for cuts. */
  readonly begin: (scores: Float64Array, derivatives: Float64Array) => Prices;
  /** Gives the leaves the values that are best for loss and penalty together. */
  readonly settle: (grown: GrownTree, prices: Prices) => GrownTree;
}

/**
 * A penalty of squared covariances in boosting. Every row's score moves every covariance, so its second derivatives are no sum over rows: cuts are looked for by
 * the prices that a step of all scores would leave, and the values of the leaves, once they are known, are solved for together.
 */
export function penalisedLeaves({ traces, strength }: ScorePenalty, ground: Ground): PenalisedLeaves {
  const { rows, weights } = ground;
  const at = (row: number): number => weights?.[row] ?? 1;
  const total = rows.reduce((sum, row) => sum + at(row), 0);
  const spreads = traces.map((trace) => rows.reduce((sum, row) => sum + at(row) * trace[row]! ** 2, 0) / total);
  return {
    begin(scores, derivatives) {
      const covariances = Float64Array.from(
        traces,
        (trace) => rows.reduce((sum, row) => sum + at(row) * trace[row]! * scores[row]!, 0) / total,
      );
      const curvature = rows.reduce((sum, row) => sum + derivatives[2 * row + 1]!, 0) / total;
      const prices = covariances.map((one, k) => (strength * one) / (1 + (strength * spreads[k]!) / curvature));
      traces.forEach((trace, k) => {
        for (const row of rows) derivatives[2 * row]! += prices[k]! * at(row) * trace[row]!;
      });
      return { covariances, prices };
    },
    settle(grown, prices) {
      const values = jointValues(grown, prices, { traces, strength, total, ground });
      const value = grown.tree.value.slice();
      grown.leaves.forEach(({ node }, l) => {
        value[node] = values[l]!;
      });
      return {
        tree: { ...grown.tree, value },
        leaves: grown.leaves.map((leaf, l) => ({ ...leaf, value: values[l]! })),
      };
    },
  };
}

interface Question extends ScorePenalty {
  readonly total: number;
  readonly ground: Ground;
}

/** The least of sum of g v + h v^2 / 2 over the leaves, plus strength x total / 2 times |covariances + moves v|^2. */
function jointValues(
  { leaves }: GrownTree,
  { covariances, prices }: Prices,
  { traces, strength, total, ground }: Question,
): number[] {
  const { rows, derivatives, weights, rate, l2 } = ground;
  const size = traces.length;
  const sums = leaves.map(({ from, to }) => {
    const [moves, priced] = [new Float64Array(size), { g: 0, h: l2 }];
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      const w = weights?.[row] ?? 1;
      for (let k = 0; k < size; k++) moves[k]! += (w * traces[k]![row]!) / total;
      priced.g += derivatives[2 * row]!;
      priced.h += derivatives[2 * row + 1]!;
    }
    // The derivatives hold the prices by which the cuts were found: the penalty itself takes their place.
    return { moves, h: priced.h, g: priced.g - moves.reduce((sum, move, k) => sum + move * total * prices[k]!, 0) };
  });
  const matrix = new Float64Array(size * size);
  const left = covariances.slice();
  for (const { moves, g, h } of sums)
    for (let a = 0; a < size; a++) {
      left[a]! -= (moves[a]! * g) / h;
      for (let b = 0; b <= a; b++) matrix[a * size + b]! += (strength * total * moves[a]! * moves[b]!) / h;
    }
  for (let a = 0; a < size; a++) matrix[a * size + a]! += 1;
  const after = solve(factorize(matrix, size), left);
  return sums.map(({ moves, g, h }) => {
    const penalty = moves.reduce((sum, move, k) => sum + strength * total * move * after[k]!, 0);
    return (-rate * (g + penalty)) / h;
  });
}
