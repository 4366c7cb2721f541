import { demand, demandCount, demandFinite } from '../base/check.js';
import { stirlingError } from '../special/log-gamma.js';
import { logBinomialTerm } from '../special/pmf.js';

/** Regions of Simard and L'Ecuyer (2011), Journal of Statistical Software 39(11), section 5: which formula is accurate where. */
const EXACT_UP_TO_N = 140;
const TWICE_ONE_SIDED_FROM_SMALL_N = 4;
const TWICE_ONE_SIDED_FROM = 2.2;
const MATRIX_UP_TO_N = 100_000;
const MATRIX_UP_TO = 1.4;
/** Beyond this n d^2 the p-value is below the smallest double. */
const UNDERFLOW_FROM = 370;
const HALF_LOG_TWO_PI = 0.9189385332046727;
const ROOT_HALF_PI = Math.sqrt(Math.PI / 2);
/** Terms of the theta series beyond this index vanish for every z in use. */
const THETA_TERMS = 12;
/** The matrix power is rescaled by this before it overflows. */
const RESCALE = 1e140;

/**
 * P(D >= d) of the one-sample Kolmogorov statistic of n people. Exact for n <= 140, otherwise at least five digits
 * (Simard and L'Ecuyer 2011); the two-sample test uses it with n = round(n1 n2 / (n1 + n2)).
 *
 * @throws TribuneError `INVALID_ARGUMENT` unless n >= 1 is whole and d is finite
 */
export function kolmogorovSurvival(n: number, d: number): number {
  demandCount(n, 'n');
  demand(n >= 1, 'n is 0', 'Pass at least one person.');
  demandFinite(d, 'd');
  const t = n * d;
  if (d >= 1) return 0;
  if (t <= 0.5) return 1;
  if (t <= 1) return 1 - Math.exp(logFactorialOverPower(n) + n * Math.log(2 * t - 1));
  if (t >= n - 1) return 2 * (1 - d) ** n;
  const square = t * d;
  if (square >= UNDERFLOW_FROM) return 0;
  const twiceFrom = n <= EXACT_UP_TO_N ? TWICE_ONE_SIDED_FROM_SMALL_N : TWICE_ONE_SIDED_FROM;
  if (d >= 0.5 || square >= twiceFrom) return Math.min(1, 2 * oneSidedSurvival(n, d));
  const byMatrix = n <= EXACT_UP_TO_N || (n <= MATRIX_UP_TO_N && n * d ** 1.5 <= MATRIX_UP_TO);
  return Math.min(1, Math.max(0, 1 - (byMatrix ? matrixCdf(n, d) : pelzGoodCdf(n, d))));
}

/** log(n! / n^n). */
function logFactorialOverPower(n: number): number {
  return 0.5 * Math.log(n) - n + stirlingError(n) + HALF_LOG_TWO_PI;
}

/** P(D+ >= d), exact: Birnbaum and Tingey (1951). All terms are positive. */
function oneSidedSurvival(n: number, d: number): number {
  const last = Math.floor(n * (1 - d));
  let sum = 0;
  for (let j = 0; j <= last; j++) {
    const x = d + j / n;
    const y = 1 - x;
    if (y <= 0) break;
    sum += Math.exp(logBinomialTerm(j, n - j, x, y)) * (d / x);
  }
  return sum;
}

/** P(D < d) by Marsaglia, Tsang and Wang (2003), Journal of Statistical Software 8(18): the power of a banded matrix. */
function matrixCdf(n: number, d: number): number {
  const k = Math.ceil(n * d);
  const h = k - n * d;
  const size = 2 * k - 1;
  let power = { values: stepMatrix(size, h), logScale: 0 };
  let result: typeof power | null = null;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result === null ? power : multiply(result, power, size);
    if (rest > 1) power = multiply(power, power, size);
  }
  const centre = (k - 1) * size + (k - 1);
  return Math.exp(Math.log(result!.values[centre]!) + result!.logScale + logFactorialOverPower(n));
}

function stepMatrix(size: number, h: number): Float64Array {
  const factorials = Float64Array.from({ length: size + 1 }, () => 1);
  for (let i = 1; i <= size; i++) factorials[i] = factorials[i - 1]! * i;
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= Math.min(i + 1, size - 1); j++) {
      let entry = 1;
      if (j === 0) entry -= h ** (i + 1);
      if (i === size - 1) entry -= h ** (size - j);
      if (i === size - 1 && j === 0 && 2 * h - 1 > 0) entry += (2 * h - 1) ** size;
      values[i * size + j] = entry / factorials[i - j + 1]!;
    }
  }
  return values;
}

interface ScaledMatrix {
  readonly values: Float64Array;
  readonly logScale: number;
}

function multiply(a: ScaledMatrix, b: ScaledMatrix, size: number): ScaledMatrix {
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a.values[i * size + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) values[i * size + j]! += factor * b.values[k * size + j]!;
    }
  }
  const middle = values[Math.floor(size / 2) * (size + 1)]!;
  const scale = middle > RESCALE ? middle : 1;
  if (scale !== 1) for (let i = 0; i < values.length; i++) values[i]! /= scale;
  return { values, logScale: a.logScale + b.logScale + Math.log(scale) };
}

/** P(D < d) by Pelz and Good (1976), JRSS B 38, 152-156: the asymptotic series up to n^(-3/2). */
function pelzGoodCdf(n: number, d: number): number {
  const z = Math.sqrt(n) * d;
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const z8 = z4 * z4;
  let k0 = 0;
  let k1 = 0;
  let k2 = 0;
  let k3 = 0;
  for (let k = THETA_TERMS; k >= 0; k--) {
    const half = (Math.PI * (k + 0.5)) ** 2;
    const atHalf = 2 * Math.exp(-half / (2 * z2));
    k0 += atHalf;
    k1 += (half - z2) * atHalf;
    k2 += (6 * z6 + 2 * z4 + half * (2 * z4 - 5 * z2) + half * half * (1 - 2 * z2)) * atHalf;
    const cubic = half ** 3 * (5 - 30 * z2) + half * half * (212 * z4 - 60 * z2);
    k3 += (cubic + half * (135 * z4 - 96 * z6) - 30 * z6 - 90 * z8) * atHalf;
  }
  let whole2 = 0;
  let whole3 = 0;
  for (let k = THETA_TERMS; k >= 1; k--) {
    const whole = (Math.PI * k) ** 2;
    const atWhole = 2 * Math.exp(-whole / (2 * z2));
    whole2 += whole * atWhole;
    whole3 += (3 * whole * z2 - whole * whole) * atWhole;
  }
  const leading = (ROOT_HALF_PI / z) * k0;
  const first = (ROOT_HALF_PI / (6 * z4)) * k1;
  const second = ROOT_HALF_PI * (k2 / (72 * z6 * z) - whole2 / (36 * z2 * z));
  const third = ROOT_HALF_PI * (k3 / (6480 * z8 * z2) + whole3 / (216 * z6));
  return leading + first / Math.sqrt(n) + second / n + third / (n * Math.sqrt(n));
}
