import { demandWholeCounts, effectivePair, POOLED_INSTEAD, type Proportion } from '../proportion/proportion.js';
import { hypergeometricLogPmf } from '../special/pmf.js';

/** A table counts as no likelier than the observed one up to this relative error of its probability, as in R's fisher.test. */
const TIE_TOLERANCE = 1e-7;
/** Terms below this share of the sum no longer change a double. */
const NEGLIGIBLE = 1e-18;

/** The hypergeometric distribution of a's successes when both margins are fixed. */
interface Margins {
  readonly nA: number;
  readonly nB: number;
  readonly successes: number;
  readonly from: number;
  readonly to: number;
}

function marginsOf(a: Proportion, b: Proportion): Margins {
  const successes = a.successes + b.successes;
  return { nA: a.n, nB: b.n, successes, from: Math.max(0, successes - b.n), to: Math.min(a.n, successes) };
}

const logPmf = (k: number, m: Margins): number => hypergeometricLogPmf(k, m.nA, m.nB, m.successes);

/** P(k + 1) / P(k). */
const stepUp = (k: number, m: Margins): number =>
  ((m.nA - k) * (m.successes - k)) / ((k + 1) * (m.nB - m.successes + k + 1));

/** log of the probability of `start` and everything beyond it in one direction. Terms come from their quotients: one logarithm in all. */
function logTail(start: number, direction: 1 | -1, m: Margins): number {
  let term = 1;
  let sum = 1;
  let scale = logPmf(start, m);
  for (let k = start; direction === 1 ? k < m.to : k > m.from; k += direction) {
    term *= direction === 1 ? stepUp(k, m) : 1 / stepUp(k - 1, m);
    sum += term;
    if (term < NEGLIGIBLE * sum) break;
    if (sum > 1e250) {
      scale += Math.log(sum);
      term /= sum;
      sum = 1;
    }
  }
  return scale + Math.log(sum);
}

/** log(e^x + e^y). */
function logAdd(x: number, y: number): number {
  const high = Math.max(x, y);
  return high === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(Math.min(x, y) - high));
}

/** The nearest table beyond the mode, seen from `k`, that is no likelier than `limit`; null when all of them are likelier. */
function firstAcross(k: number, mode: number, limit: number, m: Margins): number | null {
  const upwards = k < mode;
  const end = upwards ? m.to : m.from;
  if (logPmf(end, m) > limit) return null;
  let likely = mode;
  let unlikely = end;
  if (logPmf(likely, m) <= limit) return likely;
  while (Math.abs(unlikely - likely) > 1) {
    const middle = Math.floor((likely + unlikely) / 2);
    if (logPmf(middle, m) <= limit) unlikely = middle;
    else likely = middle;
  }
  return unlikely;
}

/**
 * Natural log of Fisher's exact two-sided p-value, for p-values too small for a double. Null when a group is empty.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible or fractional counts, or with sampling weights
 */
export function fisherExactLog(a: Proportion, b: Proportion): number | null {
  if (!effectivePair(a, b)) return null;
  demandWholeCounts(a, "Fisher's exact test", POOLED_INSTEAD);
  demandWholeCounts(b, "Fisher's exact test", POOLED_INSTEAD);
  const m = marginsOf(a, b);
  const k = a.successes;
  const mode = Math.floor(((m.successes + 1) * (m.nA + 1)) / (m.nA + m.nB + 2));
  const limit = logPmf(k, m) + Math.log1p(TIE_TOLERANCE);
  if (k === mode || logPmf(mode, m) <= limit) return 0;
  const near = logTail(k, k < mode ? -1 : 1, m);
  const across = firstAcross(k, mode, limit, m);
  const far = across === null ? Number.NEGATIVE_INFINITY : logTail(across, k < mode ? 1 : -1, m);
  return Math.min(0, logAdd(near, far));
}

/**
 * Fisher's exact test of equal rates, two-sided: the probability, margins fixed, of all tables no likelier than the observed one.
 * Null when a group is empty. It is 0 only where the true value is below the smallest double; `fisherExactLog` has it then.
 *
 * Works from the observed table outwards in both tails: some thousand steps at 100,000 people.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible or fractional counts, or with sampling weights
 * @example fisherExact({ successes: 3, n: 4 }, { successes: 1, n: 4 }) // 34/70
 */
export function fisherExact(a: Proportion, b: Proportion): number | null {
  const log = fisherExactLog(a, b);
  return log === null ? null : Math.exp(log);
}

/**
 * Fisher's exact one-sided test against "the rate of a is higher": the probability, margins fixed, of at least as many successes of a.
 * Null when a group is empty.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible or fractional counts, or with sampling weights
 * @example fisherGreater({ successes: 3, n: 4 }, { successes: 1, n: 4 }) // 17/70
 */
export function fisherGreater(a: Proportion, b: Proportion): number | null {
  if (!effectivePair(a, b)) return null;
  demandWholeCounts(a, "Fisher's one-sided test", POOLED_INSTEAD);
  demandWholeCounts(b, "Fisher's one-sided test", POOLED_INSTEAD);
  return Math.min(1, Math.exp(logTail(a.successes, 1, marginsOf(a, b))));
}

/**
 * Fisher's mid-p: twice the smaller tail, where the observed table counts half. Null when a group is empty.
 * Lancaster (1961), JASA 56, 223-234.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible or fractional counts, or with sampling weights
 */
export function fisherMidP(a: Proportion, b: Proportion): number | null {
  if (!effectivePair(a, b)) return null;
  demandWholeCounts(a, "Fisher's mid-p", POOLED_INSTEAD);
  demandWholeCounts(b, "Fisher's mid-p", POOLED_INSTEAD);
  const m = marginsOf(a, b);
  const k = a.successes;
  const half = logPmf(k, m) - Math.LN2;
  const beyond = (next: number, direction: 1 | -1) =>
    next < m.from || next > m.to ? Number.NEGATIVE_INFINITY : logTail(next, direction, m);
  const lower = logAdd(half, beyond(k - 1, -1));
  const upper = logAdd(half, beyond(k + 1, 1));
  return Math.min(1, 2 * Math.exp(Math.min(lower, upper)));
}
