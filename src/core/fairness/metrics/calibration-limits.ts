import { kishEffectiveSize } from '../../stats/planning/index.js';
import { criticalValue } from '../../stats/special/index.js';
import type { Group } from '../tally/groups.js';
import { calibrationSums, ECE_BINS } from './calibration-sums.js';

/** Expected calibration error of a group with chance taken out, and limits for the true one at any level. */
export interface DebiasedCalibration {
  /** The error as the metric reports it, which chance alone makes larger than 0. */
  readonly raw: number;
  /** The error after the variance of each bin was taken out of its squared gap. */
  readonly debiased: number;
  readonly limits: (level: number) => { readonly lower: number; readonly upper: number };
}

/** One bin: its share of people, its gap |observed - mean score|, and the standard error of that gap. */
interface Bin {
  readonly share: number;
  readonly gap: number;
  readonly error: number;
}

/** Mean, variance and skewness of |Z| for a standard normal Z. */
const HALF_NORMAL_MEAN = Math.sqrt(2 / Math.PI);
const HALF_NORMAL_VARIANCE = 1 - 2 / Math.PI;
const HALF_NORMAL_SKEWNESS = (Math.SQRT2 * (4 - Math.PI)) / (Math.PI - 2) ** 1.5;

/**
 * The estimate sums |gap| over bins, and noise makes every |gap| larger: two groups, both perfectly calibrated, seem to differ when one is small.
 * With g the true gaps, e their errors and w the shares, the estimate exceeds the truth by at most the sum of w|e|, whose quantile (by Cornish
 * and Fisher's expansion) gives the lower limit; and it falls short by at most the sum of w e with the signs of the true gaps, which is normal.
 * Both ends therefore hold whatever the gaps are. Shares of bins vary too and are allowed for.
 *
 * Null where the group has no labelled scores in [0, 1].
 */
export function debiasedCalibration(group: Group): DebiasedCalibration | null {
  const { distribution, moments } = group;
  if (distribution === null || moments.labelled === 0) return null;
  if (distribution.lowest < 0 || distribution.highest > 1) return null;
  const sampling = group.weightKind === 'sampling';
  const people = sampling ? kishEffectiveSize(moments.labelled, moments.labelledSquares) : moments.labelled;
  const bins = calibrationSums(distribution, ECE_BINS)
    .filter(({ n }) => n > 0)
    .map(({ n, positives, scoreSum }) => binOf(n, positives, scoreSum, people / moments.labelled, moments.labelled));
  const sum = (term: (bin: Bin) => number): number => bins.reduce((total, bin) => total + term(bin), 0);
  const raw = sum(({ share, gap }) => share * gap);
  const debiased = sum(({ share, gap, error }) => share * Math.sqrt(Math.max(0, gap * gap - error * error)));
  const variance = sum(({ share, error }) => (share * error) ** 2);
  const ofShares = Math.max(0, sum(({ share, gap }) => share * gap * gap) - raw * raw) / people;
  const noise = {
    mean: HALF_NORMAL_MEAN * sum(({ share, error }) => share * error),
    deviation: Math.sqrt(HALF_NORMAL_VARIANCE * variance),
    thirdMoment: HALF_NORMAL_SKEWNESS * HALF_NORMAL_VARIANCE ** 1.5 * sum(({ share, error }) => (share * error) ** 3),
  };
  const limits = (level: number) => {
    const z = criticalValue(level);
    const skewness = noise.deviation === 0 ? 0 : noise.thirdMoment / noise.deviation ** 3;
    const largestNoise = noise.mean + noise.deviation * (z + ((z * z - 1) / 6) * skewness);
    return {
      lower: Math.max(0, Math.min(debiased, raw - Math.hypot(largestNoise, z * Math.sqrt(ofShares)))),
      upper: Math.min(1, Math.max(debiased, raw + z * Math.sqrt(variance + ofShares))),
    };
  };
  return { raw, debiased, limits };
}

/**
 * The error of a gap comes from the labels; a bin without one kind of them would show none, so the rate is drawn a little towards one half
 * (one person of each kind added), and the scores' own rate counts where it says more.
 */
function binOf(n: number, positives: number, scoreSum: number, deflation: number, labelled: number): Bin {
  const size = n * deflation;
  const rate = (positives * deflation + 1) / (size + 2);
  const score = scoreSum / n;
  const spread = Math.max(rate * (1 - rate), score * (1 - score));
  return { share: n / labelled, gap: Math.abs(positives - scoreSum) / n, error: Math.sqrt(spread / size) };
}
