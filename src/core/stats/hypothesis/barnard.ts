import { demand } from '../base/check.js';
import { demandWholeCounts, effectivePair, POOLED_INSTEAD, type Proportion } from '../proportion/proportion.js';
import { binomialLogPmf } from '../special/pmf.js';

/** Largest total number of people: beyond it the search takes seconds, and the z test is as good. */
export const BARNARD_MAX_PEOPLE = 300;
/** Tables whose statistic is this close to the observed one are ties. */
const TIE_TOLERANCE = 1e-9;
/** Grid of the nuisance rate: finer than any peak of a polynomial of degree 300. */
const GRID = 1000;
const REFINE_STEPS = 60;
const GOLDEN = 0.6180339887498949;

/** Pooled z of k of nA against l of nB, squared; 0 where it is 0/0. */
function squaredZ(k: number, nA: number, l: number, nB: number): number {
  const pooled = (k + l) / (nA + nB);
  const variance = pooled * (1 - pooled) * (1 / nA + 1 / nB);
  const difference = k / nA - l / nB;
  return variance > 0 ? (difference * difference) / variance : 0;
}

/** For each number of successes in all, the log of how many samples reach the observed statistic; the sum over k of C(nA, k) C(nB, l). */
function logWaysBySuccesses(a: Proportion, b: Proportion): Float64Array {
  const least = squaredZ(a.successes, a.n, b.successes, b.n) * (1 - TIE_TOLERANCE);
  const logChooseA = logChoose(a.n);
  const logChooseB = logChoose(b.n);
  const logWays = new Float64Array(a.n + b.n + 1).fill(Number.NEGATIVE_INFINITY);
  for (let k = 0; k <= a.n; k++) {
    for (let l = 0; l <= b.n; l++) {
      if (squaredZ(k, a.n, l, b.n) < least) continue;
      const ways = logChooseA[k]! + logChooseB[l]!;
      const old = logWays[k + l]!;
      const high = Math.max(old, ways);
      logWays[k + l] = high + Math.log1p(Math.exp(Math.min(old, ways) - high));
    }
  }
  return logWays;
}

function logChoose(n: number): Float64Array {
  return Float64Array.from({ length: n + 1 }, (_, k) => binomialLogPmf(k, n, 0.5) + n * Math.LN2);
}

/**
 * Barnard's unconditional exact test of equal rates, two-sided, tables ordered by the pooled z: the largest probability, over the
 * unknown common rate, of a table at least as extreme. For at most 300 people. Null when a group is empty.
 * Barnard (1947), Biometrika 34, 123-138; Suissa and Shuster (1985), JRSS A 148, 317-327.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible or fractional counts, sampling weights, or more than 300 people
 */
export function barnard(a: Proportion, b: Proportion): number | null {
  if (!effectivePair(a, b)) return null;
  demandWholeCounts(a, "Barnard's test", POOLED_INSTEAD);
  demandWholeCounts(b, "Barnard's test", POOLED_INSTEAD);
  const n = a.n + b.n;
  demand(n <= BARNARD_MAX_PEOPLE, `Barnard's test for ${n} people`, `Use it for at most ${BARNARD_MAX_PEOPLE}.`);
  const logWays = logWaysBySuccesses(a, b);
  const probability = (rate: number): number => {
    let sum = 0;
    for (let s = 0; s <= n; s++) {
      const ways = logWays[s]!;
      if (ways === Number.NEGATIVE_INFINITY) continue;
      sum += Math.exp(ways + (s === 0 ? 0 : s * Math.log(rate)) + (s === n ? 0 : (n - s) * Math.log1p(-rate)));
    }
    return sum;
  };
  return Math.min(1, maximize(probability));
}

/** Largest value of a smooth function over [0, 1]: a grid, then a golden-section search around every peak that could win. */
function maximize(f: (rate: number) => number): number {
  const valueAt = Float64Array.from({ length: GRID + 1 }, (_, i) => f(i / GRID));
  let best = Math.max(...valueAt);
  const couldWin = best * 0.98;
  for (let i = 1; i < GRID; i++) {
    const isPeak = valueAt[i]! >= valueAt[i - 1]! && valueAt[i]! >= valueAt[i + 1]!;
    if (isPeak && valueAt[i]! >= couldWin) best = Math.max(best, goldenMaximum(f, (i - 1) / GRID, (i + 1) / GRID));
  }
  return best;
}

function goldenMaximum(f: (x: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  let best = 0;
  for (let step = 0; step < REFINE_STEPS && high - low > Number.EPSILON; step++) {
    const left = high - GOLDEN * (high - low);
    const right = low + GOLDEN * (high - low);
    const atLeft = f(left);
    const atRight = f(right);
    best = Math.max(best, atLeft, atRight);
    if (atLeft < atRight) low = left;
    else high = right;
  }
  return best;
}
