import { type ScoreCounts, totalCount } from '../auc/score-counts.js';
import { demandFinite, demandNonNegative } from '../base/check.js';

/** Mean, variance (denominator n - 1; 0 when n < 2) and size of a group's scores. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
  readonly n: number;
}

/** Checks the numbers of a group. @throws TribuneError `INVALID_ARGUMENT` on endless numbers or negative variance */
export function checkMoments(m: Moments, name: string): void {
  demandFinite(m.mean, `mean of ${name}`);
  demandNonNegative(m.variance, `variance of ${name}`);
  demandNonNegative(m.n, `n of ${name}`);
}

/**
 * Mean and variance of a distribution of scores, in two passes. Null when it is empty.
 * @throws TribuneError `INVALID_ARGUMENT` when the distribution is not ascending
 */
export function momentsOf(distribution: ScoreCounts): Moments | null {
  const n = totalCount(distribution);
  if (n === 0) return null;
  const { scores, counts } = distribution;
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i]! * counts[i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < scores.length; i++) squares += counts[i]! * (scores[i]! - mean) ** 2;
  return { mean, variance: n > 1 ? squares / (n - 1) : 0, n };
}
