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
  const added = (p: { successes: number; n: number }) => (p.successes + 1) / (p.n + 2);
  return waldInterval(added(first), first.n + 2, added(second), second.n + 2, z);
}
