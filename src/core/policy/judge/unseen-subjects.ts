import { boundsOf, type RateBounds, shareOf } from '../../fairness/selective/index.js';
import {
  type Compare,
  type Group,
  type GroupKey,
  groupTally,
  type IntegerMetric,
  pooledGroup,
  type Tally,
} from '../../fairness/tally/index.js';
import { clopperPearson, koopmanRatio, miettinenNurminenDifference, type Proportion } from '../../stats/index.js';
import type { LabelLot, LabelRange } from '../sections/result-types.js';
import type { Policy, Requirement } from '../sections/types.js';
import { trustedCells } from './comparison.js';
import type { Limits, Span } from './mover.js';
import type { JointEvidence, Subject } from './subject.js';

/** How the interval of bounds was made: both ends of the interval are those of the bound on their side. */
const METHOD = { value: 'bounds, clopper-pearson', difference: 'bounds, miettinen-nurminen', ratio: 'bounds, koopman' };

/** The groups of a requirement with what is known of their rate. */
export interface RangedSubjects {
  readonly subjects: readonly Subject[];
  readonly pooled: (members: readonly GroupKey[], key: GroupKey) => Subject;
  /** The range of a group, or of a pool, that was made a subject. */
  readonly rangeOf: (key: GroupKey) => LabelRange;
  /** Whether its labels determine a rate, so that the range is its estimate. */
  readonly isDetermined: (key: GroupKey) => boolean;
  /** Where labels were given by lot: who was, in a group or pool. */
  readonly lotOf?: (key: GroupKey) => LabelLot;
  /** Whether the drawn are too few, or too many, for the recorded chances to be true. */
  readonly isDoubtful?: () => boolean;
}

/**
 * Groups whose rate has bounds and no estimate. The interval of each covers everything between the bounds: its lower end is that of the lower
 * bound, its upper end that of the upper one. Between two groups the lower end is that of one lower bound against the other's upper bound, so the true
 * gap lies outside with at most the chance that the level allows, whatever the unseen labels are. The value is the middle of the bounds; it orders
 * groups and is shown nowhere.
 */
export function unseenSubjects(requirement: Requirement, policy: Policy, tally: Tally): RangedSubjects {
  const { favourable, minGroupSize, unknown } = policy.data;
  const metric = requirement.metric as IntegerMetric;
  const known = new Map<string, RateBounds>();
  const find = (key: GroupKey): RateBounds => known.get(keyText(key))!;
  const subjectOf = (group: Group, members: readonly GroupKey[] = []): Subject => {
    const bounds = boundsOf(group, metric, favourable)!;
    known.set(keyText(group.key), bounds);
    const value = middleOf(bounds);
    const size = Math.min(sizeOf(bounds.lower), sizeOf(bounds.upper));
    return {
      key: group.key,
      people: group.n,
      n: group.n,
      sufficient: size >= minGroupSize,
      value,
      evidence: {
        kind: 'limits',
        value,
        at: (level) => limitsOf(bounds, value, level),
        method: METHOD.value,
        beside: (key, compare) => jointOf(bounds, find(key), compare),
      },
      members,
    };
  };
  return {
    subjects: groupTally(tally, requirement.by)
      .filter((group) => group.known || unknown === 'compare')
      .map((group) => subjectOf(group)),
    pooled: (members, key) => subjectOf(pooledGroup(tally, requirement.by, members, key), members),
    rangeOf: (key) => ({ lower: shareOf(find(key).lower), upper: shareOf(find(key).upper) }),
    isDetermined: () => false,
  };
}

/** A key of a group as the key of a map. */
export const keyText = (key: GroupKey): string => JSON.stringify(Object.entries(key));

const sizeOf = ({ n, nEff = n }: Proportion): number => nEff;

function middleOf({ lower, upper }: RateBounds): number | null {
  const [low, high] = [shareOf(lower), shareOf(upper)];
  return low === null || high === null ? null : (low + high) / 2;
}

function limitsOf(bounds: RateBounds, value: number | null, level: number): Limits | null {
  const [low, high] = [clopperPearson(bounds.lower, level), clopperPearson(bounds.upper, level)];
  return value === null || low === null || high === null
    ? null
    : { estimate: value, lower: low.lower, upper: high.upper };
}

function jointOf(group: RateBounds, reference: RateBounds, compare: Compare): JointEvidence {
  const interval = (level: number): Span | null => {
    const low = gapOf(group.lower, reference.upper, compare, level);
    const high = gapOf(group.upper, reference.lower, compare, level);
    return low === null || high === null ? null : { lower: low.lower, upper: high.upper };
  };
  const joint: JointEvidence = { interval, method: METHOD[compare], pValue: null, enlarged: () => joint };
  return joint;
}

/** The interval of the gap of two counted rates; where one kind counts few people, from the exact limits of both sides, which need no approximation. */
function gapOf(a: Proportion, b: Proportion, compare: Compare, level: number): Span | null {
  if (smallerCell(a) >= MOST_TRUSTED && smallerCell(b) >= MOST_TRUSTED)
    return compare === 'difference' ? miettinenNurminenDifference(a, b, level) : koopmanRatio(a, b, level);
  // Either side may err in half of what the level allows.
  const shared = 1 - (1 - level) / 2;
  const [own, other] = [clopperPearson(a, shared), clopperPearson(b, shared)];
  if (own === null || other === null) return null;
  if (compare === 'difference') return { lower: own.lower - other.upper, upper: own.upper - other.lower };
  return {
    lower: own.lower / other.upper,
    upper: other.lower > 0 ? own.upper / other.lower : Number.POSITIVE_INFINITY,
  };
}

/** From this many people of either kind on score intervals keep their level, however many comparisons they allow for. */
const MOST_TRUSTED = trustedCells(Number.POSITIVE_INFINITY);

const smallerCell = ({ successes, n, nEff = n }: Proportion): number =>
  n > 0 ? (Math.min(successes, Math.max(0, n - successes)) * nEff) / n : 0;
