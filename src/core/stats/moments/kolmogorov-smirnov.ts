import { forEachScore, type ScoreCounts, totalCount } from '../auc/score-counts.js';
import { kolmogorovSurvival } from './kolmogorov-distribution.js';

/** Largest distance of two distribution functions with its asymptotic two-sided p-value. */
export interface KolmogorovSmirnovTest {
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * Two-sample Kolmogorov-Smirnov test from two distributions of scores. With ties (few distinct scores) the p-value is conservative.
 * Null when one is empty. Smirnov (1948), Annals of Mathematical Statistics 19, 279-281.
 *
 * @throws TribuneError `INVALID_ARGUMENT` when a distribution is not ascending
 */
export function kolmogorovSmirnov(a: ScoreCounts, b: ScoreCounts): KolmogorovSmirnovTest | null {
  const nA = totalCount(a);
  const nB = totalCount(b);
  if (nA === 0 || nB === 0) return null;
  let statistic = 0;
  let belowA = 0;
  let belowB = 0;
  forEachScore(a, b, (countA, countB) => {
    belowA += countA;
    belowB += countB;
    statistic = Math.max(statistic, Math.abs(belowA / nA - belowB / nB));
  });
  const size = Math.max(1, roundHalfToEven((nA * nB) / (nA + nB)));
  return { statistic, pValue: kolmogorovSurvival(size, statistic) };
}

/** Rounds halves to even, as IEEE 754 does, so that halves agree with other programs. */
function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}
