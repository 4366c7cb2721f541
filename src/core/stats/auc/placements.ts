import { forEachScore, type ScoreCounts, totalCount } from './score-counts.js';

/** How often one distribution beats another, with the two parts of the variance of that estimate. */
export interface PlacementVariances {
  /** P(first > second) + P(equal) / 2. */
  readonly superiority: number;
  /** People in each. */
  readonly nFirst: number;
  readonly nSecond: number;
  /** Variance that each sample adds: the variance of its placements over its size; null with fewer than two people in either. */
  readonly first: number | null;
  readonly second: number | null;
}

/**
 * The placements of two samples in each other, in one pass over their distinct values. A placement is the share of the other sample that a person beats, ties half
 * (or that beats her); the variance of the placements of a sample over its size is what it adds to the variance of the superiority. The sum is
 * DeLong's variance of an AUC, and the parts are those of Brunner and Munzel's test. Null when a sample is empty.
 *
 * @throws TribuneError `INVALID_ARGUMENT` when a distribution is not ascending
 */
export function placementVariances(first: ScoreCounts, second: ScoreCounts): PlacementVariances | null {
  const nFirst = totalCount(first);
  const nSecond = totalCount(second);
  if (nFirst === 0 || nSecond === 0) return null;
  const superiority = meanPlacement(first, second, nFirst, nSecond);
  const frame = { superiority, nFirst, nSecond };
  if (nFirst < 2 || nSecond < 2) return { ...frame, first: null, second: null };
  let firstSquares = 0;
  let secondSquares = 0;
  let firstBelow = 0;
  let secondBelow = 0;
  forEachScore(first, second, (p, q) => {
    // These are placement values: the share of the second that a person of the first beats, and the share of the first that beats one of the second.
    const beaten = (secondBelow + q / 2) / nSecond - superiority;
    const beating = (nFirst - firstBelow - p / 2) / nFirst - superiority;
    firstSquares += p * beaten * beaten;
    secondSquares += q * beating * beating;
    firstBelow += p;
    secondBelow += q;
  });
  return {
    ...frame,
    first: firstSquares / (nFirst - 1) / nFirst,
    second: secondSquares / (nSecond - 1) / nSecond,
  };
}

function meanPlacement(first: ScoreCounts, second: ScoreCounts, nFirst: number, nSecond: number): number {
  let wins = 0;
  let below = 0;
  forEachScore(first, second, (p, q) => {
    wins += p * (below + q / 2);
    below += q;
  });
  return wins / nFirst / nSecond;
}
