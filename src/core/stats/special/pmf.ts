import { demand, demandCount, demandProbability } from '../base/check.js';
import { stirlingError } from './log-gamma.js';

const LOG_TWO_PI = 1.8378770664093453;
/** Below this |x - m| / (x + m) the series of the deviance is more accurate than its closed form. Loader (2000). */
const SERIES_BELOW = 0.1;

/** x log(x / m) + m - x without cancellation where x is near m: Loader's deviance part. x >= 0, m > 0. */
export function deviance(x: number, m: number): number {
  if (x === 0) return m;
  const difference = x - m;
  if (Math.abs(difference) >= SERIES_BELOW * (x + m)) return x * Math.log(x / m) - difference;
  const v = difference / (x + m);
  const square = v * v;
  let sum = difference * v;
  let power = 2 * x * v;
  for (let j = 3; ; j += 2) {
    power *= square;
    const next = sum + power / j;
    if (next === sum) return sum;
    sum = next;
  }
}

/** log of x^a y^b Gamma(a + b + 1) / (Gamma(a + 1) Gamma(b + 1)), real a, b >= 0, y = 1 - x given apart to keep its digits. */
export function logBinomialTerm(a: number, b: number, x: number, y: number): number {
  if (a === 0) return b === 0 ? 0 : b * (x < 0.5 ? Math.log1p(-x) : Math.log(y));
  if (b === 0) return a * (y < 0.5 ? Math.log1p(-y) : Math.log(x));
  const n = a + b;
  const stirling = stirlingError(n) - stirlingError(a) - stirlingError(b);
  const shape = 0.5 * (LOG_TWO_PI + Math.log(a) + Math.log(b) - Math.log(n));
  return stirling - deviance(a, n * x) - deviance(b, n * y) - shape;
}

/**
 * log P(X = k) of a binomial(n, p); -Infinity where it is impossible.
 * Loader's saddle-point form: no loss of digits at n of millions.
 *
 * @throws TribuneError `INVALID_ARGUMENT` unless k <= n are counts and p is a probability
 */
export function binomialLogPmf(k: number, n: number, p: number): number {
  demandCount(k, 'k');
  demandCount(n, 'n');
  demandProbability(p, 'p');
  if (k > n) return Number.NEGATIVE_INFINITY;
  if (p === 0) return k === 0 ? 0 : Number.NEGATIVE_INFINITY;
  if (p === 1) return k === n ? 0 : Number.NEGATIVE_INFINITY;
  return logBinomialTerm(k, n - k, p, 1 - p);
}

/**
 * log P(X = k) where k of `drawn` balls are white, drawn from `white` + `black` without replacement; -Infinity where impossible.
 *
 * @throws TribuneError `INVALID_ARGUMENT` unless all are counts and drawn <= white + black
 */
export function hypergeometricLogPmf(k: number, white: number, black: number, drawn: number): number {
  demandCount(k, 'k');
  demandCount(white, 'white');
  demandCount(black, 'black');
  demandCount(drawn, 'drawn');
  const total = white + black;
  demand(drawn <= total, `drawn is ${drawn} of ${total}`, 'Draw at most as many as there are.');
  if (k > white || k > drawn || drawn - k > black) return Number.NEGATIVE_INFINITY;
  if (drawn === 0 || drawn === total) return 0;
  const x = drawn / total;
  const y = (total - drawn) / total;
  return (
    logBinomialTerm(k, white - k, x, y) +
    logBinomialTerm(drawn - k, black - drawn + k, x, y) -
    logBinomialTerm(drawn, total - drawn, x, y)
  );
}
