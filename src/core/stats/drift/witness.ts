import type { DriftDistance } from './plan.js';

/** A function of the bins, 0..1, whose mean under another law exceeds that under the reference by at most their distance. */
export interface Witness {
  readonly values: Float64Array;
  /** Its mean under the reference. */
  readonly mean: number;
}

/**
 * The witness that tells the law `p` from the reference `q` best: its mean under `p` exceeds that under `q` by exactly their distance. Null where they do not differ.
 *
 * - Total variation: 1 on the bins that `p` has more of.
 * - Kolmogorov and Smirnov: 1 on one side of the edge where the distribution functions are furthest apart.
 * - Wasserstein: Kantorovich's potential, which rises or falls by the distance of two neighbouring bins, on the side on which `p` has moved.
 *
 * @param positions of the bins, for Wasserstein's distance
 */
export function witnessOf(
  distance: DriftDistance,
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  positions: readonly number[] | null,
): Witness | null {
  const values = new Float64Array(q.length);
  if (distance === 'total-variation') for (let b = 0; b < q.length; b++) values[b] = p[b]! > q[b]! ? 1 : 0;
  else if (distance === 'kolmogorov-smirnov') fillHalf(values, p, q);
  else fillPotential(values, p, q, positions!);
  let mean = 0;
  let isConstant = true;
  for (let b = 0; b < q.length; b++) {
    mean += values[b]! * q[b]!;
    isConstant &&= values[b] === values[0];
  }
  return isConstant ? null : { values, mean };
}

function fillHalf(values: Float64Array, p: ArrayLike<number>, q: ArrayLike<number>): void {
  let difference = 0;
  let most = 0;
  let edge = -1;
  for (let b = 0; b < q.length - 1; b++) {
    difference += p[b]! - q[b]!;
    if (Math.abs(difference) <= Math.abs(most)) continue;
    most = difference;
    edge = b;
  }
  if (edge < 0) return;
  for (let b = 0; b < q.length; b++) values[b] = b <= edge === most > 0 ? 1 : 0;
}

function fillPotential(
  values: Float64Array,
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  positions: readonly number[],
): void {
  let difference = 0;
  let least = 0;
  for (let b = 0; b < q.length - 1; b++) {
    difference += p[b]! - q[b]!;
    values[b + 1] = values[b]! - Math.sign(difference) * (positions[b + 1]! - positions[b]!);
    least = Math.min(least, values[b + 1]!);
  }
  for (let b = 0; b < q.length; b++) values[b]! -= least;
}
