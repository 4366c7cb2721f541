import { TribuneError } from '../../base/errors.js';
import { nearName } from '../../base/suggest.js';
import type { Compare, IntegerMetric } from '../tally/types.js';
import { type MembershipBounds, membershipBounds } from './bounds.js';
import { moverDifference, moverRatio, ratioUpTo } from './mover-correlated.js';
import { type Membership, type RatedPeople, ratedPeople } from './people.js';
import { correlation, type GroupShare, type Limits, limitsOf, weightedShare } from './weighted.js';

/** An end is null where it has no limit. */
export interface OpenRange {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** A number about groups that are known as probabilities, with its limits at any level. */
export interface WeightedEvidence {
  /** The value weighted by probability. */
  readonly value: number;
  /** Variance of the linearised value; null of ratios, whose limits are not made from one. */
  readonly variance: number | null;
  /** Its limits, where outcomes do not depend on the group at equal probability. */
  readonly at: (level: number) => OpenRange;
}

/** The range that the probabilities leave where nothing is assumed. */
export interface BoundEvidence extends OpenRange {
  /** Its outer ends, with the chance of the sample. */
  readonly at: (level: number) => OpenRange;
}

export interface MembershipEvidence {
  /** Expected members who are asked; of two groups the smaller number. */
  readonly n: number;
  /** Kish's effective size of them; of two groups the smaller one. */
  readonly size: number;
  /**
   * Members expected, fewer where sampling weights differ; of two groups the smaller number. What is held against `minGroupSize`: where everybody has the same
   * small probability, the effective size is everybody, though hardly anybody is a member.
   */
  readonly members: number;
  /** Null where nobody asked can be a member, and for a ratio to a rate of 0. */
  readonly weighted: WeightedEvidence | null;
  readonly bounds: BoundEvidence | null;
}

/** Sums of probabilities end a hair beside the number that they make. */
const ROUNDING = 1e-9;

/** Whether so many members are expected as a policy asks for. */
export const hasEnoughMembers = ({ members }: MembershipEvidence, minGroupSize: number): boolean =>
  members >= minGroupSize * (1 - ROUNDING);

/** What the people of a membership say about a rate: of one group, and between two. */
export interface RateEvidence {
  readonly rate: (group: string) => MembershipEvidence;
  readonly gap: (group: string, reference: string, compare: Compare) => MembershipEvidence;
}

/** One group among the people of a rate. */
interface Side {
  readonly place: number;
  readonly n: number;
  readonly share: GroupShare | null;
  readonly bounds: MembershipBounds | null;
}

/**
 * Adds up once for each group what a rate needs, and gives limits of rates and gaps at any level.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a group without probabilities, when it is asked for
 */
export function membershipEvidence(membership: Membership, metric: IntegerMetric, favourable: 0 | 1): RateEvidence {
  const people = ratedPeople(membership, metric, favourable);
  const known = new Map<string, Side>();
  const sideOf = (group: string): Side => {
    const side = known.get(group) ?? newSide(membership, people, group);
    known.set(group, side);
    return side;
  };
  return {
    rate: (group) => rateEvidence(sideOf(group)),
    gap: (group, reference, compare) => gapEvidence(people, [sideOf(group), sideOf(reference)], compare),
  };
}

function newSide({ groups }: Membership, people: readonly RatedPeople[], group: string): Side {
  const place = groups.indexOf(group);
  if (place < 0) {
    throw new TribuneError('INVALID_ARGUMENT', `there are no probabilities of the group "${group}"`, {
      remedy: `${nearName(group, groups)}There are: ${groups.join(', ')}.`,
    });
  }
  const n = people.reduce((sum, { probabilities, hit, miss }) => sum + probabilities[place]! * (hit.sum + miss.sum), 0);
  return { place, share: weightedShare(people, place), bounds: membershipBounds(people, place), n };
}

const rateEvidence = ({ share, bounds, n }: Side): MembershipEvidence => ({
  n,
  size: share?.size ?? 0,
  members: share?.members ?? 0,
  weighted: share && { value: share.value, variance: share.variance, at: (level) => limitsOf(share, level) },
  bounds,
});

function gapEvidence(people: readonly RatedPeople[], [a, b]: readonly [Side, Side], compare: Compare) {
  return {
    n: Math.min(a.n, b.n),
    size: Math.min(a.share?.size ?? 0, b.share?.size ?? 0),
    members: Math.min(a.share?.members ?? 0, b.share?.members ?? 0),
    weighted: weightedGap(people, [a, b], compare),
    bounds: a.bounds && b.bounds && gapBounds(a.bounds, b.bounds, compare),
  };
}

function weightedGap(
  people: readonly RatedPeople[],
  [{ place: own, share: a }, { place: other, share: b }]: readonly [Side, Side],
  compare: Compare,
): WeightedEvidence | null {
  if (a === null || b === null || (compare === 'ratio' && b.value === 0)) return null;
  const rho = correlation(people, [own, a], [other, b]);
  const mover = compare === 'difference' ? moverDifference : moverRatio;
  const at = (level: number) =>
    mover({ value: a.value, ...limitsOf(a, level) }, { value: b.value, ...limitsOf(b, level) }, rho);
  const covariance = rho * Math.sqrt(a.variance * b.variance);
  return compare === 'difference'
    ? { value: a.value - b.value, variance: Math.max(0, a.variance + b.variance - 2 * covariance), at }
    : { value: a.value / b.value, variance: null, at };
}

/** No end is nearer than some pair of memberships reaches: nobody is wanted by both groups. The outer ends give half the error to either group. */
function gapBounds(a: MembershipBounds, b: MembershipBounds, compare: Compare): BoundEvidence {
  const between = (own: Limits, other: Limits): OpenRange =>
    compare === 'difference'
      ? { lower: own.lower - other.upper, upper: own.upper - other.lower }
      : { lower: ratioUpTo(own.lower, other.upper), upper: ratioUpTo(own.upper, other.lower) };
  return {
    ...between(a, b),
    at: (level) => {
      const each = 1 - (1 - level) / 2;
      return between(a.at(each), b.at(each));
    },
  };
}
