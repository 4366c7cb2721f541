import { demand, demandLevel } from '../base/check.js';

const INVERSE_SQRT_TWO_PI = 0.3989422804014327;
/** Series below, continued fraction above: both reach full accuracy here in under 100 terms. */
const SERIES_BELOW = 2;
/** Beyond this exp(-z^2 / 2) is zero in double precision. */
const UNDERFLOW_FROM = 38.6;
/** Depth of the continued fraction: at |z| = 2 the truncation error is below 1e-16. */
const FRACTION_DEPTH = 120;
const HALLEY_STEPS = 4;

/** Density of the standard normal at z. */
export function normalDensity(z: number): number {
  return INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * z * z);
}

/** P(0 < Z < z), odd in z: keeps relative accuracy where the distribution function is next to 1/2. |z| of a few units. */
function centralProbability(z: number): number {
  const square = z * z;
  let term = z;
  let sum = z;
  for (let k = 3; ; k += 2) {
    term *= square / k;
    const next = sum + term;
    if (next === sum) return normalDensity(z) * sum;
    sum = next;
  }
}

/** P(Z > z) for z >= 2 by Laplace's continued fraction of Mills' ratio (Abramowitz and Stegun 26.2.14). */
function upperTail(z: number): number {
  if (z > UNDERFLOW_FROM) return 0;
  let fraction = z;
  for (let k = FRACTION_DEPTH; k >= 1; k--) fraction = z + k / fraction;
  return normalDensity(z) / fraction;
}

/**
 * P(Z <= z) of the standard normal, relative error below 1e-12 in both tails (down to 1e-300).
 *
 * @throws TribuneError `INVALID_ARGUMENT` when z is NaN
 * @example normalCdf(-1.959963984540054) // 0.025
 */
export function normalCdf(z: number): number {
  demand(!Number.isNaN(z), 'z of normalCdf is NaN', 'Pass a number.');
  if (z <= -SERIES_BELOW) return upperTail(-z);
  if (z >= SERIES_BELOW) return 1 - upperTail(z);
  return 0.5 + centralProbability(z);
}

/** Two-sided p-value of a standard normal statistic. */
export function normalTwoSided(z: number): number {
  return Math.min(1, 2 * normalCdf(-Math.abs(z)));
}

/** First guess of the quantile of a lower tail p <= 1/2, error below 4.5e-4 (Abramowitz and Stegun 26.2.23). */
function roughLowerQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return -(t - numerator / denominator);
}

/** Quantile of p <= 1/2: the rough guess mended by Halley steps, which triple the digits each. */
function lowerQuantile(p: number): number {
  let z = roughLowerQuantile(p);
  for (let step = 0; step < HALLEY_STEPS; step++) {
    const miss = z > -SERIES_BELOW ? centralProbability(z) - (p - 0.5) : upperTail(-z) - p;
    const newton = miss / normalDensity(z);
    z -= newton / (1 + 0.5 * z * newton);
  }
  return z;
}

/**
 * The z with P(Z <= z) = p; -Infinity at 0, Infinity at 1.
 *
 * @throws TribuneError `INVALID_ARGUMENT` unless 0 <= p <= 1
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) demand(false, `p of normalQuantile is ${p}`, 'Pass a probability between 0 and 1.');
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (p === 0.5) return 0;
  return p < 0.5 ? lowerQuantile(p) : -lowerQuantile(1 - p);
}

/** The z that a two-sided interval of this level reaches: 1.96 for 0.95. */
export function criticalValue(level: number): number {
  demandLevel(level);
  return -normalQuantile((1 - level) / 2);
}
