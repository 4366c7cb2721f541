import { demand, demandCount, demandNonNegative } from '../base/check.js';
import { binomialSampler } from './binomial.js';
import type { Generator } from './rng.js';

/**
 * Distributes `n` people over cells in proportion to `weights` (not all zero), by one binomial draw per cell: conditional on the cells
 * before it, each count is binomial. The cost grows with the cells, not with the people.
 *
 * @param into receives the counts; a new array if left out
 * @throws TribuneError `INVALID_ARGUMENT` on negative weights or no weight at all
 */
export function sampleMultinomial(
  n: number,
  weights: ArrayLike<number>,
  generator: Generator,
  into: Float64Array = new Float64Array(weights.length),
): Float64Array {
  return multinomialSampler(weights)(n, generator, into);
}

/**
 * `sampleMultinomial` for many draws over the same cells: weights are checked and added up once. The counts are the same.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on negative weights, or people to draw and no weight at all
 * @example multinomialSampler([0.2, 0.8])(100, createGenerator(1), new Float64Array(2))
 */
export function multinomialSampler(
  weights: ArrayLike<number>,
): (n: number, generator: Generator, into: Float64Array) => Float64Array {
  const restFrom = suffixSums(weights);
  const cells = Array.from({ length: weights.length }, (_, i) =>
    binomialSampler(restFrom[i]! > 0 ? Math.min(1, weights[i]! / restFrom[i]!) : 0),
  );
  return (n, generator, into) => {
    demandCount(n, 'n');
    demand(n === 0 || restFrom[0]! > 0, 'all cells have weight 0', 'Give at least one cell a positive weight.');
    let left = n;
    for (let i = 0; i < cells.length; i++) {
      const drawn = left > 0 ? cells[i]!(left, generator) : 0;
      into[i] = drawn;
      left -= drawn;
    }
    return into;
  };
}

/** Sums from each cell to the last, added from the end so that the last positive cell has share exactly 1. */
function suffixSums(weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(weights.length + 1);
  for (let i = weights.length - 1; i >= 0; i--) {
    const weight = weights[i]!;
    if (!(weight >= 0 && Number.isFinite(weight))) demandNonNegative(weight, `weight of cell ${i}`);
    sums[i] = sums[i + 1]! + weight;
  }
  return sums;
}
