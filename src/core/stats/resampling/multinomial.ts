import { demand, demandCount, demandNonNegative } from '../check.js';
import { sampleBinomial } from './binomial.js';
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
  demandCount(n, 'n');
  const restFrom = suffixSums(weights);
  demand(n === 0 || restFrom[0]! > 0, 'all cells have weight 0', 'Give at least one cell a positive weight.');
  let left = n;
  for (let i = 0; i < weights.length; i++) {
    const share = restFrom[i]! > 0 ? Math.min(1, weights[i]! / restFrom[i]!) : 0;
    const drawn = left > 0 ? sampleBinomial(left, share, generator) : 0;
    into[i] = drawn;
    left -= drawn;
  }
  return into;
}

/** Sums from each cell to the last, added from the end so that the last positive cell has share exactly 1. */
function suffixSums(weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(weights.length + 1);
  for (let i = weights.length - 1; i >= 0; i--) {
    demandNonNegative(weights[i]!, `weight of cell ${i}`);
    sums[i] = sums[i + 1]! + weights[i]!;
  }
  return sums;
}
