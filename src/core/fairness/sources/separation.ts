import { logitDelongInterval } from '../../stats/index.js';
import type { Measured } from './types.js';

/**
 * Sums of placements: each person of label 1 is placed by twice the number of people of label 0 below them (ties once), and each of label 0
 * by twice the number of label 1 above.
 */
export interface PlacementSums {
  readonly positives: number;
  readonly negatives: number;
  readonly positivePlacements: readonly [sum: bigint, squares: bigint];
  readonly negativePlacements: readonly [sum: bigint, squares: bigint];
}

/** Below so many people of either label the variance of DeLong is too small too often, and its bound stands in its place. */
const TRUSTED = 100;

/**
 * How well a feature alone tells the labels apart: its AUC, or 1 minus it where low values go with label 1; 0.5 is not at all, 1 is a copy.
 * Variance of DeLong, DeLong and Clarke-Pearson (1988) on the logit scale; where a label has fewer than 100 people, or all placements are
 * equal, the bound of Birnbaum and Klose (1957), A (1 - A) / min(n1, n0). With AUC 1 the lower end is (alpha/2)^(1/m), m the smaller label:
 * m disjoint pairs would all be in order with a chance of at most A^m.
 */
export function labelSeparation(subject: string, sums: PlacementSums, minGroupSize: number): Measured {
  const { positives, negatives } = sums;
  const smaller = Math.min(positives, negatives);
  const auc = smaller === 0 ? null : ratioOf(sums.positivePlacements[0], positives, negatives);
  const estimate = auc === null ? null : Math.max(auc, 1 - auc);
  const variance = auc === null ? null : varianceOf(sums, auc, smaller);
  return {
    subject,
    group: {},
    reference: null,
    n: positives + negatives,
    nReference: null,
    value: estimate,
    referenceValue: null,
    estimate,
    method: 'logit-delong',
    sufficient: smaller >= minGroupSize,
    ...(estimate === null ? { reason: 'only one label occurs' } : {}),
    interval(level) {
      if (estimate === null) return null;
      if (estimate === 1) return { lower: ((1 - level) / 2) ** (1 / smaller), upper: 1 };
      return logitDelongInterval(estimate, variance, level);
    },
  };
}

/** The AUC from the sum of doubled placements. */
const ratioOf = (sum: bigint, positives: number, negatives: number): number =>
  Number(sum) / (2 * positives * negatives);

function varianceOf(
  { positives, negatives, positivePlacements, negativePlacements }: PlacementSums,
  auc: number,
  smaller: number,
): number {
  const bound = (auc * (1 - auc)) / smaller;
  if (smaller < TRUSTED) return bound;
  const spread = (squares: bigint, own: number, others: number): number =>
    Math.max(0, (Number(squares) / (4 * others * others) - own * auc * auc) / (own - 1));
  const delong =
    spread(positivePlacements[1], positives, negatives) / positives +
    spread(negativePlacements[1], negatives, positives) / negatives;
  // Placements that are all equal (a column of one value) tell nothing of the variance, and 0 would be false certainty.
  return delong === 0 ? bound : Math.min(bound, delong);
}
