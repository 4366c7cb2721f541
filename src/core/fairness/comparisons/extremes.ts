import { aucFromDistribution } from '../../stats/auc/index.js';
import { wilson } from '../../stats/proportion/index.js';
import { criticalValue } from '../../stats/special/index.js';
import type { MetricSettings } from '../metrics/options.js';
import { isIntegerMetric, rateOf } from '../metrics/rates.js';
import type { Group } from '../tally/groups.js';
import type { Compare, MetricName } from '../tally/types.js';
import { scoreMoments } from './compare-means.js';

export interface ExtremesInterval {
  readonly lower: number | null;
  readonly upper: number | null;
  readonly method: string;
  /** Why there is no interval. */
  readonly reason: string | null;
}

/** A value of one group with its limits at the simultaneous level. */
export interface Limits {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Above this many pairs the limits of single groups are used, whose cost grows with the groups only. 20,000 pairs are 200 groups. The
 * number is our choice.
 */
const MAX_PAIRS = 20_000;

const NO_INTERVAL =
  'no interval: the extremes of several groups have no honest one for this metric; see the comparisons';

/**
 * Interval of the largest gap over all pairs of groups. Every pair gets an interval at 1 - (1 - level) / pairs (Bonferroni), so that with
 * the stated chance all hold at once; then the true largest gap lies between the largest lower and the largest upper bound, whichever pair
 * it belongs to. With two groups this is the plain interval of the pair. (Resampling the maximum instead would be biased upward: noise
 * alone makes a largest gap.)
 *
 * Pairs: Newcombe (1998) for differences and its companion for ratios, Donner and Zou (2012), Statistical Methods in Medical Research 21,
 * 347-359, equation 9, both from single limits: Wilson for rates, normal for AUC (DeLong's variance) and mean scores.
 */
export function extremesInterval(
  groups: readonly Group[],
  metric: MetricName,
  compare: Compare,
  options: Pick<MetricSettings, 'favourable' | 'level'>,
): ExtremesInterval {
  const pairs = (groups.length * (groups.length - 1)) / 2;
  const single = pairs > MAX_PAIRS;
  const level = 1 - (1 - options.level) / (single ? groups.length : pairs);
  const limits = groups.map((group) => limitsOf(group, metric, options.favourable, level));
  if (limits.some((one) => one === null) || (compare === 'ratio' && !isIntegerMetric(metric))) {
    return { lower: null, upper: null, method: 'none', reason: NO_INTERVAL };
  }
  const known = limits as Limits[];
  const bounds = single ? fromSingleLimits(known, compare) : fromPairs(known, compare);
  return { ...bounds, method: `simultaneous ${methodOf(metric, compare, single)}`, reason: null };
}

function methodOf(metric: MetricName, compare: Compare, single: boolean): string {
  if (!isIntegerMetric(metric)) return metric === 'auc' ? 'delong' : 'normal';
  if (single) return 'wilson';
  return compare === 'difference' ? 'newcombe' : 'donner-zou';
}

function limitsOf(group: Group, metric: MetricName, favourable: 0 | 1, level: number): Limits | null {
  if (isIntegerMetric(metric)) {
    const rate = rateOf(group, metric, favourable);
    const interval = wilson(rate, level);
    return interval === null ? null : { value: rate.successes / rate.n, ...interval };
  }
  if (metric === 'mean_score') {
    const moments = scoreMoments(group);
    if (moments === null || moments.n < 2) return null;
    return normalLimits(moments.mean, moments.variance / moments.n, level);
  }
  if (metric !== 'auc' || group.distribution === null) return null;
  const { auc, variance } = aucFromDistribution(group.distribution.positives, group.distribution.negatives);
  return auc === null || !variance ? null : normalLimits(auc, variance, level);
}

function normalLimits(value: number, variance: number, level: number): Limits {
  const reach = criticalValue(level) * Math.sqrt(variance);
  return { value, lower: value - reach, upper: value + reach };
}

/** The widest pair: the largest difference, or the smallest ratio, among all pairs of groups. */
export function fromPairs(limits: readonly Limits[], compare: Compare): { lower: number; upper: number } {
  let [lower, upper] = compare === 'difference' ? [0, 0] : [1, 1];
  const [of, pick] = compare === 'difference' ? [differenceLimits, Math.max] : [ratioLimits, Math.min];
  limits.forEach((a, i) => {
    limits.forEach((b, j) => {
      if (i === j) return;
      const pair = of(a, b);
      lower = pick(lower, pair.lower);
      upper = pick(upper, pair.upper);
    });
  });
  return { lower, upper };
}

/** The true extremes lie between the extremes of the limits. */
function fromSingleLimits(limits: readonly Limits[], compare: Compare): { lower: number; upper: number } {
  const extreme = (of: (one: Limits) => number, pick: (a: number, b: number) => number) => limits.map(of).reduce(pick);
  const max = (a: number, b: number) => Math.max(a, b);
  const min = (a: number, b: number) => Math.min(a, b);
  const highest = { lower: extreme((l) => l.lower, max), upper: extreme((l) => l.upper, max) };
  const lowest = { lower: extreme((l) => l.lower, min), upper: extreme((l) => l.upper, min) };
  if (compare === 'difference') {
    return { lower: Math.max(0, highest.lower - lowest.upper), upper: highest.upper - lowest.lower };
  }
  return { lower: lowest.lower / highest.upper, upper: Math.min(1, lowest.upper / highest.lower) };
}

/** Limits of a.value - b.value from those of each: Newcombe's square-and-add. */
export function differenceLimits(a: Limits, b: Limits): { lower: number; upper: number } {
  const difference = a.value - b.value;
  return {
    lower: difference - Math.hypot(a.value - a.lower, b.upper - b.value),
    upper: difference + Math.hypot(a.upper - a.value, b.value - b.lower),
  };
}

/**
 * Limits of a.value / b.value from those of each; `upper` is Infinity where b may be 0. Roots of Donner and Zou's quadratic: with p = a b,
 * T = l (2a - l) and B = u (2b - u) the lower is (p - sqrt(p^2 - T B)) / B = T / (p + sqrt(p^2 - T B)), which needs no care at B = 0.
 */
export function ratioLimits(a: Limits, b: Limits): { lower: number; upper: number } {
  const product = a.value * b.value;
  const root = (top: number, bottom: number) => Math.sqrt(Math.max(0, product * product - top * bottom));
  const lowTop = a.lower * (2 * a.value - a.lower);
  const lowRoot = product + root(lowTop, b.upper * (2 * b.value - b.upper));
  const highBottom = b.lower * (2 * b.value - b.lower);
  const highRoot = product + root(a.upper * (2 * a.value - a.upper), highBottom);
  return {
    lower: lowRoot === 0 ? 0 : Math.max(0, lowTop / lowRoot),
    upper: highBottom <= 0 ? Number.POSITIVE_INFINITY : highRoot / highBottom,
  };
}
