import { TribuneError } from '../../base/errors.js';
import {
  measuredRanking,
  measuredRankingGap,
  type RankingGroup,
  type RankingQuestion,
  type RankingSets,
  rankingGroups,
  tallyOfSet,
} from '../../fairness/outcomes/index.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import { decimalsBeside } from '../../stats/index.js';
import type { TopTargets } from '../sections/outcomes/index.js';
import { groupList, groupText } from '../sections/text.js';
import type { Policy, Requirement } from '../sections/types.js';
import { acceptedRanking } from './accepted-ranking.js';
import { comparedGroups } from './outcome-subjects.js';
import { sameKey } from './plan.js';
import type { Evidence, Subject } from './subject.js';
import type { SubjectSource } from './subject-source.js';

/** Decisions that are rankings. The unit is the list, so `n` counts lists, and `minGroupSize` is held against them. */
export function rankingSubjects(policy: Policy, tallies: RankingSets): SubjectSource {
  const { minGroupSize } = policy.data;
  return {
    hindrance: () => null,
    doubt: () => whyNotWhole(tallies),
    accepted: (requirement, group, baseline) => acceptedRanking(requirement, group, baseline, policy),
    subjects(requirement) {
      const { by } = requirement;
      const groups = rankingGroups(tallyOfSet(tallies, by));
      demandTargets(requirement, groups);
      return comparedGroups(
        policy,
        groups.map((group) => ({ ...group, n: group.lists })),
      ).map(({ n, place, key }) => {
        const frame = { by, isSufficient: n >= minGroupSize };
        const question = rankingQuestion(requirement, key);
        return question === null
          ? withoutTarget(groups[place]!, frame)
          : subjectOf(groups, groups[place]!, { ...frame, question });
      });
    },
    // Pools are refused when the policy is read.
    pooled({ id }) {
      throw new TribuneError('INVALID_ARGUMENT', `${id}: groups of rankings are not pooled`, {
        remedy: 'Write `smallGroups: inconclusive` or `report`.',
      });
    },
  };
}

/**
 * Most recorded lists that may be left out because they are not whole, as a share of all lists, where a requirement can still pass. "Five and twenty": a loss of less than 5 % probably biases
 * little (Schulz and Grimes 2002, Sample size slippages in randomised trials, Lancet 359, 781-785). Nothing is known of the lists that are left out, so that above it nobody can say what they hid.
 */
export const MOST_LISTS_NOT_WHOLE = 0.05;
/** Decimals of a share in per cent that is not near the limit. */
const PERCENT_DECIMALS = 1;

function whyNotWhole({ sets, listsNotWhole = 0 }: RankingSets): string | null {
  const lists = sets[0]!.lists + listsNotWhole;
  if (listsNotWhole <= MOST_LISTS_NOT_WHOLE * lists) return null;
  const [percent, most] = [(100 * listsNotWhole) / lists, 100 * MOST_LISTS_NOT_WHOLE];
  const decimals = decimalsBeside(percent, most, PERCENT_DECIMALS, (digits) => percent.toFixed(digits));
  const share = decimals === null ? String(percent) : percent.toFixed(decimals);
  return `That is of whole lists alone: ${listsNotWhole} of ${lists} recorded lists (${share} %) are not whole, more than ${most} %, so that it does not pass.`;
}

interface Frame {
  readonly by: readonly string[];
  readonly isSufficient: boolean;
}

interface Asked extends Frame {
  readonly question: RankingQuestion;
}

/** A group that has a declared share and no candidate at all is excluded altogether, which a policy must not pass over. */
function demandTargets({ id, target, line }: Requirement, groups: readonly RankingGroup[]): void {
  if (target === undefined) return;
  const { by, shares } = target;
  const absent = Object.keys(shares).filter((value) => groups.every(({ key }) => key[by] !== value));
  if (absent.length === 0) return;
  throw new TribuneError(
    'DATA_GROUP_MISSING',
    `${id}: ${groupText({ [by]: absent[0]! })} has a declared share and no candidate`,
    {
      remedy: `Groups of ${by} in the data: ${groupList(groups.map(({ key }) => key))}.`,
      place: { line },
    },
  );
}

/** A group for which no share is declared has nothing to be held against. */
function withoutTarget(group: RankingGroup, { isSufficient }: Frame): Subject {
  const hindrance = `no share is declared for ${groupText(group.key)}`;
  return {
    key: group.key,
    people: group.candidates,
    n: group.lists,
    sufficient: isSufficient,
    value: null,
    evidence: { kind: 'limits', value: null, at: () => null, method: 'none', hindrance },
    members: [],
  };
}

function subjectOf(
  groups: readonly RankingGroup[],
  group: RankingGroup,
  { question, by, isSufficient }: Asked,
): Subject {
  const measured = measuredRanking(group, question) as Extract<Evidence, { readonly kind: 'limits' }>;
  return {
    key: group.key,
    people: group.candidates,
    n: group.lists,
    sufficient: isSufficient,
    value: measured.value,
    evidence: {
      ...measured,
      beside(key, compare) {
        const other = groups.find((one) => one !== group && sameKey(one.key, key, by));
        return other === undefined ? null : measuredRankingGap(group, other, question, compare);
      },
    },
    members: [],
  };
}

interface AskedOfRankings {
  readonly metric: Requirement['metric'];
  readonly k?: number | undefined;
  readonly pairs?: Requirement['pairs'] | undefined;
  readonly per?: Requirement['per'] | undefined;
  readonly target?: TopTargets | undefined;
}

/**
 * What a requirement measures in a group; null where that is its share of the first places and none is declared for the group, or the group is everybody. A policy of rankings names no other
 * metrics: they were refused when it was read.
 */
export function rankingQuestion(
  { metric, k, pairs, per, target }: AskedOfRankings,
  group: GroupKey,
): RankingQuestion | null {
  switch (metric) {
    case 'exposure':
      return per === undefined ? { metric } : { metric, per };
    case 'exposure_per_relevance':
    case 'ndcg':
      return { metric };
    case 'share_in_top_k':
      return { metric, k: k! };
    case 'representation_in_top_k': {
      if (Object.keys(group).length === 0) return null;
      if (target === undefined) return { metric, k: k! };
      const share = shareOf(target, group);
      return share === null ? null : { metric, k: k!, target: share };
    }
    case 'pairwise_accuracy':
      return { metric, pairs: pairs! };
    default:
      throw new Error(`${metric} does not measure rankings`);
  }
}

/** The declared share of a group of that attribute alone. */
function shareOf({ by, shares }: TopTargets, group: GroupKey): number | null {
  const value = group[by];
  if (Object.keys(group).length !== 1 || value == null) return null;
  return Object.hasOwn(shares, value) ? shares[value]! : null;
}
