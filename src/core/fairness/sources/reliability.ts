import { criticalValue } from '../../stats/index.js';
import type { GroupKey } from '../tally/index.js';
import { addPowers, centralSums, type PowerSums } from './power-sums.js';
import type { Measured } from './types.js';

/** A feature in a group: power sums of its scaled values among people of label 0, of label 1, and of unknown label. */
export interface FeatureGroup {
  readonly group: GroupKey;
  readonly label0: PowerSums;
  readonly label1: PowerSums;
  readonly unlabelled: PowerSums;
}

interface Options {
  readonly subject: string;
  readonly reference: FeatureGroup;
  readonly minGroupSize: number;
}

/** Fewest people of a side whose variance is judged: with fewer, skewed features fail too often (docs/explanations/data-audit.md). */
const FEWEST_FOR_VARIANCE = 100;

/** Spread below this share of the whole column's counts as none: sums of scaled values are exact to 2^-32. */
const NO_SPREAD = 1e-6;

/**
 * Variance of a feature in each group over that in the reference. The interval is Bonett's (2006) on the log scale, whose standard error has
 * the kurtosis of each group: sqrt((k - (n - 3) / n) / (n - 1)) for each side.
 */
export function varianceRatios(
  groups: readonly FeatureGroup[],
  { subject, reference, minGroupSize }: Options,
): Measured[] {
  const other = spreadOf(reference);
  return groups.map((one) => {
    const own = spreadOf(one);
    const estimate = own.variance === null || other.variance === null ? null : own.variance / other.variance;
    const error = Math.sqrt(own.error ** 2 + other.error ** 2);
    return {
      ...frameOf(one, reference, subject, [own.n, other.n], Math.max(minGroupSize, FEWEST_FOR_VARIANCE)),
      value: own.variance,
      referenceValue: other.variance,
      estimate,
      method: 'bonett-log-variance',
      ...(estimate === null ? { reason: 'a side has no spread' } : {}),
      interval(level) {
        if (estimate === null) return null;
        const factor = Math.exp(criticalValue(level) * error);
        return { lower: estimate / factor, upper: estimate * factor };
      },
    };
  });
}

function spreadOf({ label0, label1, unlabelled }: FeatureGroup): { n: number; variance: number | null; error: number } {
  const sums = addPowers(addPowers(label0, label1), unlabelled);
  const n = sums[0];
  const { m2, m4 } = centralSums(sums, sums[1] / n);
  if (n < 4 || !(m2 / n > NO_SPREAD)) return { n, variance: null, error: 0 };
  const kurtosis = (n * m4) / (m2 * m2);
  return { n, variance: m2 / (n - 1), error: Math.sqrt(Math.max(0, kurtosis - (n - 3) / n) / (n - 1)) };
}

/**
 * Slope of the label on a feature in each group minus that in the reference: change of the rate of label 1 per standard deviation of the whole
 * column, by least squares, with the sandwich variance of White (1980) and the factor n / (n - 2).
 */
export function slopeGaps(groups: readonly FeatureGroup[], { subject, reference, minGroupSize }: Options): Measured[] {
  const other = slopeOf(reference);
  return groups.map((one) => {
    const own = slopeOf(one);
    const estimate = own.slope === null || other.slope === null ? null : own.slope - other.slope;
    const error = Math.sqrt(own.variance + other.variance);
    return {
      ...frameOf(one, reference, subject, [own.n, other.n], minGroupSize),
      value: own.slope,
      referenceValue: other.slope,
      estimate,
      method: 'white-sandwich',
      ...(estimate === null ? { reason: 'a side has no spread of the feature or of the label' } : {}),
      interval(level) {
        if (estimate === null) return null;
        const half = criticalValue(level) * error;
        return { lower: estimate - half, upper: estimate + half };
      },
    };
  });
}

function slopeOf({ label0, label1 }: FeatureGroup): { n: number; slope: number | null; variance: number } {
  const sums = addPowers(label0, label1);
  const n = sums[0];
  const mean = sums[1] / n;
  const rate = label1[0] / n;
  const { m2 } = centralSums(sums, mean);
  if (n < 3 || label0[0] === 0 || label1[0] === 0 || !(m2 / n > NO_SPREAD)) return { n, slope: null, variance: 0 };
  const slope = (label1[1] - label1[0] * mean) / m2;
  const meat = [label0, label1].reduce((total, own, y) => {
    const residual = y - rate;
    const { m2: two, m3: three, m4: four } = centralSums(own, mean);
    return total + residual * residual * two - 2 * residual * slope * three + slope * slope * four;
  }, 0);
  return { n, slope, variance: ((Math.max(0, meat) / (m2 * m2)) * n) / (n - 2) };
}

const frameOf = (
  one: FeatureGroup,
  reference: FeatureGroup,
  subject: string,
  [n, nReference]: readonly [number, number],
  minGroupSize: number,
) => ({
  subject,
  group: one.group,
  reference: reference.group,
  n,
  nReference,
  sufficient: n >= minGroupSize && nReference >= minGroupSize,
});
