import {
  compareRankingMetric,
  estimateRankingMetric,
  heldShare,
  type RankingGroup,
  type RankingSets,
  rankingGroups,
  tallyOfSet,
} from '../../../core/fairness/outcomes/index.js';
import { rankingQuestion, rankingSubjects } from '../../../core/policy/judge/index.js';
import type { Policy } from '../../../core/policy/sections/index.js';
import type { ExposureShares, WordDistribution } from '../result/result.js';
import { distinctMeasures } from './measures.js';
import type { EstimateOptions, OutcomeView, ShownMeasure } from './view.js';

type Ranked = RankingGroup & { readonly n: number };

/** How rankings are shown: exposure, shares in the first places, with relevance what a place was worth, and what the policy asks. */
export function rankingView(policy: Policy, tallies: RankingSets): OutcomeView<Ranked> {
  const groupsOf = (by: readonly string[]): Ranked[] =>
    rankingGroups(tallyOfSet(tallies, by)).map((group) => ({ ...group, n: group.candidates }));
  const known = new Map<string, readonly Ranked[]>();
  return {
    groups(by) {
      const id = JSON.stringify(by);
      const groups = known.get(id) ?? groupsOf(by);
      known.set(id, groups);
      return groups;
    },
    unlabelled: () => 0,
    measures: measuresOf(policy, tallies),
    estimate(group, shown, { options }) {
      const question = rankingQuestion(shown, group.key);
      return question === null ? null : estimateRankingMetric(group, question, options);
    },
    // The share of the first places is held against a target already.
    compares: ({ metric }) => (metric === 'representation_in_top_k' ? [] : ['difference', 'ratio']),
    isDependent: true,
    gap: (group, reference, shown, compare, options) =>
      compareRankingMetric(group, reference, rankingQuestion(shown, group.key)!, compare, options),
    profiles: (by, groups, { options }) => ({
      words: groups.map((group) => placesOf(by, group)),
      exposure: groups.map((group) => sharesOf(by, group, groups, options)),
    }),
    subjects: rankingSubjects(policy, tallies),
  };
}

function measuresOf({ requirements }: Policy, { sets }: RankingSets): ShownMeasure[] {
  const { k, relevance } = sets[0]!;
  const usual: ShownMeasure[] = [
    { metric: 'exposure' },
    { metric: 'exposure', per: 'candidate' },
    ...k.map((top) => ({ metric: 'share_in_top_k', k: top }) as const),
    ...k.map((top) => ({ metric: 'representation_in_top_k', k: top }) as const),
    ...(relevance === 'given'
      ? ([
          { metric: 'exposure_per_relevance' },
          { metric: 'pairwise_accuracy', pairs: 'within' },
          { metric: 'pairwise_accuracy', pairs: 'across' },
          { metric: 'ndcg' },
        ] as const)
      : []),
  ];
  const asked = requirements.map(
    ({ metric, k: top, pairs, per, target }): ShownMeasure => ({ metric, k: top, pairs, per, target }),
  );
  return distinctMeasures([...usual, ...asked.filter(({ metric }) => metric !== 'result_field')]);
}

/** What a group holds of all candidates, all exposure and all relevance. */
function sharesOf(
  by: readonly string[],
  group: Ranked,
  groups: readonly Ranked[],
  options: EstimateOptions,
): ExposureShares {
  const all = groups.reduce((sum, { n }) => sum + n, 0);
  return {
    by,
    group: group.key,
    candidates: group.n / all,
    exposure: heldShare(group, 'exposure', options),
    relevance: group.tally.relevance === 'given' ? heldShare(group, 'relevance', options) : null,
  };
}

/** Where the candidates of a group stand, the least favourable place first: not shown, behind the last counted place, between two of them, in the first ones. */
function placesOf(by: readonly string[], { key, n, shown, tops, tally }: Ranked): WordDistribution {
  const cut = [...tally.k].map((k, i) => ({
    from: (tally.k[i - 1] ?? 0) + 1,
    to: k,
    n: tops[i]! - (tops[i - 1] ?? 0),
  }));
  const first = cut.map(({ from, to, n: candidates }) => ({
    word: from === to ? `place ${to}` : from === 1 ? `first ${to}` : `${from} to ${to}`,
    n: candidates,
  }));
  const last = tally.k.at(-1);
  return {
    by,
    group: key,
    n,
    counts: [
      { word: 'not shown', n: n - shown },
      { word: last === undefined ? 'shown' : `after ${last}`, n: shown - (tops.at(-1) ?? 0) },
      ...first.reverse(),
    ],
  };
}
