import { type Interval, logitDelongInterval } from '../../stats/index.js';
import type { GroupKey } from '../tally/index.js';
import type { Measured } from './types.js';

/**
 * Sums of placements: each person of one side (label 1, or a group) is placed by twice the number of people of the other side below them (ties
 * once), and each of the other side by twice the number of the first above.
 */
export interface PlacementSums {
  readonly positives: number;
  readonly negatives: number;
  readonly positivePlacements: readonly [sum: bigint, squares: bigint];
  readonly negativePlacements: readonly [sum: bigint, squares: bigint];
}

/** Below so many people of either side the variance of DeLong is too small too often, and its bound stands in its place. */
const TRUSTED = 100;

/** An AUC with its interval; null where one of the two sides has nobody. */
export interface Separated {
  readonly auc: number | null;
  interval(level: number): Interval | null;
}

/**
 * The AUC of placements; of several parts, the share of ordered pairs among the pairs within a part. Variance of DeLong, DeLong and Clarke-Pearson (1988) on the logit scale; where a side has fewer than 100 people, or all
 * placements are equal, the bound of Birnbaum and Klose (1957), A (1 - A) / min(n1, n0). With AUC 1 the lower end is (alpha/2)^(1/m), m the
 * smaller side: m disjoint pairs would all be in order with a chance of at most A^m. AUC 0 is the mirror of that.
 */
export function separated(parts: readonly PlacementSums[]): Separated {
  // A part without people of both sides has no pair.
  const paired = parts.filter(({ positives, negatives }) => positives > 0 && negatives > 0);
  if (paired.length === 0) return { auc: null, interval: () => null };
  const pairs = sumOver(paired, ({ positives, negatives }) => positives * negatives);
  const auc = sumOver(paired, ({ positivePlacements }) => Number(positivePlacements[0])) / (2 * pairs);
  const smaller = Math.min(
    sumOver(paired, (one) => one.positives),
    sumOver(paired, (one) => one.negatives),
  );
  const variance = varianceOf(paired, auc, smaller);
  return {
    auc,
    interval(level) {
      const margin = ((1 - level) / 2) ** (1 / smaller);
      if (auc === 1) return { lower: margin, upper: 1 };
      if (auc === 0) return { lower: 0, upper: 1 - margin };
      return logitDelongInterval(auc, variance, level);
    },
  };
}

/** How well a feature alone tells the labels apart: its AUC, or 1 minus it where low values go with label 1; 0.5 is not at all, 1 is a copy. */
export function labelSeparation(subject: string, sums: PlacementSums, minGroupSize: number): Measured {
  const { positives, negatives } = sums;
  return {
    ...separation({ subject, sums }, minGroupSize),
    group: {},
    reference: null,
    n: positives + negatives,
    nReference: null,
    ...(Math.min(positives, negatives) === 0 ? { reason: 'only one label occurs' } : {}),
  };
}

/** How well a feature alone tells the people of a group from those of the reference, in its better direction. */
export function groupSeparation(
  pair: {
    readonly subject: string;
    readonly group: GroupKey;
    readonly reference: GroupKey;
    readonly sums: PlacementSums;
  },
  minGroupSize: number,
): Measured {
  const { group, reference, sums } = pair;
  return {
    ...separation(pair, minGroupSize),
    group,
    reference,
    n: sums.positives,
    nReference: sums.negatives,
    ...(Math.min(sums.positives, sums.negatives) === 0 ? { reason: 'a side has no value of it' } : {}),
  };
}

function separation(
  { subject, sums }: { readonly subject: string; readonly sums: PlacementSums },
  minGroupSize: number,
) {
  const { auc, interval } = separated([sums]);
  const turned = auc !== null && auc < 0.5;
  const estimate = turned ? 1 - auc : auc;
  return {
    subject,
    value: estimate,
    referenceValue: null,
    estimate,
    method: 'logit-delong',
    sufficient: Math.min(sums.positives, sums.negatives) >= minGroupSize,
    interval(level: number): Interval | null {
      const ends = interval(level);
      return ends !== null && turned ? { lower: 1 - ends.upper, upper: 1 - ends.lower } : ends;
    },
  };
}

const sumOver = (parts: readonly PlacementSums[], of: (part: PlacementSums) => number): number =>
  parts.reduce((sum, part) => sum + of(part), 0);

function varianceOf(parts: readonly PlacementSums[], auc: number, smaller: number): number {
  const bound = (auc * (1 - auc)) / smaller;
  if (smaller < TRUSTED) return bound;
  const delong =
    component(parts.map((part) => ({ own: part.positives, others: part.negatives, placed: part.positivePlacements }))) +
    component(parts.map((part) => ({ own: part.negatives, others: part.positives, placed: part.negativePlacements })));
  // Placements that are all equal (a column of one value) tell nothing of the variance, and 0 would be false certainty.
  return delong === 0 ? bound : Math.min(bound, delong);
}

/** One side of a part: its people, those of the other side, and its placements among them. */
interface Side {
  readonly own: number;
  readonly others: number;
  readonly placed: PlacementSums['positivePlacements'];
}

/**
 * DeLong's component of one side: the variance of placements, each as a share of the other side, over the people of the side. Parts weigh as
 * their pairs do.
 */
function component(sides: readonly Side[]): number {
  let [n, sum, squares, pairs] = [0, 0, 0, 0];
  for (const { own, others, placed } of sides) {
    n += own;
    sum += Number(placed[0]) / (2 * others);
    squares += Number(placed[1]) / (4 * others * others);
    pairs += own * others;
  }
  const variance = Math.max(0, squares - (sum * sum) / n) / (n - 1);
  const weights = sides.reduce((total, { own, others }) => total + (own * others * others) / (pairs * pairs), 0);
  return variance * weights;
}
