import { betaWeights, pairCell, popcount } from './weights.js';

/**
 * Shapley values of one leaf of value 1 in the interventional game, averaged over a background, for every pattern of players
 * that the explained row satisfies.
 *
 * A background row with pattern r keeps the leaf alive only when row and background together satisfy every player. Then the
 * a players that only the row satisfies gain (a-1)! b! / (a+b)! each, the b players that only the background satisfies lose
 * a! (b-1)! / (a+b)! each. Given the row's pattern p, b is fixed and the only-row players are the complement c of r, so all sums
 * are subset sums of background counts by |c|: d^2 2^d steps whatever the background. Counts are integers: the differences
 * of subset sums below are exact.
 *
 * @param counts background rows per pattern, length 2^d
 * @returns `[pattern * d + player]`
 */
export function interventionalValues(counts: Float64Array, d: number, backgroundRows: number): Float64Array {
  const size = 1 << d;
  const sums = subsetSums(counts, d);
  const beta = betaWeights(d + 1);
  const table = new Float64Array(size * d);
  for (let pattern = 0; pattern < size; pattern++) {
    const known = popcount(pattern);
    const b = d - known;
    for (let a = 0; a <= known; a++) {
      if (sums[a * size + pattern] === 0) continue;
      const gain = a > 0 ? beta[(a - 1) * (d + 1) + b]! / backgroundRows : 0;
      const loss = b > 0 ? beta[a * (d + 1) + b - 1]! / backgroundRows : 0;
      addSize(table.subarray(pattern * d, (pattern + 1) * d), sums.subarray(a * size, (a + 1) * size), pattern, {
        gain,
        loss,
      });
    }
  }
  return table;
}

/** Adds the contribution of the background rows with a players on the row's side, from their subset sums. */
function addSize(row: Float64Array, sums: Float64Array, pattern: number, share: { gain: number; loss: number }): void {
  const total = sums[pattern]!;
  for (let j = 0; j < row.length; j++) {
    const bit = 1 << j;
    if ((pattern & bit) === 0) row[j]! -= share.loss * total;
    else row[j]! += share.gain * (total - sums[pattern ^ bit]!);
  }
}

/**
 * As `interventionalValues` for interaction values, laid out as in `pathDependentInteractions`: a pair on the same side gains, a pair on
 * opposite sides loses.
 */
export function interventionalInteractions(counts: Float64Array, d: number, backgroundRows: number): Float64Array {
  const size = 1 << d;
  const cells = (d * (d + 1)) / 2;
  const values = interventionalValues(counts, d, backgroundRows);
  const sums = subsetSums(counts, d);
  const table = new Float64Array(size * cells);
  for (let pattern = 0; pattern < size; pattern++) {
    const start = pattern * cells;
    for (let i = 0; i < d; i++) table[start + pairCell(i, i, d)]! += values[pattern * d + i]!;
    for (let i = 0; i < d; i++) {
      for (let j = i + 1; j < d; j++) {
        const half = (0.5 * pairSum(sums, { pattern, i, j, d })) / backgroundRows;
        table[start + pairCell(i, j, d)] = half;
        table[start + pairCell(i, i, d)]! -= half;
        table[start + pairCell(j, j, d)]! -= half;
      }
    }
  }
  return table;
}

/** Sum over the background of the pair's interaction index, (..)! (..)! / (a+b-1)! by which sides i and j are on. */
function pairSum(sums: Float64Array, at: { pattern: number; i: number; j: number; d: number }): number {
  const { pattern, d } = at;
  const size = 1 << d;
  const known = popcount(pattern);
  const b = d - known;
  const iKnown = (pattern >>> at.i) & 1;
  const jKnown = (pattern >>> at.j) & 1;
  const beta = betaWeightsOf(d);
  const inside = iKnown + jKnown;
  let sum = 0;
  for (let a = inside; a <= known; a++) {
    const row = a * size;
    let total = sums[row + pattern]!;
    if (iKnown === 1) total -= sums[row + (pattern ^ (1 << at.i))]!;
    if (jKnown === 1) total -= sums[row + (pattern ^ (1 << at.j))]!;
    if (inside === 2) total += sums[row + (pattern ^ (1 << at.i) ^ (1 << at.j))]!;
    sum += total * beta[(a - inside) * (d + 1) + b - (2 - inside)]!;
  }
  return inside === 1 ? -sum : sum;
}

const betaCache = new Map<number, Float64Array>();
function betaWeightsOf(d: number): Float64Array {
  let weights = betaCache.get(d);
  if (weights === undefined) {
    weights = betaWeights(d + 1);
    betaCache.set(d, weights);
  }
  return weights;
}

/** Subset sums, `[a * 2^d + p]`: number of background rows whose unsatisfied players c number a and all lie in p. */
function subsetSums(counts: Float64Array, d: number): Float64Array {
  const size = 1 << d;
  const sums = new Float64Array((d + 1) * size);
  for (let pattern = 0; pattern < size; pattern++) {
    const missing = (size - 1) ^ pattern;
    sums[popcount(missing) * size + missing] = counts[pattern]!;
  }
  for (let a = 0; a <= d; a++) {
    const row = a * size;
    for (let bit = 1; bit < size; bit <<= 1) {
      for (let set = 0; set < size; set++) {
        if ((set & bit) !== 0) sums[row + set]! += sums[row + (set ^ bit)]!;
      }
    }
  }
  return sums;
}
