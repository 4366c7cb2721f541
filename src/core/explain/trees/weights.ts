/**
 * a! b! / (a + b + 1)! for a + b < size, as `[a * size + b]`; the Beta integral over t^a (1 - t)^b. They are computed by recurrence,
 * because integer binomials overflow on deep trees.
 */
export function betaWeights(size: number): Float64Array {
  const weights = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    weights[a * size] = 1 / (a + 1);
    for (let b = 1; a + b < size; b++) weights[a * size + b] = (weights[a * size + b - 1]! * b) / (a + b + 1);
  }
  return weights;
}

/** Number of set bits of a pattern below 2^32. */
export function popcount(pattern: number): number {
  let count = 0;
  for (let rest = pattern; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Position of the cell (i, j), i <= j, in the upper triangle of a d x d matrix. */
export const pairCell = (i: number, j: number, d: number): number => i * d - (i * (i - 1)) / 2 + (j - i);

/** Number of set bits (Hacker's Delight, figure 5-2). */
export function countBits(set: number): number {
  let bits = set - ((set >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
