import { demand, demandLevel } from '../base/check.js';
import type { Interval } from '../base/estimate.js';
import { effective, type Proportion } from '../proportion/proportion.js';
import { betaQuantile } from '../special/beta.js';
import { logGamma } from '../special/log-gamma.js';

/** A group's rate drawn towards the others. */
export interface ShrunkenRate {
  /** successes / n; null when the group is empty. */
  readonly raw: number | null;
  /** Posterior mean under the fitted prior; the prior mean when the group is empty. */
  readonly shrunken: number;
  /** Equal-tailed posterior interval; it does not count that the prior itself was estimated. */
  readonly interval: Interval;
  /** How much of `shrunken` comes from the prior, 0..1. */
  readonly weightOfPrior: number;
}

/** The fitted prior beta(alpha, beta) and what it makes of each group. */
export interface BetaBinomialFit {
  readonly method: 'marginal maximum likelihood';
  readonly alpha: number;
  readonly beta: number;
  /** alpha / (alpha + beta). */
  readonly mean: number;
  /** alpha + beta: how many people the prior counts for. */
  readonly precision: number;
  /** True when the groups differ no more than by chance: the precision then stands at its cap, the number of all people. */
  readonly atCap: boolean;
  readonly groups: readonly ShrunkenRate[];
}

/** The prior counts for at least this many people, which spreads it nearly to 0 and 1. */
const LEAST_PRECISION = 0.01;
/** Golden-section steps inside the search for the precision, and for the final mean: 0.618^30 is 5e-7 of the range. */
const COARSE_STEPS = 30;
const FINE_STEPS = 60;
const SCAN_POINTS = 40;
const GOLDEN = 0.6180339887498949;
/** The mean is sought on the logit scale within this distance from the pooled rate's logit. */
const LOGIT_REACH = 6;
const DEFAULT_LEVEL = 0.95;

interface Counted {
  readonly successes: number;
  readonly failures: number;
  readonly n: number;
}

/** The distinct counts that the likelihood depends on, and how often each occurs: many small groups share few distinct counts. */
interface Pooled {
  readonly groups: number;
  readonly successes: readonly Times[];
  readonly failures: readonly Times[];
  readonly n: readonly Times[];
}

interface Times {
  readonly value: number;
  readonly times: number;
}

function pool(groups: readonly Counted[]): Pooled {
  const times = (of: (group: Counted) => number): Times[] => {
    const byValue = new Map<number, number>();
    for (const group of groups) byValue.set(of(group), (byValue.get(of(group)) ?? 0) + 1);
    return [...byValue].map(([value, count]) => ({ value, times: count }));
  };
  return {
    groups: groups.length,
    successes: times((g) => g.successes),
    failures: times((g) => g.failures),
    n: times((g) => g.n),
  };
}

const sumLogGamma = (list: readonly Times[], shift: number): number =>
  list.reduce((sum, { value, times }) => sum + times * logGamma(shift + value), 0);

/** log likelihood of the groups when rates come from a beta with this mean and precision (constant terms left out). */
function logLikelihood(pooled: Pooled, mean: number, precision: number): number {
  const alpha = mean * precision;
  const beta = (1 - mean) * precision;
  const prior = logGamma(precision) - logGamma(alpha) - logGamma(beta);
  return (
    pooled.groups * prior +
    sumLogGamma(pooled.successes, alpha) +
    sumLogGamma(pooled.failures, beta) -
    sumLogGamma(pooled.n, precision)
  );
}

