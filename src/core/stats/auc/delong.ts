import { demandNonNegative, demandProbability } from '../base/check.js';
import type { Interval } from '../base/estimate.js';
import { criticalValue, normalTwoSided } from '../special/normal.js';
import { placementVariances } from './placements.js';
import type { ScoreCounts } from './score-counts.js';

/** Area under the ROC curve and the variance of its estimate. Null where undefined. */
export interface AucEstimate {
  /** P(score of a positive > score of a negative) + P(equal) / 2; null when a class is empty. */
  readonly auc: number | null;
  /** DeLong's variance; null when a class has fewer than two people. */
  readonly variance: number | null;
}

/**
 * AUC and DeLong's variance from the two distributions of scores, in one pass over the distinct scores: no rows. Ties count half.
 * DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44, 837-845.
 *
 * @param positives distribution of scores among label 1; counts are people (whole numbers), not sampling weights
 * @throws TribuneError `INVALID_ARGUMENT` when a distribution is not ascending
 */
export function aucFromDistribution(positives: ScoreCounts, negatives: ScoreCounts): AucEstimate {
  const found = placementVariances(positives, negatives);
  if (found === null) return { auc: null, variance: null };
  const { superiority: auc, first, second } = found;
  return { auc, variance: first === null || second === null ? null : first + second };
}

/**
 * DeLong's normal interval of an AUC, clipped to 0..1. Null when the variance is null, and when it is 0 (all scores equal, or classes
 * apart completely): the estimate of the variance fails there, and an interval without width would be false certainty.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on an AUC outside 0..1, a negative variance or a level outside 0..1
 */
export function delongInterval(auc: number, variance: number | null, level: number): Interval | null {
  demandProbability(auc, 'auc');
  const z = criticalValue(level);
  if (variance === null) return null;
  demandNonNegative(variance, 'variance');
  if (variance === 0) return null;
  const half = z * Math.sqrt(variance);
  return { lower: Math.max(0, auc - half), upper: Math.min(1, auc + half) };
}

/**
 * DeLong's interval on the logit scale, which stays inside 0..1 and leans away from the near end as the distribution of an AUC does; with an AUC
 * near 1 the plain interval is far too short on the far side. Pepe (2003), The statistical evaluation of medical tests, section 5.2.4.
 * Null where the variance is null or 0.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on an AUC outside 0..1, a negative variance or a level outside 0..1
 */
export function logitDelongInterval(auc: number, variance: number | null, level: number): Interval | null {
  demandProbability(auc, 'auc');
  const z = criticalValue(level);
  if (variance === null) return null;
  demandNonNegative(variance, 'variance');
  if (variance === 0 || auc === 0 || auc === 1) return null;
  const centre = Math.log(auc / (1 - auc));
  const half = (z * Math.sqrt(variance)) / (auc * (1 - auc));
  const back = (logit: number) => 1 / (1 + Math.exp(-logit));
  return { lower: back(centre - half), upper: back(centre + half) };
}

/** The difference of two AUCs. Interval and test are null where a variance is null or 0. */
export interface AucDifference {
  readonly difference: number | null;
  readonly interval: Interval | null;
  readonly z: number | null;
  readonly pValue: number | null;
}

/**
 * DeLong's interval and z test of the difference a - b of the AUCs of two independent groups of people (variances add).
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a level outside 0..1
 */
export function delongDifference(a: AucEstimate, b: AucEstimate, level: number): AucDifference {
  const critical = criticalValue(level);
  if (a.auc === null || b.auc === null) return { difference: null, interval: null, z: null, pValue: null };
  const difference = a.auc - b.auc;
  if (!a.variance || !b.variance) return { difference, interval: null, z: null, pValue: null };
  const standardError = Math.sqrt(a.variance + b.variance);
  const z = difference / standardError;
  const interval = {
    lower: Math.max(-1, difference - critical * standardError),
    upper: Math.min(1, difference + critical * standardError),
  };
  return { difference, interval, z, pValue: normalTwoSided(z) };
}
