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
import type { Policy, Requirement } from '../sections/types.js';
import { comparedGroups } from './outcome-subjects.js';
import { sameKey } from './plan.js';
import type { Evidence, Subject } from './subject.js';
import type { SubjectSource } from './subject-source.js';

/** Decisions that are rankings. The unit is the list, so `n` counts lists, and `minGroupSize` is held against them. */
export function rankingSubjects(policy: Policy, tallies: RankingSets): SubjectSource {
  const { minGroupSize } = policy.data;
  return {
    hindrance: () => null,
    // Requirements on a change of rankings, and pools of them, are refused when the policy is read.
    accepted: () => null,
    subjects(requirement) {
      const { by } = requirement;
      const groups = rankingGroups(tallyOfSet(tallies, by));
      const question = rankingQuestion(requirement);
      return comparedGroups(
        policy,
        groups.map((group) => ({ ...group, n: group.lists })),
      ).map(({ n, place }) => subjectOf(groups, groups[place]!, { question, by, isSufficient: n >= minGroupSize }));
    },
    pooled({ id }) {
      throw new TribuneError('INVALID_ARGUMENT', `${id}: groups of rankings are not pooled`, {
        remedy: 'Write `smallGroups: inconclusive` or `report`.',
      });
    },
  };
}

interface Asked {
  readonly question: RankingQuestion;
  readonly by: readonly string[];
  readonly isSufficient: boolean;
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
}

/** What a requirement measures. A policy of rankings names no other metrics: they were refused when it was read. */
export function rankingQuestion({ metric, k, pairs, per }: AskedOfRankings): RankingQuestion {
  switch (metric) {
    case 'exposure':
      return per === undefined ? { metric } : { metric, per };
    case 'exposure_per_relevance':
    case 'ndcg':
      return { metric };
    case 'share_in_top_k':
      return { metric, k: k! };
    case 'pairwise_accuracy':
      return { metric, pairs: pairs! };
    default:
      throw new Error(`${metric} does not measure rankings`);
  }
}
