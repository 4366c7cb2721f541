import { demandCount, demandProbability } from '../base/check.js';
import { stirlingError } from '../special/log-gamma.js';
import type { Generator } from './rng.js';

/** Below this mean, counting up the distribution function is faster than rejection; above it Hörmann's constants hold. */
const REJECTION_FROM_MEAN = 10;

const probabilityOfZero = (n: number, p: number): number => Math.exp(n * Math.log1p(-p));

/** Inversion: walks the probabilities from 0 upwards. For n p < 10 and p <= 1/2. */
function byInversion(n: number, p: number, atZero: number, generator: Generator): number {
  const odds = p / (1 - p);
  for (;;) {
    let u = generator.nextUniform();
    let probability = atZero;
    for (let k = 0; k <= n; k++) {
      if (u < probability) return k;
      u -= probability;
      probability *= ((n - k) * odds) / (k + 1);
      // The tail is exhausted and only rounding is left of u, so a new u is drawn rather than an impossible count returned.
      if (probability === 0) break;
    }
  }
}

/** Factorials up to this size are looked up, because small counts recur again and again in one resampling. */
const TABLE_SIZE = 2048;
let table: Float64Array | null = null;

function logFactorial(k: number): number {
  if (k >= TABLE_SIZE) return logFactorialPart(k);
  table ??= Float64Array.from({ length: TABLE_SIZE }, (_, i) => logFactorialPart(i));
  return table[k]!;
}

/** log of n! relative to Stirling's leading terms: log n! = (n + 1/2) log n - n + stirling + constant, with 0! = 1. */
function logFactorialPart(k: number): number {
  return k === 0 ? 0 : (k + 0.5) * Math.log(k) - k + stirlingError(k) + HALF_LOG_TWO_PI;
}
const HALF_LOG_TWO_PI = 0.9189385332046727;

/** Transformed rejection with squeeze, algorithm BTRS of Hörmann (1993), J. Stat. Comput. Simul. 46, 101-110. For n p >= 10, p <= 1/2. */
function byRejection(n: number, p: number, generator: Generator): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  for (;;) {
    const u = generator.nextUniform() - 0.5;
    const v = generator.nextOpenUniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + centre);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 0 || k > n) continue;
    // Four draws in five are accepted or rejected above, so what only this test needs is computed only here.
    const mode = Math.floor((n + 1) * p);
    const logOdds = Math.log(p / (1 - p));
    const atMode = logFactorial(mode) + logFactorial(n - mode);
    const accept = atMode - logFactorial(k) - logFactorial(n - k) + (k - mode) * logOdds;
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= accept) return k;
  }
}

/**
 * A draw of a binomial(n, p), exact up to double precision; its cost does not grow with n.
 *
 * @throws TribuneError `INVALID_ARGUMENT` unless n is a count and p a probability
 */
export function sampleBinomial(n: number, p: number, generator: Generator): number {
  demandCount(n, 'n');
  demandProbability(p, 'p');
  if (n === 0 || p === 0) return 0;
  if (p === 1) return n;
  if (p > 0.5) return n - sampleBinomial(n, 1 - p, generator);
  return n * p < REJECTION_FROM_MEAN
    ? byInversion(n, p, probabilityOfZero(n, p), generator)
    : byRejection(n, p, generator);
}

/** Up to this many people a draw uses a table of probabilities, which holds this many numbers for each cell. */
const REMEMBERED_PEOPLE = 40;

/**
 * `sampleBinomial` for many draws of few people with the same p: what depends on n and p alone is computed once. The draws are the same.
 *
 * @param p a probability
 */
export function binomialSampler(p: number): (n: number, generator: Generator) => number {
  demandProbability(p, 'p');
  const small = Math.min(p, 1 - p);
  const atZero: (number | undefined)[] = [];
  return (n, generator) => {
    if (n === 0 || p === 0) return 0;
    if (p === 1) return n;
    if (n > REMEMBERED_PEOPLE || n * small >= REJECTION_FROM_MEAN) return sampleBinomial(n, p, generator);
    atZero[n] ??= probabilityOfZero(n, small);
    const drawn = byInversion(n, small, atZero[n], generator);
    return p > 0.5 ? n - drawn : drawn;
  };
}
