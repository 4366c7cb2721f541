import type { Interval } from '../base/estimate.js';
import { criticalValue } from '../special/normal.js';
import { effectivePair, type Proportion } from './proportion.js';

function waldInterval(p: number, nP: number, q: number, nQ: number, z: number): Interval {
  const half = z * Math.sqrt((p * (1 - p)) / nP + (q * (1 - q)) / nQ);
  return { lower: p - q - half, upper: p - q + half };
}

/**
 * The textbook interval of a difference a - b, kept for comparison only: it covers far too little at small n and has no width at 0 and n.
 * Null when a group is empty.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 */
export function waldDifference(a: Proportion, b: Proportion, level: number): Interval | null {
  const z = criticalValue(level);
  const pair = effectivePair(a, b);
  return pair && waldInterval(pair[0].rate, pair[0].n, pair[1].rate, pair[1].n, z);
}

const added = (p: { readonly successes: number; readonly n: number }) => (p.successes + 1) / (p.n + 2);

/** A rate and its variance after one success and one failure were added, as in `agrestiCaffo`: the variance is above 0 also where all or none succeeded. */
export function agrestiCaffoMoments(p: Proportion): { readonly rate: number; readonly variance: number } {
  const rate = added(p);
  return { rate, variance: (rate * (1 - rate)) / (p.n + 2) };
}

/**
 * Agresti and Caffo's interval of a difference a - b: Wald's after one success and one failure were added to each group.
 * Null when a group is empty. The American Statistician 54 (2000), 280-288.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 */
export function agrestiCaffo(a: Proportion, b: Proportion, level: number): Interval | null {
  const z = criticalValue(level);
  const pair = effectivePair(a, b);
  if (!pair) return null;
  const [first, second] = pair;
  return waldInterval(added(first), first.n + 2, added(second), second.n + 2, z);
}
