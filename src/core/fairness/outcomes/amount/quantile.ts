import { betaLowerTail, normalQuantile } from '../../../stats/special/index.js';
import type { Spread } from './types.js';

/** A quantile with its limits; a limit is null where the sample is too small to hold it. */
export interface QuantileLimits {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Index of the first place with more than `rank` people up to it; ranks count from 0. */
function placeOfRank({ counts }: Spread, rank: number): number {
  let below = 0;
  for (let i = 0; i < counts.length; i++) {
    below += counts[i]!;
    if (rank < below) return i;
  }
  return counts.length - 1;
}

/**
 * The quantile of a sample, linear between neighbouring ranks (Hyndman and Fan 1996, definition 7; the default of numpy and R).
 *
 * @param q a share of people, 0..1
 */
export function quantileOf(spread: Spread, q: number): number {
  const rank = (spread.n - 1) * q;
  const low = Math.floor(rank);
  const first = spread.values[placeOfRank(spread, low)]!;
  const second = spread.values[placeOfRank(spread, Math.min(low + 1, spread.n - 1))]!;
  return first + (rank - low) * (second - first);
}

/**
 * Limits of a quantile by order statistics (Conover 1999, Practical nonparametric statistics, section 3.2; as `scipy.stats.quantile_test`):
 * how many people lie below it is binomial whatever the distribution, so the limits hold for skewed amounts and few people alike, and
 * err on the safe side where many people have the same amount. Where values are kept in steps the outer ends of the steps are taken.
 */
export function quantileLimits(spread: Spread, q: number, level: number): QuantileLimits {
  const { n } = spread;
  const tail = (1 - level) / 2;
  const z = normalQuantile(tail);
  // The smallest k with P(X <= k) of at least the tail, and the smallest with P(X > k) of at most it.
  const low = smallest(n, nearQuantile(z, n, q), (k) => binomialCdf(k, n, q) >= tail) - 1;
  const high = smallest(n, nearQuantile(-z, n, q), (k) => binomialSurvival(k, n, q) <= tail);
  return {
    lower: low < 0 ? null : spread.lower[placeOfRank(spread, low)]!,
    upper: high >= n ? null : spread.upper[placeOfRank(spread, high)]!,
  };
}

/** P(X <= k) of a binomial count. */
function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : betaLowerTail(1 - p, p, n - k, k + 1);
}

/** P(X > k) of a binomial count. */
function binomialSurvival(k: number, n: number, p: number): number {
  if (k < 0) return 1;
  return k >= n ? 0 : betaLowerTail(p, 1 - p, k + 1, n - k);
}

/** A binomial count close to the quantile at `z`: the first two terms of Cornish and Fisher (1938). It says where to look, not what is found. */
function nearQuantile(z: number, n: number, p: number): number {
  const near = n * p + z * Math.sqrt(n * p * (1 - p)) + ((z * z - 1) * (1 - 2 * p)) / 6 - 0.5;
  return Math.min(Math.max(Math.ceil(near), 0), n);
}

/**
 * The smallest number of 0..n for which a condition holds that holds for all larger ones too. It is looked for in steps that double away from
 * `near`: a probability of a million people costs a thousand terms, and to halve all counts asked twenty of them where two mostly do.
 */
function smallest(n: number, near: number, holds: (k: number) => boolean): number {
  let [low, high] = [0, n];
  for (let step = 1, at = near; low < high && at >= low && at < high; step *= 2) {
    if (holds(at)) {
      high = at;
      at = high - step;
    } else {
      low = at + 1;
      at = low - 1 + step;
    }
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
