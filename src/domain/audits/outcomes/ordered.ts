import {
  compareShareAtLeast,
  type OrderedGroup,
  type OrderedTally,
  orderedGroups,
  shareAtLeast,
  superiority,
} from '../../../core/fairness/outcomes/index.js';
import { orderedSubjects } from '../../../core/policy/judge/index.js';
import type { Policy } from '../../../core/policy/sections/index.js';
import { distinctMeasures, wordShares } from './measures.js';
import type { OutcomeView, ShownMeasure } from './view.js';

/** How decisions that are levels are shown: the chance to outrank the reference, and the shares that the policy asks about. */
export function orderedView(policy: Policy, tally: OrderedTally): OutcomeView<OrderedGroup> {
  const middle = tally.levels[Math.floor(tally.levels.length / 2)]!;
  const asked = policy.requirements.flatMap(({ metric, atLevel }): ShownMeasure[] =>
    metric === 'share_at_least' ? [{ metric, atLevel }] : [],
  );
  const shares: ShownMeasure[] = asked.length > 0 ? asked : [{ metric: 'share_at_least', atLevel: middle }];
  return {
    groups: (by) => orderedGroups(tally, by),
    unlabelled: ({ n, labelled }) => (policy.data.outcome?.label == null ? 0 : n - labelled),
    measures: distinctMeasures([{ metric: 'superiority' }, ...shares]),
    estimate(group, { metric, atLevel }, { options, reference }) {
      if (metric === 'share_at_least') return shareAtLeast(group, atLevel!, options);
      if (reference === null || group === reference) return null;
      const { test: _, pValue: __, mannWhitney: ___, ...estimate } = superiority(group, reference, options);
      // The value is one of the group, so its people stand beside it, as where it is judged.
      return { ...estimate, n: group.n };
    },
    compares: ({ metric }) => (metric === 'superiority' ? [] : ['difference', 'ratio']),
    gap: (group, reference, { atLevel }, compare, options) =>
      compareShareAtLeast(group, reference, { level: atLevel!, compare }, options),
    profiles: (by, groups) => ({
      words: groups.map(({ key, n, levels, countByRank }) => wordShares({ by, group: key, n }, levels, countByRank)),
    }),
    subjects: orderedSubjects(policy, tally),
  };
}
