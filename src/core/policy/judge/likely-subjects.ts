import {
  hasEnoughMembers,
  type MembershipEvidence,
  membershipEvidence,
  type OpenRange,
  type RateEvidence,
} from '../../fairness/membership/index.js';
import type { Compare, GroupKey, IntegerMetric } from '../../fairness/tally/index.js';
import type { LikelyGroups, LikelyRate } from '../sections/result-types.js';
import type { Policy, Requirement } from '../sections/types.js';
import { finiteOrNull } from './frame.js';
import type { Limits, Span } from './mover.js';
import type { LikelySource } from './read-membership.js';
import type { JointEvidence, Subject } from './subject.js';

/** How the limits of what judges were made. */
const METHODS = {
  bounds: 'bounds of membership, frechet in parts',
  independence: 'probability-weighted, clopper-pearson at the effective size',
} as const;

/** The groups of a requirement with what their probabilities say. */
export interface LikelySubjects {
  readonly by: LikelyGroups['by'];
  readonly subjects: readonly Subject[];
  readonly rateOf: (key: GroupKey) => LikelyRate;
  /** What is bounded: the rate of the group, or its gap to the reference. */
  readonly evidenceOf: (group: GroupKey, reference: GroupKey | null, compare: Compare | 'value') => MembershipEvidence;
}

/**
 * Groups that are known as probabilities. The limits of each, and of each pair, are the outer ends of the bounds, which assume nothing about outcomes at equal
 * probability, unless the policy says `assume: independent`: then they are those of the weighted rates. The value of bounds is their middle; it orders groups and is
 * shown nowhere.
 */
export function likelySubjects(
  requirement: Requirement,
  { data }: Pick<Policy, 'data'>,
  { spec, membership }: LikelySource,
): LikelySubjects {
  const evidence = membershipEvidence(membership, requirement.metric as IntegerMetric, data.favourable);
  const by = spec.assume === 'independent' ? 'independence' : 'bounds';
  const nameOf = (key: GroupKey): string => key[spec.name]!;
  const subjectOf = (group: string): Subject => {
    const rate = evidence.rate(group);
    const value = middleOf(rate, by);
    return {
      key: { [spec.name]: group },
      people: rate.n,
      n: rate.n,
      sufficient: hasEnoughMembers(rate, data.minGroupSize),
      value,
      evidence: {
        kind: 'limits',
        value,
        at: (level) => limitsOf(rate, by, level),
        method: METHODS[by],
        beside: (key, compare) => jointOf(evidence, [group, nameOf(key)], { by, compare }),
      },
      members: [],
    };
  };
  return {
    by,
    subjects: membership.groups.map(subjectOf),
    rateOf: (key) => rateOf(evidence.rate(nameOf(key))),
    evidenceOf: (group, reference, compare) =>
      reference === null || compare === 'value'
        ? evidence.rate(nameOf(group))
        : evidence.gap(nameOf(group), nameOf(reference), compare),
  };
}

const rateOf = ({ weighted, bounds, size }: MembershipEvidence): LikelyRate => ({
  weighted: weighted?.value ?? null,
  bounds: { lower: bounds?.lower ?? null, upper: bounds?.upper ?? null },
  effective: size,
});

function middleOf({ weighted, bounds }: MembershipEvidence, by: LikelyGroups['by']): number | null {
  if (by === 'independence') return weighted?.value ?? null;
  return bounds === null ? null : (bounds.lower! + bounds.upper!) / 2;
}

function limitsOf(rate: MembershipEvidence, by: LikelyGroups['by'], level: number): Limits | null {
  const value = middleOf(rate, by);
  const ends = endsOf(rate, by, level);
  return value === null || ends === null ? null : { estimate: value, lower: ends.lower!, upper: ends.upper! };
}

const endsOf = ({ weighted, bounds }: MembershipEvidence, by: LikelyGroups['by'], level: number): OpenRange | null =>
  (by === 'independence' ? weighted : bounds)?.at(level) ?? null;

function jointOf(
  evidence: RateEvidence,
  [group, reference]: readonly [string, string],
  { by, compare }: { readonly by: LikelyGroups['by']; readonly compare: Compare },
): JointEvidence {
  const interval = (level: number): Span | null => {
    const ends = endsOf(evidence.gap(group, reference, compare), by, level);
    return ends && { lower: ends.lower ?? Number.NEGATIVE_INFINITY, upper: ends.upper ?? Number.POSITIVE_INFINITY };
  };
  const joint: JointEvidence = { interval, method: METHODS[by], pValue: null, enlarged: () => joint };
  return joint;
}

/** What the result of a requirement says about what is bounded. */
export function likelyFields(evidence: MembershipEvidence, level: number) {
  const { weighted, bounds } = evidence;
  const [limits, outer] = [weighted?.at(level), bounds?.at(level)];
  return {
    weighted: {
      estimate: finiteOrNull(weighted?.value),
      lower: finiteOrNull(limits?.lower),
      upper: finiteOrNull(limits?.upper),
      variance: weighted?.variance ?? null,
    },
    bounds: {
      lower: finiteOrNull(bounds?.lower),
      upper: finiteOrNull(bounds?.upper),
      outerLower: finiteOrNull(outer?.lower),
      outerUpper: finiteOrNull(outer?.upper),
    },
  };
}
