import { TribuneError } from '../../base/errors.js';
import { nearName } from '../../base/suggest.js';
import type { Estimate, EstimateBounds } from '../../stats/base/index.js';
import { type MetricOptions, type MetricSettings, metricSettings } from '../metrics/options.js';
import type { Compare, IntegerMetric } from '../tally/types.js';
import { type MembershipBounds, membershipBounds } from './bounds.js';
import { moverDifference, moverRatio, ratioUpTo } from './mover-correlated.js';
import { type Membership, type RatedPeople, ratedPeople } from './people.js';
import { correlation, limitsOf, type Share, weightedShare } from './weighted.js';

/** What has to be true for the weighted value; the bounds need it not. */
export const INDEPENDENCE =
  'among people with equal probabilities of belonging to a group, outcomes do not depend on the group';

/** A number about a group whose members are known as probabilities only. */
export interface MembershipEstimate extends Estimate {
  /**
   * The range that the probabilities leave where nothing is assumed, and the outer ends of its limits at `level`. An end is null where it has no limit, or where
   * the number is undefined.
   */
  readonly bounds: EstimateBounds;
  /** Variance of the weighted value, linearised; null where it is undefined, and of ratios, whose limits are not made from one. */
  readonly variance: number | null;
  /** Kish's effective size of the people asked, counted by their probabilities; of two groups the smaller one. */
  readonly effectiveSize: number;
  /** What the weighted value rests on. */
  readonly assumption: string;
}

export interface MembershipRate extends MembershipEstimate {
  readonly metric: IntegerMetric;
  readonly group: string;
}

export interface MembershipGap extends MembershipEstimate {
  readonly metric: IntegerMetric;
  readonly compare: Compare;
  readonly group: string;
  readonly reference: string;
}

const NO_BOUNDS: EstimateBounds = { lower: null, upper: null, outerLower: null, outerUpper: null };

/** One group among the people of a rate. */
interface Side {
  readonly place: number;
  readonly share: Share | null;
  readonly bounds: MembershipBounds | null;
  /** Expected members asked. */
  readonly n: number;
}

function sideOf(membership: Membership, people: readonly RatedPeople[], group: string): Side {
  const place = membership.groups.indexOf(group);
  if (place < 0) {
    throw new TribuneError('INVALID_ARGUMENT', `there are no probabilities of the group "${group}"`, {
      remedy: `${nearName(group, membership.groups)}There are: ${membership.groups.join(', ')}.`,
    });
  }
  const n = people.reduce((sum, { probabilities, hit, miss }) => sum + probabilities[place]! * (hit.sum + miss.sum), 0);
  return { place, share: weightedShare(people, place), bounds: membershipBounds(people, place), n };
}

/**
 * A rate of every group whose members are known as probabilities only, such as those of BISG: the weighted value sum p y / sum p with its limits, and beside it
 * the bounds that hold without its assumption.
 *
 * - Weighted: off by the mean covariance of outcome and membership among people with equal probabilities, over the share of the group (Chen et al. 2019); that is zero
 *   under `INDEPENDENCE`. Variance of the linearised ratio, limits of Clopper and Pearson at the effective size.
 * - Bounds: Frechet's within parts of the range of probabilities (Kallus, Mao and Zhou 2022), `membershipBounds`. They assume that probabilities are right: that
 *   of people with probability p a share p belong to the group.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for options outside their range
 * @example
 * const race = membershipOf(tally, { white: 'p_white', black: 'p_black' });
 * membershipRates(race, 'selection_rate', { favourable: 1 })[1].bounds; // { lower: 0.31, upper: 0.78, outerLower: 0.29, outerUpper: 0.8 }
 */
export function membershipRates(
  membership: Membership,
  metric: IntegerMetric,
  options: MetricOptions,
): MembershipRate[] {
  const settings = metricSettings(options);
  const people = ratedPeople(membership, metric, settings.favourable);
  return membership.groups.map((group) => {
    const side = sideOf(membership, people, group);
    return { metric, group, ...rateEstimate(side, settings) };
  });
}

function rateEstimate({ share, bounds, n }: Side, settings: MetricSettings): MembershipEstimate {
  const outer = bounds?.at(settings.level);
  return {
    ...weighted(share && { value: share.value, ...limitsOf(share, settings.level) }, share?.size ?? 0, settings),
    n,
    variance: share?.variance ?? null,
    bounds:
      bounds === null
        ? NO_BOUNDS
        : { lower: bounds.lower, upper: bounds.upper, outerLower: outer!.lower, outerUpper: outer!.upper },
  };
}

