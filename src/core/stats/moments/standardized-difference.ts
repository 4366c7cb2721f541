import type { Interval } from '../base/estimate.js';
import { criticalValue } from '../special/normal.js';
import { checkMoments, type Moments } from './moments.js';

/** The mean difference a - b in units of several standard deviations. Each is null where its unit is 0 or undefined. */
export interface StandardizedDifferences {
  readonly meanDifference: number;
  /** Cohen's d, in units of the pooled standard deviation. */
  readonly pooled: number | null;
  /** Difference in units of the root of the plain average of both variances. */
  readonly averageVariance: number | null;
  /** Glass' delta, in units of the reference's standard deviation. */
  readonly reference: number | null;
  /** Cohen's d with the small-sample factor 1 - 3 / (4 df - 1). */
  readonly hedgesG: number | null;
  /**
   * Difference in units of the standard deviation of everyone, including groups that are not compared; null unless `wholePopulation` was
   * given.
   */
  readonly wholePopulation: number | null;
  /** Normal interval of `pooled`. */
  readonly pooledInterval: Interval | null;
}

/** Options of `standardizedDifferences`. */
export interface StandardizedOptions {
  readonly level: number;
  /** Moments of everyone. */
  readonly wholePopulation?: Moments;
}

const over = (difference: number, variance: number | null): number | null =>
  variance !== null && variance > 0 ? difference / Math.sqrt(variance) : null;

/**
 * The family of standardized mean differences, group a minus reference b. Hedges (1981), Journal of Educational Statistics 6, 107-128;
 * interval with the large-sample variance (n1 + n2) / (n1 n2) + d^2 / (2 (n1 + n2)) of Hedges and Olkin (1985), section 5.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on endless numbers, negative variances or level outside 0..1
 */
export function standardizedDifferences(
  a: Moments,
  b: Moments,
  options: StandardizedOptions,
): StandardizedDifferences | null {
  checkMoments(a, 'the group');
  checkMoments(b, 'the reference');
  const z = criticalValue(options.level);
  if (a.n === 0 || b.n === 0) return null;
  const meanDifference = a.mean - b.mean;
  const df = a.n + b.n - 2;
  const spreadA = a.n > 1 ? a.variance : null;
  const spreadB = b.n > 1 ? b.variance : null;
  const pooledVariance = df > 0 ? ((a.n - 1) * a.variance + (b.n - 1) * b.variance) / df : null;
  const pooled = over(meanDifference, pooledVariance);
  const average = spreadA !== null && spreadB !== null ? (spreadA + spreadB) / 2 : null;
  const half = pooled === null ? 0 : z * Math.sqrt((a.n + b.n) / (a.n * b.n) + (pooled * pooled) / (2 * (a.n + b.n)));
  return {
    meanDifference,
    pooled,
    averageVariance: over(meanDifference, average),
    reference: over(meanDifference, spreadB),
    hedgesG: pooled === null ? null : pooled * (1 - 3 / (4 * df - 1)),
    wholePopulation: over(meanDifference, options.wholePopulation?.variance ?? null),
    pooledInterval: pooled === null ? null : { lower: pooled - half, upper: pooled + half },
  };
}