/** The argument at which a function with one peak is largest, by golden section. */
function argMax(f: (x: number) => number, [from, to]: readonly [number, number], steps: number): number {
  let low = from;
  let high = to;
  let left = high - GOLDEN * (high - low);
  let right = low + GOLDEN * (high - low);
  let atLeft = f(left);
  let atRight = f(right);
  for (let step = 0; step < steps; step++) {
    if (atLeft < atRight) {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + GOLDEN * (high - low);
      atRight = f(right);
    } else {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - GOLDEN * (high - low);
      atLeft = f(left);
    }
  }
  return (low + high) / 2;
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Fits the mean and the log of the precision: it scans precisions, each with its best mean, and searches around the best of them by golden
 * section.
 */
function fitPrior(groups: readonly Counted[]): { mean: number; precision: number; atCap: boolean } {
  const people = groups.reduce((sum, g) => sum + g.n, 0);
  const successes = groups.reduce((sum, g) => sum + g.successes, 0);
  // Half a success and half a failure keep the logit finite when all groups are empty or full.
  const centre = Math.log((successes + 0.5) / (people - successes + 0.5));
  const logits = [centre - LOGIT_REACH, centre + LOGIT_REACH] as const;
  const pooled = pool(groups);
  const bestMean = (precision: number, steps: number) =>
    logistic(argMax((x) => logLikelihood(pooled, logistic(x), precision), logits, steps));
  const profile = (logPrecision: number) => {
    const precision = Math.exp(logPrecision);
    return logLikelihood(pooled, bestMean(precision, COARSE_STEPS), precision);
  };
  const from = Math.log(LEAST_PRECISION);
  const to = Math.log(Math.max(people, 1));
  const step = (to - from) / SCAN_POINTS;
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i <= SCAN_POINTS; i++) {
    const value = profile(from + i * step);
    if (value > highest) {
      highest = value;
      best = i;
    }
  }
  const around = [from + Math.max(0, best - 1) * step, from + Math.min(SCAN_POINTS, best + 1) * step] as const;
  const logPrecision = argMax(profile, around, COARSE_STEPS);
  const atCap = best === SCAN_POINTS && profile(to) >= profile(logPrecision);
  const precision = Math.exp(atCap ? to : logPrecision);
  return { mean: bestMean(precision, FINE_STEPS), precision, atCap };
}

function shrink(p: Counted | null, alpha: number, beta: number, level: number): ShrunkenRate {
  const precision = alpha + beta;
  const a = alpha + (p?.successes ?? 0);
  const b = beta + (p?.failures ?? 0);
  const tail = (1 - level) / 2;
  return {
    raw: p && p.successes / p.n,
    shrunken: a / (a + b),
    interval: { lower: betaQuantile(tail, a, b), upper: betaQuantile(1 - tail, a, b) },
    weightOfPrior: precision / (precision + (p?.n ?? 0)),
  };
}

/**
 * Partial pooling: the rates of many groups are taken as draws of one beta distribution, fitted by maximum marginal likelihood (Griffiths
 * (1973), Biometrics 29, 637-648); each group's rate is then its posterior mean (empirical Bayes, Morris (1983), JASA 78, 47-55). It is
 * meant to be shown beside raw rates, so that small cells no longer look extreme by luck. The precision is capped at the number of all
 * people, so that groups which agree by chance still get intervals with width. Null with fewer than two groups that have people.
 *
 * @param groups successes and n of each group; empty groups get the prior
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 * @example fitBetaBinomial([{ successes: 0, n: 2 }, { successes: 40, n: 100 }])?.groups[0]?.shrunken // above 0
 */
export function fitBetaBinomial(
  groups: readonly Proportion[],
  options: { level?: number } = {},
): BetaBinomialFit | null {
  const level = options.level ?? DEFAULT_LEVEL;
  demandLevel(level);
  const counted = groups.map(effective);
  const filled = counted.filter((g): g is NonNullable<typeof g> => g !== null);
  if (filled.length < 2) return null;
  const { mean, precision, atCap } = fitPrior(filled);
  const alpha = mean * precision;
  const beta = (1 - mean) * precision;
  return {
    method: 'marginal maximum likelihood',
    alpha,
    beta,
    mean,
    precision,
    atCap,
    groups: counted.map((g) => shrink(g, alpha, beta, level)),
  };
}

/**
 * `fitBetaBinomial` from two lists of the same length.
 * @throws TribuneError `INVALID_ARGUMENT` on lists of different length, impossible counts or level
 */
export function betaBinomialFit(
  successes: readonly number[],
  n: readonly number[],
  options: { level?: number } = {},
): BetaBinomialFit | null {
  demand(
    successes.length === n.length,
    `${successes.length} successes and ${n.length} sizes`,
    'Pass one size per count of successes.',
  );
  return fitBetaBinomial(
    successes.map((count, g) => ({ successes: count, n: n[g]! })),
    options,
  );
}