const METHOD = 'probability-weighted, clopper-pearson at the effective size';

interface Spanned {
  readonly value: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** What weighted values of one and of two groups have in common. */
function weighted(found: Spanned | null, size: number, { level, minGroupSize }: MetricSettings) {
  const frame = { level, method: METHOD, effectiveSize: size, assumption: INDEPENDENCE };
  if (found === null)
    return {
      ...frame,
      estimate: null,
      lower: null,
      upper: null,
      status: 'undefined' as const,
      reason: 'nobody asked can belong to the group, or the rate of the reference is 0',
    };
  const { value: estimate, lower, upper } = found;
  if (size >= minGroupSize) return { ...frame, estimate, lower, upper, status: 'ok' as const };
  return {
    ...frame,
    estimate,
    lower,
    upper,
    status: 'insufficient' as const,
    reason: `the effective size is ${size.toFixed(1)}, below ${minGroupSize}`,
  };
}

/**
 * The difference (group minus reference) or ratio (group over reference) of a rate between two groups whose members are known as probabilities only. The weighted
 * limits are those of both rates, squared and added with their correlation, for the same people stand in both. The outer limits of
 * the bounds give half the error to either group, and so hold whatever the correlation is.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a group without probabilities, or options outside their range
 * @example membershipGap(race, 'selection_rate', { group: 'black', reference: 'white', compare: 'difference' }, { favourable: 1 })
 */
export function membershipGap(
  membership: Membership,
  metric: IntegerMetric,
  pair: { readonly group: string; readonly reference: string; readonly compare: Compare },
  options: MetricOptions,
): MembershipGap {
  const settings = metricSettings(options);
  const people = ratedPeople(membership, metric, settings.favourable);
  const group = sideOf(membership, people, pair.group);
  const reference = sideOf(membership, people, pair.reference);
  if (group.place === reference.place)
    throw new TribuneError('INVALID_ARGUMENT', `the group "${pair.group}" is compared with itself`, {
      remedy: `Name two of: ${membership.groups.join(', ')}.`,
    });
  return { metric, ...pair, ...gapEstimate(people, [group, reference], pair.compare, settings) };
}

function gapEstimate(
  people: readonly RatedPeople[],
  [a, b]: readonly [Side, Side],
  compare: Compare,
  settings: MetricSettings,
): MembershipEstimate {
  const size = Math.min(a.share?.size ?? 0, b.share?.size ?? 0);
  const frame = { n: Math.min(a.n, b.n), bounds: gapBounds(a.bounds, b.bounds, compare, settings.level) };
  if (a.share === null || b.share === null || (compare === 'ratio' && b.share.value === 0))
    return { ...frame, ...weighted(null, size, settings), variance: null };
  const rho = correlation(people, [a.place, a.share], [b.place, b.share]);
  const [first, second] = [a.share, b.share].map((share) => ({
    value: share.value,
    ...limitsOf(share, settings.level),
  }));
  const found = compare === 'difference' ? moverDifference(first!, second!, rho) : moverRatio(first!, second!, rho);
  const covariance = rho * Math.sqrt(a.share.variance * b.share.variance);
  return {
    ...frame,
    ...weighted(found, size, settings),
    variance: compare === 'difference' ? Math.max(0, a.share.variance + b.share.variance - 2 * covariance) : null,
  };
}

/** No end is nearer than some pair of memberships reaches: nobody is wanted by both groups. */
function gapBounds(
  a: MembershipBounds | null,
  b: MembershipBounds | null,
  compare: Compare,
  level: number,
): EstimateBounds {
  if (a === null || b === null) return NO_BOUNDS;
  const each = 1 - (1 - level) / 2;
  const [outerA, outerB] = [a.at(each), b.at(each)];
  if (compare === 'difference')
    return {
      lower: a.lower - b.upper,
      upper: a.upper - b.lower,
      outerLower: outerA.lower - outerB.upper,
      outerUpper: outerA.upper - outerB.lower,
    };
  return {
    lower: ratioUpTo(a.lower, b.upper),
    upper: ratioUpTo(a.upper, b.lower),
    outerLower: ratioUpTo(outerA.lower, outerB.upper),
    outerUpper: ratioUpTo(outerA.upper, outerB.lower),
  };
}
