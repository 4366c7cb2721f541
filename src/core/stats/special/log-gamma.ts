import { demandPositive } from '../base/check.js';

/** zeta(k) - 1 for k = 2, 3, ...: coefficients of log Gamma around 2 (Abramowitz and Stegun 6.1.33), computed with mpmath. */
const ZETA_MINUS_ONE = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
  0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853, 0.0004941886041194645,
  0.0002460865533080483, 0.00012271334757848915, 6.124813505870483e-5, 3.058823630702049e-5, 1.528225940865187e-5,
  7.637197637899763e-6, 3.81729326499984e-6, 1.908212716553939e-6, 9.539620338727962e-7, 4.769329867878064e-7,
  2.38450502727733e-7, 1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8, 1.4901554828365043e-8,
  7.45071178983543e-9, 3.725334024788457e-9, 1.862659723513049e-9,
] as const;
const EULER_GAMMA = 0.5772156649015329;
const HALF_LOG_TWO_PI = 0.9189385332046727;

/** Bernoulli coefficients B_2k / (2k (2k - 1)) of Stirling's series (Abramowitz and Stegun 6.1.40). */
const STIRLING = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
  43867 / 244188,
] as const;
/** From here on nine terms of Stirling's series leave a relative error below 1e-17. */
const STIRLING_FROM = 10;

/** log Gamma(2 + t) for |t| <= 1/2; exact at its zero, where a difference of large terms would lose everything. */
function logGammaAroundTwo(t: number): number {
  let sum = 0;
  for (let i = ZETA_MINUS_ONE.length - 1; i >= 0; i--) sum = -t * (ZETA_MINUS_ONE[i]! / (i + 2) + sum);
  return t * (1 - EULER_GAMMA) - t * sum;
}

/** Stirling's series without its leading terms: log Gamma(x) - [(x - 1/2) log x - x + log(2 pi)/2], for x >= 10. */
export function stirlingSeries(x: number): number {
  const inverseSquare = 1 / (x * x);
  let sum = 0;
  for (let i = STIRLING.length - 1; i >= 0; i--) sum = sum * inverseSquare + STIRLING[i]!;
  return sum / x;
}

/**
 * log Gamma(x) for x > 0, relative error below 1e-12 (also next to its zeros at 1 and 2).
 *
 * @throws TribuneError `INVALID_ARGUMENT` unless x is finite and above 0
 * @example logGamma(5) // log 24
 */
export function logGamma(x: number): number {
  demandPositive(x, 'x of logGamma');
  if (x >= STIRLING_FROM) return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingSeries(x);
  if (x < 0.5) return logGammaAroundTwo(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.5) return logGammaAroundTwo(x - 1) - Math.log1p(x - 1);
  let product = 1;
  let y = x;
  while (y > 2.5) {
    y -= 1;
    product *= y;
  }
  return Math.log(product) + logGammaAroundTwo(y - 2);
}

/**
 * What Stirling's formula misses of log n!: log Gamma(n + 1) - [(n + 1/2) log n - n + log(2 pi)/2], n > 0.
 * Loader (2000), Fast and accurate computation of binomial probabilities.
 */
export function stirlingError(n: number): number {
  if (n >= STIRLING_FROM) return stirlingSeries(n);
  return logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - HALF_LOG_TWO_PI;
}
