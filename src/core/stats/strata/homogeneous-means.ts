import { demandNonNegative } from '../base/check.js';
import { isTooSkewedForSize, type SkewedMean } from '../moments/skewed-mean.js';
import { betaLowerTail } from '../special/beta.js';
import { isMeanStratum, type MeanStratum } from './standardized-means.js';

/** Welch's test with its F statistic, both degrees of freedom and p-value. */
export interface WelchHomogeneity {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly withinDegreesOfFreedom: number;
  readonly pValue: number;
}

/** An estimate of one stratum with its variance and Satterthwaite's degrees of freedom. */
interface StratumGap {
  readonly value: number;
  readonly variance: number;
  readonly freedom: number;
}

/**
 * Welch's test that the gap of two means is the same in all strata: differences as they are, ratios by their logarithms (delta method). Welch (1951), On the
 * comparison of several mean values, Biometrika 38, 330-336, with the difference of two means and its degrees of freedom in the place of each mean.
 * Null with fewer than two strata that have three people of either side; where a side of a stratum is too skewed for its size, because the test then
 * finds what is not there (in a third of samples of forty strata of 3 and 5 people, nearly always of two hundred); where a stratum has no spread; and
 * for ratios where a mean is not above 0.
 */
export function homogeneousMeans(
  strata: readonly MeanStratum[],
  compare: 'difference' | 'ratio',
): WelchHomogeneity | null {
  const usable = strata.filter(isMeanStratum);
  if (usable.some(({ a, b }) => isSkewed(a) || isSkewed(b))) return null;
  const gaps = usable.map((stratum) => gapOf(stratum, compare));
  if (gaps.length < 2 || gaps.some(({ value, variance }) => !(variance > 0) || !Number.isFinite(value))) return null;
  const precision = gaps.map(({ variance }) => 1 / variance);
  const whole = precision.reduce((sum, one) => sum + one, 0);
  const mean = gaps.reduce((sum, { value }, i) => sum + precision[i]! * value, 0) / whole;
  const between = gaps.reduce((sum, { value }, i) => sum + precision[i]! * (value - mean) ** 2, 0);
  const lack = gaps.reduce((sum, { freedom }, i) => sum + (1 - precision[i]! / whole) ** 2 / freedom, 0);
  const k = gaps.length;
  const statistic = between / (k - 1) / (1 + (2 * (k - 2) * lack) / (k * k - 1));
  const degreesOfFreedom = k - 1;
  const withinDegreesOfFreedom = (k * k - 1) / (3 * lack);
  return {
    statistic,
    degreesOfFreedom,
    withinDegreesOfFreedom,
    pValue: fSurvival(statistic, degreesOfFreedom, withinDegreesOfFreedom),
  };
}

const isSkewed = ({ skewness, n }: SkewedMean): boolean => isTooSkewedForSize(skewness, n);

function gapOf({ a, b }: MeanStratum, compare: 'difference' | 'ratio'): StratumGap {
  const scale = compare === 'difference' ? () => 1 : ({ mean }: SkewedMean) => mean * mean;
  const [partA, partB] = [a.variance / a.n / scale(a), b.variance / b.n / scale(b)];
  const variance = partA + partB;
  return {
    value: compare === 'difference' ? a.mean - b.mean : Math.log(a.mean / b.mean),
    variance,
    freedom: variance ** 2 / (partA ** 2 / (a.n - 1) + partB ** 2 / (b.n - 1)),
  };
}

/** P(F > f) from the beta distribution: x = within / (within + between f). */
function fSurvival(f: number, between: number, within: number): number {
  demandNonNegative(f, 'f');
  const whole = within + between * f;
  return betaLowerTail(within / whole, (between * f) / whole, within / 2, between / 2);
}
