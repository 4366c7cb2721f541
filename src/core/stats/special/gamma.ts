import { demandLevel, demandNonNegative, demandPositive } from '../base/check.js';
import { stirlingError } from './log-gamma.js';
import { deviance } from './pmf.js';
import { findRoot } from './root.js';

const LOG_TWO_PI = 1.8378770664093453;
const TINY = 1e-300;
const EPSILON = 1e-16;
const MAX_TERMS = 100_000;

/** x^a e^-x / Gamma(a + 1) in Loader's saddle-point form. */
function gammaKernel(a: number, x: number): number {
  return Math.exp(-stirlingError(a) - deviance(a, x) - 0.5 * (LOG_TWO_PI + Math.log(a)));
}

/** P(a, x) by its power series (Abramowitz and Stegun 6.5.29), for x < a + 1. */
function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < MAX_TERMS; n++) {
    term *= x / (a + n);
    if (sum + term === sum) break;
    sum += term;
  }
  return gammaKernel(a, x) * sum;
}

/** Q(a, x) by its continued fraction (Abramowitz and Stegun 6.5.31) with Lentz's method, for x >= a + 1. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MAX_TERMS; n++) {
    const term = -n * (n - a);
    b += 2;
    d = term * d + b;
    if (Math.abs(d) < TINY) d = TINY;
    c = b + term / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    fraction *= d * c;
    if (Math.abs(d * c - 1) <= EPSILON) break;
  }
  return gammaKernel(a, x) * a * fraction;
}

/**
 * Regularized incomplete gamma functions: `lower` = P(a, x), `upper` = Q(a, x) = 1 - P(a, x), each with its own relative accuracy.
 *
 * @throws TribuneError `INVALID_ARGUMENT` unless a > 0 and x >= 0
 */
export function regularizedGamma(a: number, x: number): { readonly lower: number; readonly upper: number } {
  demandPositive(a, 'a of regularizedGamma');
  demandNonNegative(x, 'x of regularizedGamma');
  if (x === 0) return { lower: 0, upper: 1 };
  if (x < a + 1) {
    const lower = lowerSeries(a, x);
    return { lower, upper: 1 - lower };
  }
  const upper = upperFraction(a, x);
  return { lower: 1 - upper, upper };
}

/**
 * P(X > x) of a chi-square with `df` degrees of freedom.
 *
 * @throws TribuneError `INVALID_ARGUMENT` unless x >= 0 and df > 0
 * @example chiSquareSurvival(3.841458820694124, 1) // 0.05
 */
export function chiSquareSurvival(x: number, df: number): number {
  demandPositive(df, 'df of chiSquareSurvival');
  return regularizedGamma(df / 2, x / 2).upper;
}

/**
 * The value that a chi-square with `df` degrees of freedom stays below with chance `p`.
 *
 * @throws TribuneError `INVALID_ARGUMENT` unless 0 < p < 1 and df > 0
 * @example chiSquareQuantile(0.95, 1) // 3.841
 */
export function chiSquareQuantile(p: number, df: number): number {
  demandLevel(p, 'p of chiSquareQuantile');
  demandPositive(df, 'df of chiSquareQuantile');
  const missing = (x: number): number => regularizedGamma(df / 2, x / 2).lower - p;
  let high = df + 1;
  while (missing(high) < 0) high *= 2;
  return findRoot(missing, 0, high);
}
