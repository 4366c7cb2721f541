import { counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import type { Estimate, EstimateBounds } from '../../stats/base/index.js';
import { type MetricOptions, type MetricSettings, metricSettings } from '../metrics/options.js';
import type { Compare, IntegerMetric } from '../tally/types.js';
import { hasEnoughMembers, type MembershipEvidence, membershipEvidence } from './evidence.js';
import type { Membership } from './people.js';

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
  const evidence = membershipEvidence(membership, metric, settings.favourable);
  return membership.groups.map((group) => ({ metric, group, ...estimateOf(evidence.rate(group), settings) }));
}

const METHOD = 'probability-weighted, clopper-pearson at the effective size';

function estimateOf(evidence: MembershipEvidence, settings: MetricSettings): MembershipEstimate {
  const { n, size, members, weighted, bounds } = evidence;
  const { level, minGroupSize } = settings;
  const outer = bounds?.at(level);
  const frame = {
    n,
    level,
    method: METHOD,
    effectiveSize: size,
    assumption: INDEPENDENCE,
    variance: weighted?.variance ?? null,
    bounds: {
      lower: bounds?.lower ?? null,
      upper: bounds?.upper ?? null,
      outerLower: outer?.lower ?? null,
      outerUpper: outer?.upper ?? null,
    },
  };
  if (weighted === null)
    return {
      ...frame,
      estimate: null,
      lower: null,
      upper: null,
      status: 'undefined',
      reason: 'nobody asked can belong to the group, or the rate of the reference is 0',
    };
  const { lower, upper } = weighted.at(level);
  const estimate = { ...frame, estimate: weighted.value, lower, upper };
  if (hasEnoughMembers(evidence, minGroupSize)) return { ...estimate, status: 'ok' };
  return {
    ...estimate,
    status: 'insufficient',
    reason: `${membersText(members)} are expected, below ${minGroupSize}`,
  };
}

/** Rounded down, so that it never reads as the number that it falls short of. */
const membersText = (members: number): string => counted(String(Math.floor(members * TENTHS) / TENTHS), 'member');
const TENTHS = 10;

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
  const evidence = membershipEvidence(membership, metric, settings.favourable);
  const gap = evidence.gap(pair.group, pair.reference, pair.compare);
  if (pair.group === pair.reference)
    throw new TribuneError('INVALID_ARGUMENT', `the group "${pair.group}" is compared with itself`, {
      remedy: `Name two of: ${membership.groups.join(', ')}.`,
    });
  return { metric, ...pair, ...estimateOf(gap, settings) };
}

/** The rates of all groups, and their gaps to one of them as differences and ratios, from people who are added up once. */
export function membershipNumbers(
  membership: Membership,
  metric: IntegerMetric,
  reference: string,
  options: MetricOptions,
): { readonly rates: readonly MembershipRate[]; readonly gaps: readonly MembershipGap[] } {
  const settings = metricSettings(options);
  const evidence = membershipEvidence(membership, metric, settings.favourable);
  const rates = membership.groups.map((group) => ({ metric, group, ...estimateOf(evidence.rate(group), settings) }));
  const others = membership.groups.filter((group) => group !== reference);
  const gaps = others.flatMap((group) =>
    (['difference', 'ratio'] as const).map((compare) => ({
      metric,
      compare,
      group,
      reference,
      ...estimateOf(evidence.gap(group, reference, compare), settings),
    })),
  );
  return { rates, gaps };
}

/** Expected members of each group among everybody with probabilities. */
export const expectedMembers = ({ groups, likely }: Membership): readonly number[] =>
  groups.map((_, place) =>
    likely.reduce((sum, { probabilities, people: { counts } }) => {
      const { tp, fp, fn, tn, unlabelled } = counts;
      return sum + probabilities[place]! * (tp + fp + fn + tn + unlabelled);
    }, 0),
  );
