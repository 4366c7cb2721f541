import { type FrontierGroup, type LabelledCounts, thresholdCurve } from '../../fairness/frontier/index.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import type { UtilityValues } from '../../fairness/utility/index.js';
import { refused } from '../groups/index.js';
import { checkComparable, NOBODY } from '../rules/index.js';
import {
  CUTOFF_METRICS,
  type CutoffBound,
  type CutoffMetric,
  checkBounds,
  cutoffMetricOf,
  loosened,
  missOf,
} from './bounds.js';
import { EVERYBODY, isLoss, type Quotient, quotientOf, sumOf, utilityQuotient, type Weights } from './objective.js';
import { bestPlaces, type Window, windowOf } from './windows.js';

export interface BestCutoffsOptions {
  /** What all people taken together should have as much of as can be (of false rates as little), or what decisions are worth. */
  readonly objective: CutoffMetric | { readonly utility: UtilityValues };
  /** What is asked of the groups; none: the best cutoff of each. */
  readonly bounds?: readonly CutoffBound[];
  /** The prediction that is good for a person; default 1. */
  readonly favourable?: 0 | 1;
}

export interface BestCutoffs {
  /** Whoever of a group has this score or more gets 1; labelled people by decision and label. */
  readonly groups: readonly { readonly key: GroupKey; readonly cutoff: number; readonly counts: LabelledCounts }[];
  /** The objective of all people. */
  readonly objective: number;
  /** By how much the bounds are missed where no cutoffs keep all of them: the least that one has to give way by; else 0. */
  readonly missed: number;
  /** Share of the cutoffs that were looked at: 1, and the optimum is exact, unless several bounds compare more people than can be looked through. */
  readonly lookedAt: number;
}

/** Steps in which an objective that is a quotient settles; each at least doubles its digits. */
const MOST_STEPS = 50;
const SETTLED = 1e-12;
/** Steps in which the least miss is found, each halving what is not known of it. */
const MISS_STEPS = 24;
/** Places times lowest values that are looked through with several bounds that compare groups. */
const MOST_PAIRS = 2e8;

/**
 * One cutoff for each group, without any draw, that keeps bounds on any metrics of decisions and is best by any of them: the exact optimum over
 * all cutoffs of all groups. It flatters: judge it on others. Where no cutoffs keep the bounds, the nearest by the least that they have to
 * give way by. A metric that is undefined for a group at a cutoff, such as the precision where nobody gets 1, keeps no bound.
 * A quotient is made as large as possible by sums (Dinkelbach 1967, On nonlinear fractional programming); groups hang together by the lowest value alone.
 *
 * @param groups scores of labelled people by group, as `scoredGroups` gives them
 * @throws TribuneError INVALID_ARGUMENT for bounds that say nothing, fewer than two groups or one without both labels, or bounds on what is
 *   defined at no cutoff
 * @example
 * bestCutoffs(scored, { objective: 'f1', bounds: [{ metric: 'positive_predictive_value', compare: 'difference', max: 0.05 }] }).groups;
 */
export function bestCutoffs(groups: readonly FrontierGroup[], options: BestCutoffsOptions): BestCutoffs {
  const { objective, bounds = [], favourable = 1 } = options;
  checkComparable(groups);
  checkBounds(bounds);
  if (typeof objective === 'string' && !CUTOFF_METRICS.includes(objective))
    throw refused(`an objective "${objective}"`, `Give one of ${CUTOFF_METRICS.join(', ')}.`);
  const comparing = bounds.filter(({ compare }) => compare !== 'value').length;
  const all = groups.map(stepsOf);
  const kept = thinned(all, comparing);
  const total = (of: (steps: Steps) => number): number => all.reduce((sum, steps) => sum + of(steps), 0);
  const quotient =
    typeof objective === 'string'
      ? quotientOf(objective, {
          favourable,
          positives: total(({ counts }) => counts[0]!.tp + counts[0]!.fn),
          negatives: total(({ counts }) => counts[0]!.fp + counts[0]!.tn),
        })
      : utilityQuotient(objective.utility);
  const search = (by: number): { places: number[]; value: number } | null =>
    bestUnder(
      kept,
      quotient,
      bounds.map((bound) => loosened(bound, by)),
      favourable,
    );
  let [missed, found] = [0, search(0)];
  if (found === null) [missed, found] = nearest(search);
  const counts = found.places.map((place, g) => kept[g]!.counts[place]!);
  const misses = bounds.map((bound) =>
    missOf(
      bound,
      counts.map((one) => cutoffMetricOf(one, bound.metric, favourable)!),
    ),
  );
  const sign = typeof objective === 'string' && isLoss(objective) ? -1 : 1;
  return {
    groups: groups.map(({ key }, g) => ({ key, cutoff: kept[g]!.cutoffs[found.places[g]!]!, counts: counts[g]! })),
    objective: sign * found.value,
    missed: missed === 0 ? 0 : Math.max(...misses),
    lookedAt: kept.reduce((sum, { cutoffs }) => sum + cutoffs.length, 0) / total(({ cutoffs }) => cutoffs.length),
  };
}

