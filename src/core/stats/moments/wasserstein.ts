import { forEachScore, type ScoreCounts, totalCount } from '../auc/score-counts.js';

/**
 * Wasserstein-1 (earth mover's) distance of two distributions of scores: the area between their distribution functions, in units of the
 * score. Null when one is empty.
 *
 * @throws TribuneError `INVALID_ARGUMENT` when a distribution is not ascending
 */
export function wasserstein1(a: ScoreCounts, b: ScoreCounts): number | null {
  const nA = totalCount(a);
  const nB = totalCount(b);
  if (nA === 0 || nB === 0) return null;
  let distance = 0;
  let shareA = 0;
  let shareB = 0;
  let before = 0;
  forEachScore(a, b, (countA, countB, score) => {
    if (shareA > 0 || shareB > 0) distance += Math.abs(shareA / nA - shareB / nB) * (score - before);
    shareA += countA;
    shareB += countB;
    before = score;
  });
  return distance;
}
