import type { Distribution, ScoreColumn } from '../tally/distribution.js';

/** Bins of the expected calibration error (contracts, Metrics). */
export const ECE_BINS = 10;

/** Sums of one calibration bin. */
export interface CalibrationSum {
  /** People who have a score and a label. */
  n: number;
  /** Those of them with label 1. */
  positives: number;
  scoreSum: number;
}

/**
 * Bin k of equal-width bins of [0, 1] holds k/count <= score < (k+1)/count, the last one also 1. The edges are the doubles nearest to
 * k/count: the product score * count may round across one of them, so the candidate is held against its edges.
 */
export function calibrationBinOf(score: number, count: number): number {
  let k = Math.min(count - 1, Math.floor(score * count));
  if (score < k / count) k -= 1;
  else if (k < count - 1 && score >= (k + 1) / count) k += 1;
  return k;
}

/**
 * Sums by calibration bin of the labelled people. Scores must lie in [0, 1]. A tally that keeps bins is put in by the lower edge of
 * each bin, which is exact where its edges contain the edges asked for.
 */
export function calibrationSums(distribution: Distribution, count: number): CalibrationSum[] {
  const sums = Array.from({ length: count }, () => ({ n: 0, positives: 0, scoreSum: 0 }));
  const add = (column: ScoreColumn, label: 0 | 1): void => {
    for (let i = 0; i < column.scores.length; i++) {
      const sum = sums[calibrationBinOf(column.scores[i]!, count)]!;
      const people = column.counts[i]!;
      sum.n += people;
      sum.positives += label * people;
      sum.scoreSum += people * column.means[i]!;
    }
  };
  add(distribution.positives, 1);
  add(distribution.negatives, 0);
  return sums;
}
