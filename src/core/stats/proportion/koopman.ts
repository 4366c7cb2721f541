import { criticalValue } from '../special/normal.js';
import { findRoot } from '../special/root.js';
import { type EffectiveProportion, effectivePair, type Proportion } from './proportion.js';

/** An interval of a ratio: `upper` is Infinity where the data set no upper bound (no success in the denominator's group). */
export interface RatioInterval {
  readonly lower: number;
  readonly upper: number;
}

/** Options of `koopmanRatio`. */
export interface KoopmanOptions {
  /** Multiplies the variance by N / (N - 1) as Miettinen and Nurminen (1985) do. Koopman (1984) has no such factor. Default false. */
  readonly smallSample?: boolean;
}

/** Ratios are sought between e^-80 and e^80: no count that a double holds reaches further. */
const LOG_RATIO_REACH = 80;

/**
 * The most likely share of failures in a group when the other group's rate is `ratio` times its own: the root of Koopman's quadratic,
 * written in failures and without differences of equal terms, so that it keeps its digits where everybody succeeded.
 */
function constrainedFailureRate(own: EffectiveProportion, other: EffectiveProportion, ratio: number): number {
  const n = own.n + other.n;
  const centre = n * (ratio - 1) + ratio * own.failures + other.failures;
  const root = Math.sqrt(discriminant(own, other, ratio));
  if (centre >= 0 || ratio >= 1) return (centre + root) / (2 * ratio * n);
  return (2 * own.failures * (1 - ratio)) / (root - centre);
}

/**
 * Discriminant of the quadratic for the rate of `own`, as a sum of positive terms: its textbook form is a difference of squares that
 * cancels.
 */
function discriminant(own: EffectiveProportion, other: EffectiveProportion, ratio: number): number {
  const difference = ratio * (other.n + own.successes) - (own.n + other.successes);
  return difference * difference + 4 * ratio * own.failures * other.failures;
}

/** The most likely rate of `b` when the rate of `a` is `ratio` times as high: the smaller root of Koopman's quadratic. */
function constrainedRate(a: EffectiveProportion, b: EffectiveProportion, ratio: number): number {
  const sum = ratio * (a.n + b.successes) + a.successes + b.n;
  const rate = (2 * (a.successes + b.successes)) / (sum + Math.sqrt(discriminant(b, a, ratio)));
  return Math.min(rate, 1, 1 / ratio);
}

/** Signed root of Koopman's chi-square for "rate of a = ratio * rate of b". */
function scoreStatistic(a: EffectiveProportion, b: EffectiveProportion, ratio: number): number {
  const miss = a.rate - ratio * b.rate;
  if (miss === 0) return 0;
  const variance = varianceAtRatio(a, b, ratio);
  return variance > 0 ? miss / Math.sqrt(variance) : Math.sign(miss) * Number.POSITIVE_INFINITY;
}

/** Variance of "rate of a minus ratio times rate of b" where the ratio truly is `ratio`, at the most likely rates. */
export function varianceAtRatio(a: EffectiveProportion, b: EffectiveProportion, ratio: number): number {
  const rateB = constrainedRate(a, b, ratio);
  const failureA = constrainedFailureRate(a, b, 1 / ratio);
  const failureB = constrainedFailureRate(b, a, ratio);
  return (ratio * rateB * failureA) / a.n + (ratio * ratio * rateB * failureB) / b.n;
}

/**
 * Koopman's chi-square score interval of a ratio a / b, defined at zero and full counts: `lower` is 0 when a has no success, `upper` is
 * Infinity when b has none. Null when a group is empty. Koopman (1984), Biometrics 40, 513-517.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 * @example koopmanRatio({ successes: 36, n: 40 }, { successes: 16, n: 80 }, 0.95) // { lower: 2.94, upper: 7.15 }
 */
export function koopmanRatio(
  a: Proportion,
  b: Proportion,
  level: number,
  options: KoopmanOptions = {},
): RatioInterval | null {
  const pair = effectivePair(a, b);
  const plain = criticalValue(level);
  if (!pair) return null;
  const [first, second] = pair;
  const n = first.n + second.n;
  if (options.smallSample && n <= 1) return { lower: 0, upper: Number.POSITIVE_INFINITY };
  const z = options.smallSample ? plain * Math.sqrt(n / (n - 1)) : plain;
  const excess = (logRatio: number, bound: number) => scoreStatistic(first, second, Math.exp(logRatio)) - bound;
  const noneInA = first.successes === 0;
  const noneInB = second.successes === 0;
  const logEstimate = Math.log(first.rate) - Math.log(second.rate);
  const start = Number.isFinite(logEstimate) ? logEstimate : 0;
  const from = noneInB ? LOG_RATIO_REACH : start;
  const to = noneInA ? -LOG_RATIO_REACH : start;
  return {
    lower: noneInA ? 0 : Math.exp(findRoot((t) => excess(t, z), -LOG_RATIO_REACH, from)),
    upper: noneInB ? Number.POSITIVE_INFINITY : Math.exp(findRoot((t) => excess(t, -z), to, LOG_RATIO_REACH)),
  };
}