interface Steps {
  readonly cutoffs: readonly number[];
  readonly counts: readonly LabelledCounts[];
}

/** Every cutoff of a group, midway between two scores, and whom it gives what. */
function stepsOf(group: FrontierGroup): Steps {
  const { cutoffs, tp, fp, positives, negatives } = thresholdCurve(group);
  return {
    cutoffs: Array.from(cutoffs, (score, i) => {
      if (i === 0) return NOBODY;
      if (i === cutoffs.length - 1) return -NOBODY;
      const middle = (score + cutoffs[i + 1]!) / 2;
      return middle > cutoffs[i + 1]! ? middle : score;
    }),
    counts: Array.from(cutoffs, (_, i) => ({ tp: tp[i]!, fp: fp[i]!, fn: positives - tp[i]!, tn: negatives - fp[i]! })),
  };
}

/** Every k-th cutoff, where several bounds would have to be looked through for too many of them. */
function thinned(all: readonly Steps[], comparing: number): readonly Steps[] {
  if (comparing < 2) return all;
  const places = all.reduce((sum, { cutoffs }) => sum + cutoffs.length, 0);
  const most = MOST_PAIRS ** (1 / comparing);
  if (places <= most) return all;
  const every = Math.ceil(places / most);
  const isKept = (i: number, length: number): boolean => i % every === 0 || i === length - 1;
  return all.map(({ cutoffs, counts }) => ({
    cutoffs: cutoffs.filter((_, i) => isKept(i, cutoffs.length)),
    counts: counts.filter((_, i) => isKept(i, counts.length)),
  }));
}

/** The best places that keep the bounds; null where none do, or where the objective is defined at none of them. */
function bestUnder(
  groups: readonly Steps[],
  { top, bottom, floor }: Quotient,
  bounds: readonly CutoffBound[],
  favourable: 0 | 1,
): { places: number[]; value: number } | null {
  const valuesOf = (metric: CutoffMetric): Float64Array[] =>
    groups.map(({ counts }) =>
      Float64Array.from(counts, (one) => cutoffMetricOf(one, metric, favourable) ?? Number.NaN),
    );
  const allowed = groups.map(({ counts }) => new Uint8Array(counts.length).fill(1));
  const windows: Window[] = [];
  for (const bound of bounds) {
    const values = valuesOf(bound.metric);
    allowed.forEach((may, g) => {
      for (let place = 0; place < may.length; place++)
        if (
          Number.isNaN(values[g]![place]!) ||
          (bound.compare === 'value' && missOf(bound, [values[g]![place]!]) > SETTLED)
        )
          may[place] = 0;
    });
    if (bound.compare === 'value') continue;
    const end =
      bound.compare === 'difference'
        ? (low: number) => low + bound.max
        : (low: number) => (bound.min > 0 ? low / bound.min : Number.POSITIVE_INFINITY);
    windows.push(windowOf(values, end));
  }
  const worthOf = (weights: Weights, place: readonly number[]): number =>
    place.reduce((sum, one, g) => sum + sumOf(weights, groups[g]!.counts[one]!), 0);
  let value = floor;
  let best: number[] | null = null;
  for (let step = 0; step < MOST_STEPS; step++) {
    const worth = groups.map(({ counts }) =>
      Float64Array.from(counts, (one) => sumOf(top, one) - value * sumOf(bottom, one)),
    );
    const found = bestPlaces(worth, allowed, windows);
    if (found === null) return null;
    const whole = worthOf(bottom, found.places);
    // Nobody in the denominator: no cutoffs that keep the bounds give the objective a larger value than the last.
    if (!(whole > 0)) break;
    const next = worthOf(top, found.places) / whole;
    if (best !== null && !(next > value + SETTLED)) break;
    [best, value] = [found.places, next];
    // Of everybody there are as many at all cutoffs: the sum is the quotient, and the first is the best.
    if (bottom === EVERYBODY) break;
  }
  return best === null ? null : { places: best, value };
}

/** The least by which bounds have to give way, and the best places then. */
function nearest(
  search: (by: number) => { places: number[]; value: number } | null,
): [number, { places: number[]; value: number }] {
  let [low, high] = [0, 1];
  let found = search(high);
  if (found === null)
    throw refused(
      'a bound or the objective is defined for some group at no cutoff that the others allow',
      'Ask for other metrics: that of a group without such people is not known.',
    );
  for (let step = 0; step < MISS_STEPS; step++) {
    const middle = (low + high) / 2;
    const there = search(middle);
    if (there === null) low = middle;
    else [high, found] = [middle, there];
  }
  return [high, found];
}
