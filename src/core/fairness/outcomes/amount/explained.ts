import type { Interval } from '../../../stats/base/index.js';
import { type SkewedMean, skewedMeanInterval } from '../../../stats/moments/index.js';
import { studentCritical } from '../../../stats/special/index.js';
import { centralMoments, skewnessOf, squaresOf } from './spread-moments.js';
import type { AmountGroup } from './types.js';

/** What R² of a group is made of: squared errors, squared distances of labels from their mean, and how the two go together. */
export interface Explained {
  readonly n: number;
  /** 1 - sum of squared errors / sum of squared distances (as `r2_score` of scikit-learn); at most 1, without a lower end. */
  readonly value: number;
  /** Of squared errors. */
  readonly errors: SkewedMean;
  /** Of squared distances from the mean of the labels, times n / (n - 1), so that their mean is the unbiased variance. */
  readonly labels: SkewedMean;
  /** Correlation of the two over people; exact where labels are kept one by one. */
  readonly correlation: number;
}

/** Null where fewer than two people have a label, or all have the same: there is then no spread to explain. */
export function explainedOf({ error, actual, pairedSquares, unexplained }: AmountGroup): Explained | null {
  if (error === null || actual === null || pairedSquares === null || unexplained === null) return null;
  const { n, mean } = actual;
  const spread = (actual.variance * (n - 1)) / n;
  const distances = squaresOf(actual.values.map((value) => value - mean));
  const ofErrors = centralMoments(error, squaresOf(error.values));
  const ofLabels = centralMoments(actual, distances);
  let together = 0;
  for (let i = 0; i < pairedSquares.length; i++) together += pairedSquares[i]! * distances[i]!;
  const covariance = together / n - error.meanSquare * spread;
  const scale = Math.sqrt(ofErrors.second * ofLabels.second);
  const unbiased = n / (n - 1);
  return {
    n,
    value: 1 - unexplained,
    errors: {
      mean: error.meanSquare,
      variance: ofErrors.second * unbiased,
      skewness: skewnessOf(ofErrors),
      n,
    },
    labels: {
      mean: actual.variance,
      variance: ofLabels.second * unbiased ** 3,
      skewness: skewnessOf(ofLabels),
      n,
    },
    correlation: scale > 0 ? Math.max(-1, Math.min(1, covariance / scale)) : 0,
  };
}

/**
 * Limits of R² from limits of the mean squared error and of the variance of the labels, put together on the log scale with their correlation (method of
 * variance estimates recovery for dependent estimates, Zou 2007, Psychological Methods 12, 399-413). Where a model says one value for everybody both
 * vary alike and the rest is the error of the mean of the labels, of order 1/n: it is added as twice its standard deviation. Null where a part has no limits.
 */
function putTogether(
  { n, value, errors, labels, correlation }: Explained,
  level: number,
  limits: (moments: SkewedMean) => Interval | null,
): Interval | null {
  const [e, l] = [limits(errors), limits(labels)];
  if (e === null || l === null || !(e.lower > 0 && l.lower > 0)) return null;
  const reach = (a: number, b: number): number =>
    Math.sqrt(Math.max(0, a * a + b * b - 2 * correlation * a * b) + ((2 * studentCritical(level, n - 1)) / n) ** 2);
  const up = (moments: SkewedMean, { upper }: Interval): number => Math.log(upper / moments.mean);
  const down = (moments: SkewedMean, { lower }: Interval): number => Math.log(moments.mean / lower);
  const log = Math.log(errors.mean / labels.mean);
  return {
    lower: Math.min(value, 1 - Math.exp(log + reach(up(errors, e), down(labels, l)))),
    upper: Math.max(value, 1 - Math.exp(log - reach(down(errors, e), up(labels, l)))),
  };
}

/** The interval that is shown: standard errors of the logarithms of both means (delta method), with Student's t. */
export function shownExplainedLimits(explained: Explained, level: number): Interval | null {
  return putTogether(explained, level, ({ mean, variance, n }) => {
    if (!(mean > 0)) return null;
    const reach = (studentCritical(level, n - 1) * Math.sqrt(variance / n)) / mean;
    return { lower: mean * Math.exp(-reach), upper: mean * Math.exp(reach) };
  });
}

/** The interval that judges: Hall's skewness-adjusted limits of both; null where one of them is too skewed for its size. */
export const explainedLimits = (explained: Explained, level: number): Interval | null =>
  putTogether(explained, level, (moments) => skewedMeanInterval(moments, level));
