import { demandFinite, demandPositive, demandProbability } from '../base/check.js';
import { logBinomialTerm } from './pmf.js';

const TINY = 1e-300;
const MAX_FRACTION_TERMS = 100_000;
const EPSILON = 1e-16;

/** Continued fraction of the incomplete beta (Abramowitz and Stegun 26.5.8) by Lentz's method; for x below the mean. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < TINY ? TINY : d);
  let fraction = d;
  for (let m = 1; m < MAX_FRACTION_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const term of [even, odd]) {
      d = 1 + term * d;
      c = 1 + term / c;
      d = 1 / (Math.abs(d) < TINY ? TINY : d);
      if (Math.abs(c) < TINY) c = TINY;
      step = c * d;
      fraction *= step;
    }
    if (Math.abs(step - 1) <= EPSILON) break;
  }
  return fraction;
}

/** log of x^a y^b / B(a, b), y = 1 - x. */
function logBetaKernel(x: number, y: number, a: number, b: number): number {
  return logBinomialTerm(a, b, x, y) + Math.log(a) + Math.log(b) - Math.log(a + b);
}

/** P(X <= x) of a beta(a, b), with y = 1 - x given apart so that neither loses digits. */
export function betaLowerTail(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const kernel = Math.exp(logBetaKernel(x, y, a, b));
  if (x <= (a + 1) / (a + b + 2)) return (kernel * betaFraction(x, a, b)) / a;
  return 1 - (kernel * betaFraction(y, b, a)) / b;
}

/**
 * I_x(a, b), the distribution function of the beta distribution.
 *
 * @throws TribuneError `INVALID_ARGUMENT` unless 0 <= x <= 1 and a, b > 0
 */
export function regularizedBeta(x: number, a: number, b: number): number {
  demandProbability(x, 'x of regularizedBeta');
  demandPositive(a, 'a of regularizedBeta');
  demandPositive(b, 'b of regularizedBeta');
  return betaLowerTail(x, 1 - x, a, b);
}

/** log of the smallest positive double: quantiles below are zero. */
const LOG_SMALLEST = -745;
const MAX_STEPS = 200;

/**
 * The x with I_x(a, b) = p. Newton steps on log I against log x (nearly straight in the lower tail), kept inside a shrinking bracket.
 *
 * @throws TribuneError `INVALID_ARGUMENT` unless 0 <= p <= 1 and a, b > 0
 */
export function betaQuantile(p: number, a: number, b: number): number {
  demandProbability(p, 'p of betaQuantile');
  demandPositive(a, 'a of betaQuantile');
  demandPositive(b, 'b of betaQuantile');
  if (p === 0 || p === 1) return p;
  const target = Math.log(p);
  let low = LOG_SMALLEST;
  let high = 0;
  let t = Math.log(a / (a + b));
  for (let step = 0; step < MAX_STEPS; step++) {
    const x = Math.exp(t);
    const y = -Math.expm1(t);
    const value = betaLowerTail(x, y, a, b);
    const miss = Math.log(value) - target;
    if (miss > 0) high = t;
    else low = t;
    const slope = Math.exp(logBetaKernel(x, y, a, b)) / y / value;
    let next = t - miss / slope;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - t) <= EPSILON * Math.max(1, Math.abs(t)) || next === t) return Math.exp(next);
    t = next;
  }
  return Math.exp(t);
}

/**
 * P(T > t) of Student's t with `df` degrees of freedom (need not be whole).
 *
 * @throws TribuneError `INVALID_ARGUMENT` unless t is finite and df > 0
 */
export function studentTSurvival(t: number, df: number): number {
  demandFinite(t, 't of studentTSurvival');
  demandPositive(df, 'df of studentTSurvival');
  const total = df + t * t;
  const tail = 0.5 * betaLowerTail(df / total, (t * t) / total, df / 2, 0.5);
  return t >= 0 ? tail : 1 - tail;
}
