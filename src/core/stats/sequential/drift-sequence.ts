import { demand, demandLevel } from '../base/check.js';
import { kolmogorovSmirnovOf, totalVariation, wassersteinOf } from '../drift/distances.js';
import { demandHistogram, demandSameBins, sharesOf } from '../drift/histogram.js';
import type { DriftPlan } from '../drift/plan.js';

/** People at which the sequence is narrowest, as those of rates. */
const TUNED_FOR = 1000;

/** A distance from a reference, with an interval. */
export interface DriftSequence {
  readonly distance: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Distance of a histogram from the reference of a plan, with a confidence sequence: with chance `level` the distance of the average law of those who were counted lies in it at every time it is looked at, for ever. Each
 * witness of 0 and 1 has a spread of at most 1/2, so Robbins' normal mixture bounds its mean without a limit theorem (as `sequenceCriticalValue`, with the spread known), and there are 2^(bins - 1) pairs of them for total variation, bins - 1 for Kolmogorov and Smirnov's
 * distance, of which the area is at most the length of the scale times. The reference is taken as it is: its own error is not in the interval.
 *
 * Null for nobody.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on other bins than the reference, or a level outside 0..1
 * @example
 * const plan = planDrift({ distance: 'total-variation', reference: [5000, 5000], tolerance: 0.05 });
 * driftSequence(plan, [700, 300], 0.95) // { distance: 0.2, lower: 0.152, upper: 0.248 }
 */
export function driftSequence(plan: DriftPlan, counts: ArrayLike<number>, level: number): DriftSequence | null {
  demandLevel(level);
  const { distance, shares, positions } = plan;
  const n = demandHistogram(counts, 'counts');
  demandSameBins(shares, counts);
  demand(distance !== 'wasserstein' || positions !== null, 'the plan has no positions', 'Make it by planDrift.');
  if (n === 0) return null;
  const [p, q] = [sharesOf(counts, n), Float64Array.from(shares)];
  const length = distance === 'wasserstein' ? positions!.at(-1)! - positions![0]! : 1;
  const found =
    distance === 'wasserstein'
      ? wassersteinOf(p, q, positions!)
      : (distance === 'total-variation' ? totalVariation : kolmogorovSmirnovOf)(p, q);
  const pairs = distance === 'total-variation' ? (shares.length - 1) * Math.LN2 : Math.log(shares.length - 1);
  const half = length * errorAlways(n, Math.log(1 - level) - pairs);
  return { distance: found, lower: Math.max(0, found - half), upper: Math.min(length, found + half) };
}

/** Half of the width of the normal mixture for means of a spread of at most 1/2. @param logRisk of one pair of witnesses */
function errorAlways(n: number, logRisk: number): number {
  const log = -2 * logRisk;
  const spread = (n * (log + Math.log(log) + 1)) / TUNED_FOR;
  return Math.sqrt((2 * (1 + 1 / spread) * (Math.log(spread + 1) / 2 - logRisk)) / n) / 2;
}
