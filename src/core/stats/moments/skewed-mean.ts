import { demandFinite, demandLevel, demandNonNegative } from '../base/check.js';
import type { Interval } from '../base/estimate.js';
import { studentCritical } from '../special/student.js';

/** What a skewness-adjusted interval needs of a sample. */
export interface SkewedMean {
  readonly mean: number;
  /** Sample variance, with denominator n - 1. */
  readonly variance: number;
  /** Third central moment over the 3/2 power of the second, both divided by n. */
  readonly skewness: number;
  readonly n: number;
}

/** A mean of skewed values needs n > 25 skewness^2 people (Cochran 1977, Sampling techniques, section 2.15). */
const COCHRAN_FACTOR = 25;

/** Whether a sample is too skewed for its size for a t interval or t test of its mean, by Cochran's rule. */
export const isTooSkewedForSize = (skewness: number, n: number): boolean => n < COCHRAN_FACTOR * skewness * skewness;

/**
 * Interval of a mean with Hall's transformation, which takes the skewness of the sample out of Student's t. Hall (1992), On the removal of
 * skewness by transformation, Journal of the Royal Statistical Society B 54, 221-228.
 * Null for fewer than two people, without spread, and where the sample is too skewed for its size: no correction helps there.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on moments that are not finite or a level outside 0..1
 */
export function skewedMeanInterval({ mean, variance, skewness, n }: SkewedMean, level: number): Interval | null {
  demandLevel(level);
  demandFinite(mean, 'mean');
  demandNonNegative(variance, 'variance');
  demandFinite(skewness, 'skewness');
  if (n < 2 || variance === 0 || isTooSkewedForSize(skewness, n)) return null;
  const t = studentCritical(level, n - 1) / Math.sqrt(n);
  const spread = Math.sqrt(variance);
  return {
    lower: mean - spread * hallInverse(t, skewness, n),
    upper: mean - spread * hallInverse(-t, skewness, n),
  };
}

/** The standardised mean that Hall's cubic turns into y. */
function hallInverse(y: number, skewness: number, n: number): number {
  if (skewness === 0) return y;
  return (3 / skewness) * (Math.cbrt(1 + skewness * (y - skewness / (6 * n))) - 1);
}
