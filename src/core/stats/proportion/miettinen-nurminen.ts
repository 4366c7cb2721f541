import type { Interval } from '../estimate.js';
import { criticalValue } from '../special/normal.js';
import { findRoot } from '../special/root.js';
import { type EffectiveProportion, effectivePair, type Proportion } from './proportion.js';

/**
 * The rate of `b` that is most likely when the rate of `a` is higher by exactly `difference`: the root of a cubic in closed form
 * (Miettinen and Nurminen 1985, appendix 1), held inside the rates that are possible.
 */
function constrainedRate(a: EffectiveProportion, b: EffectiveProportion, difference: number): number {
  const n = a.n + b.n;
  const successes = a.successes + b.successes;
  const c2 = ((a.n + 2 * b.n) * difference - n - successes) / n;
  const c1 = ((b.n * difference - n - 2 * b.successes) * difference + successes) / n;
  const c0 = (b.successes * difference * (1 - difference)) / n;
  const third = c2 / 3;
  const q = third * third * third - (c1 * third) / 2 + c0 / 2;
  const radius = Math.sign(q || 1) * Math.sqrt(Math.max(0, third * third - c1 / 3));
  const cosine = radius === 0 ? 0 : q / (radius * radius * radius);
  const angle = (Math.PI + Math.acos(Math.max(-1, Math.min(1, cosine)))) / 3;
  const rate = 2 * radius * Math.cos(angle) - third;
  return Math.max(0, -difference, Math.min(1, 1 - difference, rate));
}

/** Signed score statistic of "rate of a minus rate of b is `difference`", with the factor N / (N - 1). 0 / 0 counts as no contradiction. */
function scoreStatistic(a: EffectiveProportion, b: EffectiveProportion, difference: number): number {
  const rateB = constrainedRate(a, b, difference);
  const rateA = Math.max(0, Math.min(1, rateB + difference));
  const n = a.n + b.n;
  const variance = ((rateA * (1 - rateA)) / a.n + (rateB * (1 - rateB)) / b.n) * (n / (n - 1));
  const miss = a.rate - b.rate - difference;
  if (miss === 0) return 0;
  return variance > 0 ? miss / Math.sqrt(variance) : Math.sign(miss) * Number.POSITIVE_INFINITY;
}

/**
 * Miettinen and Nurminen's score interval of a difference a - b, all differences that the score test does not reject. Defined at 0 and
 * full counts. Null when a group is empty. Statistics in Medicine 4 (1985), 213-226.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 * @example miettinenNurminenDifference({ successes: 56, n: 70 }, { successes: 48, n: 80 }, 0.95) // { lower: 0.0528, upper: 0.3382 }
 */
export function miettinenNurminenDifference(a: Proportion, b: Proportion, level: number): Interval | null {
  const z = criticalValue(level);
  const pair = effectivePair(a, b);
  if (!pair) return null;
  const [first, second] = pair;
  const difference = first.rate - second.rate;
  // The factor N / (N - 1) has no value at N = 1 or less (tiny effective sizes): nothing is known there.
  if (first.n + second.n <= 1) return { lower: -1, upper: 1 };
  const lower = difference <= -1 ? -1 : findRoot((d) => scoreStatistic(first, second, d) - z, -1, difference);
  const upper = difference >= 1 ? 1 : findRoot((d) => scoreStatistic(first, second, d) + z, difference, 1);
  return { lower, upper };
}
