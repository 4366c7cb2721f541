import { demandLevel, demandPositive } from '../base/check.js';
import type { Interval } from '../base/estimate.js';
import { demandWholeCounts, effective, effectivePair, type Proportion } from '../proportion/proportion.js';
import { logGamma } from '../special/log-gamma.js';
import { findRoot } from '../special/root.js';

/** How confidence sequences of differences and ratios are tuned. */
export interface SequenceOptions {
  /** Chance that the true value never leaves the sequence, such as 0.95. */
  readonly level: number;
  /** People at which the interval is to be narrowest, such as a usual week; 0.95 is kept at any other number too. Default 1000. */
  readonly tunedFor?: number;
}

const DEFAULT_TUNED_FOR = 1000;

const COUNT_PEOPLE =
  'Pass how many people there are, without weights; differences and ratios of weighted rates have sequences (differenceSequence, ratioSequence).';

/**
 * Confidence sequence of one rate: with chance `level` the true rate lies in the interval at every time it is looked at, for ever. Robbins' (1970, Annals of Mathematical Statistics 41,
 * 1397-1409) mixture of all rates with equal weight: a rate p is kept while B(k + 1, n - k + 1) < p^k (1 - p)^(n - k) / (1 - level). Exact
 * for observations with the same rate given the past; wider than an interval for one look, by a factor of 1.5 to 2.
 *
 * Null for nobody.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts, sums of weights or a level outside 0..1
 * @example rateSequence({ successes: 30, n: 100 }, 0.95) // { lower: 0.169, upper: 0.457 }
 */
export function rateSequence(proportion: Proportion, level: number): Interval | null {
  demandLevel(level);
  demandWholeCounts(proportion, 'a confidence sequence of a rate', COUNT_PEOPLE);
  const parts = effective(proportion);
  if (parts === null) return null;
  const { successes: k, failures, n, rate } = parts;
  const mixture = logGamma(k + 1) + logGamma(failures + 1) - logGamma(n + 2) + Math.log(1 - level);
  /** Above 0 while the rate is kept. */
  const kept = (p: number): number =>
    (k === 0 ? 0 : k * Math.log(p)) + (failures === 0 ? 0 : failures * Math.log1p(-p)) - mixture;
  return {
    lower: k === 0 ? 0 : findRoot(kept, 0, rate),
    upper: failures === 0 ? 1 : findRoot(kept, rate, 1),
  };
}

/**
 * Half the width of an asymptotic confidence sequence in units of the standard error, after `n` people: Robbins' normal mixture as of
 * Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024), Annals of Statistics 52, 2613-2640, theorem 2.2. It takes the place of 1.96.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a level outside 0..1, or n or tunedFor not above 0
 * @example sequenceCriticalValue(1000, { level: 0.95 }) // 3.035
 */
export function sequenceCriticalValue(n: number, options: SequenceOptions): number {
  const { level, tunedFor = DEFAULT_TUNED_FOR } = options;
  demandLevel(level);
  demandPositive(n, 'n');
  demandPositive(tunedFor, 'tunedFor');
  const log = -2 * Math.log(1 - level);
  const spread = (n * (log + Math.log(log) + 1)) / tunedFor;
  return Math.sqrt(2 * (1 + 1 / spread) * Math.log(Math.sqrt(spread + 1) / (1 - level)));
}

/**
 * Confidence sequence of a difference of rates a - b, for display beside a detector: it may be looked at after every block. Asymptotic: its level is
 * approached as people come, and with few people, or rates near 0 or 1, it is kept less well. One observation of each kind is added to each group,
 * so that a rate of 0 or 1 is not taken as certain; the estimate is not.
 *
 * Null where a group is empty.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts, or a level or tunedFor out of range
 * @example differenceSequence({ successes: 400, n: 1000 }, { successes: 300, n: 1000 }, { level: 0.95 }) // { lower: 0.035, upper: 0.165 }
 */
export function differenceSequence(a: Proportion, b: Proportion, options: SequenceOptions): Interval | null {
  const pair = effectivePair(a, b);
  if (pair === null) return null;
  const [first, second] = pair;
  const error = Math.sqrt(variance(first.successes, first.n) + variance(second.successes, second.n));
  const half = sequenceCriticalValue(first.n + second.n, options) * error;
  const difference = first.rate - second.rate;
  return { lower: Math.max(-1, difference - half), upper: Math.min(1, difference + half) };
}

/** Variance of a rate with one observation of each kind added. */
function variance(successes: number, n: number): number {
  const rate = (successes + 1) / (n + 2);
  return (rate * (1 - rate)) / n;
}

/**
 * Confidence sequence of a ratio of rates a / b: that of the difference of their logarithms. Null where a group is empty or a rate is 0, for
 * then there is no logarithm.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts, or a level or tunedFor out of range
 * @example ratioSequence({ successes: 240, n: 1000 }, { successes: 300, n: 1000 }, { level: 0.95 }) // { lower: 0.637, upper: 1.005 }
 */
export function ratioSequence(a: Proportion, b: Proportion, options: SequenceOptions): Interval | null {
  const pair = effectivePair(a, b);
  if (pair === null) return null;
  const [first, second] = pair;
  if (first.successes === 0 || second.successes === 0) return null;
  const error = Math.sqrt(
    variance(first.successes, first.n) / first.rate ** 2 + variance(second.successes, second.n) / second.rate ** 2,
  );
  const half = sequenceCriticalValue(first.n + second.n, options) * error;
  const log = Math.log(first.rate / second.rate);
  return { lower: Math.exp(log - half), upper: Math.exp(log + half) };
}
