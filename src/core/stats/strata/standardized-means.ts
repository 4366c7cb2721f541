import type { SkewedMean } from '../moments/skewed-mean.js';

/** One stratum of a comparison of means: the group and its reference. */
export interface MeanStratum {
  readonly a: SkewedMean;
  readonly b: SkewedMean;
}

/** Fewest people whose third moment can be estimated without bias. */
const LEAST_PEOPLE = 3;

/** The mean of one side, standardised over strata. */
export interface StandardizedMean {
  /**
   * The standardised mean as if of one sample: its variance is `variance / n`, its skewness `skewness / sqrt(n)`, and `n - 1` are Satterthwaite's degrees
   * of freedom. So intervals and tests of means hold for it as they are.
   */
  readonly moments: SkewedMean;
  /** People in the strata that count. */
  readonly people: number;
  /** People of one stratum that would weigh so evenly: Kish's effective size, 1 / sum(w^2 / n); never more than `people`, and as many where all weigh alike. */
  readonly effective: number;
}

/** Whether a stratum tells something of both sides: three people of each, so that mean, variance and third moment can be estimated there. */
export const isMeanStratum = ({ a, b }: MeanStratum): boolean => a.n >= LEAST_PEOPLE && b.n >= LEAST_PEOPLE;

/**
 * Directly standardised means: those of the strata with at least three people of either side, weighted by the people of both there. The difference of
 * the two is what Oaxaca and Blinder's decomposition leaves unexplained when the strata are its only variables and the pooled people its weights.
 * Each side's strata are independent samples, so cumulants add: variance sum(w^2 s^2 / n), third cumulant sum(w^3 k3 / n^2) with the unbiased k3.
 * Fleiss, Levin and Paik (2003), Statistical methods for rates and proportions, chapter 19; Satterthwaite (1946), Biometrics Bulletin 2, 110-114; Kish
 * (1965), Survey sampling, section 11.2. Null without such a stratum.
 *
 * @example standardizedMeans([{ a: women, b: men }])!.a.moments.mean // of one stratum: its mean
 */
export function standardizedMeans(
  strata: readonly MeanStratum[],
): { readonly a: StandardizedMean; readonly b: StandardizedMean } | null {
  const usable = strata.filter(isMeanStratum);
  if (usable.length === 0) return null;
  const both = usable.map(({ a, b }) => a.n + b.n);
  const side = (of: 'a' | 'b') =>
    standardized(
      usable.map((stratum) => stratum[of]),
      both,
    );
  return { a: side('a'), b: side('b') };
}

/** @param both people of both sides in each stratum, by which it weighs */
function standardized(parts: readonly SkewedMean[], both: readonly number[]): StandardizedMean {
  const all = sumOf(both);
  let [mean, variance, third, spread] = [0, 0, 0, 0];
  parts.forEach((part, i) => {
    const { n } = part;
    const weight = both[i]! / all;
    const own = (weight * weight * part.variance) / n;
    mean += weight * part.mean;
    variance += own;
    third += (weight ** 3 * thirdCumulant(part)) / (n * n);
    spread += (own * own) / (n - 1);
  });
  const people = sumOf(parts.map((part) => part.n));
  // Without any spread there are no intervals, whatever the degrees of freedom.
  const n = 1 + (spread > 0 ? (variance * variance) / spread : people - parts.length);
  const skewness = variance > 0 ? (third / variance ** 1.5) * Math.sqrt(n) : 0;
  return { moments: { mean, variance: variance * n, skewness, n }, people, effective: effectiveSize(parts, both) };
}

const sumOf = (sizes: readonly number[]): number => sizes.reduce((sum, n) => sum + n, 0);

/** Sizes that differ from a whole number by less than this part of it differ by binary rounding. */
const ROUNDING = 1e-9;

/** Kish's effective size of one side, of numbers of people, so that it is a whole number exactly where it is one. */
function effectiveSize(parts: readonly SkewedMean[], both: readonly number[]): number {
  const size = sumOf(both) ** 2 / sumOf(parts.map(({ n }, i) => both[i]! ** 2 / n));
  const whole = Math.round(size);
  return Math.abs(size - whole) <= ROUNDING * whole ? whole : size;
}

/** Fisher's k3, the unbiased estimate of the third cumulant, from skewness and variance. */
function thirdCumulant({ variance, skewness, n }: SkewedMean): number {
  const central = skewness * ((variance * (n - 1)) / n) ** 1.5;
  return (central * n * n) / ((n - 1) * (n - 2));
}
