import { isTooSkewedForSize } from '../../stats/moments/index.js';
import { studentCritical } from '../../stats/special/index.js';
import type { Span } from './mover.js';

/** What a standardized difference of means needs of one group. */
export interface SpreadSample {
  /** People, with sampling weights their effective size. */
  readonly n: number;
  readonly mean: number;
  /** Central moments, divided by n. */
  readonly second: number;
  readonly third: number;
  readonly fourth: number;
}

/** Moments of values and how many people have each; null where there is nobody. */
export function spreadSample(values: Float64Array, counts: Float64Array, n: number): SpreadSample | null {
  const sum = (term: (value: number) => number) => values.reduce((all, value, i) => all + counts[i]! * term(value), 0);
  const total = sum(() => 1);
  if (!(total > 0) || !(n > 0)) return null;
  const mean = sum((value) => value) / total;
  const central = (power: number) => sum((value) => (value - mean) ** power) / total;
  return { n, mean, second: central(2), third: central(3), fourth: central(4) };
}

/** Scores that differ by less than this differ by binary rounding. */
const NO_SPREAD = 1e-12;

/** The pooled variance, with denominators n - 1; null where the scores do not vary. */
function pooledVariance(a: SpreadSample, b: SpreadSample): number | null {
  const people = a.n + b.n - 2;
  if (!(people > 0)) return null;
  const pooled = (a.n * a.second + b.n * b.second) / people;
  return pooled > NO_SPREAD ** 2 ? pooled : null;
}

/**
 * Mean of a minus mean of b in units of the pooled standard deviation (Cohen's d; Cohen 1988, Statistical power analysis, section 2.2).
 * Null where the scores do not vary.
 */
export function standardizedDifference(a: SpreadSample, b: SpreadSample): number | null {
  const pooled = pooledVariance(a, b);
  return pooled === null ? null : (a.mean - b.mean) / Math.sqrt(pooled);
}

/**
 * Interval of the standardized difference whatever the distributions: the variance is that of its linear terms, in which a person's distance from
 * the mean counts, and its square through the pooled standard deviation (the delta method), with Student's t at the smaller group's
 * degrees of freedom. Null where either group is too skewed for its size by Cochran's rule, or the scores do not vary.
 */
export function standardizedInterval(a: SpreadSample, b: SpreadSample, level: number): Span | null {
  const pooled = pooledVariance(a, b);
  const least = Math.min(a.n, b.n);
  if (pooled === null || least < 2 || [a, b].some(isTooSkewed)) return null;
  const d = (a.mean - b.mean) / Math.sqrt(pooled);
  const share = a.n / (a.n + b.n);
  const variance =
    termVariance(a, pooled, d * share) / (a.n - 1) + termVariance(b, pooled, -d * (1 - share)) / (b.n - 1);
  const half = studentCritical(level, least - 1) * Math.sqrt(variance);
  return { lower: d - half, upper: d + half };
}

/** Variance of (x - mean) / s - weight / 2 ((x - mean)^2 - variance) / s^2 over the people of a group. */
function termVariance({ second, third, fourth }: SpreadSample, pooled: number, weight: number): number {
  const ofSquares = Math.max(0, fourth - second * second);
  const variance =
    second / pooled - (weight * third) / pooled ** 1.5 + (weight * weight * ofSquares) / (4 * pooled * pooled);
  return Math.max(0, variance);
}

const isTooSkewed = ({ n, second, third }: SpreadSample): boolean =>
  second > 0 && isTooSkewedForSize(third / second ** 1.5, n);
