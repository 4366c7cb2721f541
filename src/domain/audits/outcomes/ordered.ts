import {
  compareMovedShare,
  compareShareAtLeast,
  measuredEstimate,
  movedShare,
  type OrderedGroup,
  type OrderedTally,
  orderedGroups,
  othersOf,
  shareAtLeast,
  superiority,
  wholeOf,
} from '../../../core/fairness/outcomes/index.js';
import { cappedOf, orderedSubjects, relativeMetric } from '../../../core/policy/judge/index.js';
import { needsLabel, type Policy } from '../../../core/policy/sections/index.js';
import type { Estimate } from '../../../core/stats/base/index.js';
import { distinctMeasures, labelledOf, wordShares } from './measures.js';
import type { EstimateOptions, OutcomeView, ShownMeasure } from './view.js';

/**
 * How decisions that are levels are shown: the chance to outrank the reference, the shares that the policy asks about, with labels who was lowered and who was
 * raised, and what else the policy asks.
 */
export function orderedView(policy: Policy, tally: OrderedTally): OutcomeView<OrderedGroup> {
  const isCompared = ({ known }: OrderedGroup): boolean => known || policy.data.unknown === 'compare';
  const wholes = new Map<string, OrderedGroup | null>();
  /** Everybody whose group may be compared, for metrics that hold a group against all others; made once for all groups of some attributes. */
  const wholeBy = (by: readonly string[]): OrderedGroup | null => {
    const id = JSON.stringify(by);
    const made = wholes.get(id) ?? wholeOf(orderedGroups(tally, by).filter(isCompared));
    wholes.set(id, made);
    return made;
  };
  const cappedEstimate = (group: OrderedGroup, institution: string, options: EstimateOptions): Estimate | null =>
    isCompared(group) ? measuredEstimate(cappedOf(tally, group.key, institution), options) : null;
  return {
    groups: (by) => orderedGroups(tally, by),
    unlabelled: ({ n, labelled }) => (policy.data.outcome?.label == null ? 0 : n - labelled),
    measures: measuresOf(policy, tally),
    estimate(group, { metric, atLevel, pairs, institution }, { options, reference }) {
      if (metric === 'share_at_least') return shareAtLeast(group, atLevel!, options);
      if (metric === 'lowered_share' || metric === 'raised_share') return movedShare(group, metric, options);
      if (institution !== undefined) return cappedEstimate(group, institution, options);
      if (reference === null) return null;
      const relative = relativeMetric(metric)!;
      if (relative.against === 'others') {
        if (!isCompared(group)) return null;
        const others = othersOf(wholeBy(Object.keys(group.key))!, group);
        return measuredEstimate(relative.measured(group, others, pairs), options);
      }
      if (group === reference) return null;
      if (metric !== 'superiority') return measuredEstimate(relative.measured(group, reference, pairs), options);
      const { test: _, pValue: __, mannWhitney: ___, ...estimate } = superiority(group, reference, options);
      // The value is one of the group, so its people stand beside it, as where it is judged.
      return { ...estimate, n: group.n };
    },
    compares: ({ metric }) =>
      relativeMetric(metric) === null && metric !== 'capped_share' ? ['difference', 'ratio'] : [],
    gap: (group, reference, { metric, atLevel }, compare, options) =>
      metric === 'lowered_share' || metric === 'raised_share'
        ? compareMovedShare(group, reference, { metric, compare }, options)
        : compareShareAtLeast(group, reference, { level: atLevel!, compare }, options),
    profiles: (by, groups) => ({
      words: groups.map(({ key, n, levels, countByRank, countByLabelAndRank }) => ({
        ...wordShares({ by, group: key, n }, levels, countByRank),
        ...labelledOf(levels, countByLabelAndRank),
      })),
    }),
    subjects: orderedSubjects(policy, tally),
  };
}

function measuresOf({ requirements, data }: Policy, { levels, cells }: OrderedTally): ShownMeasure[] {
  const middle = levels[Math.floor(levels.length / 2)]!;
  const asked = requirements.flatMap(({ metric, atLevel, pairs, institution }): ShownMeasure[] => [
    { metric, atLevel, pairs, institution },
  ]);
  const shares = asked.filter(({ metric }) => metric === 'share_at_least');
  const isLabelled = data.outcome?.label != null && cells.some(({ label }) => label !== null);
  const moved: readonly ShownMeasure[] = [{ metric: 'lowered_share' }, { metric: 'raised_share' }];
  const others = asked.filter(({ metric }) => relativeMetric(metric) !== null || metric === 'capped_share');
  return distinctMeasures([
    { metric: 'superiority' },
    ...(shares.length > 0 ? shares : [{ metric: 'share_at_least', atLevel: middle } as const]),
    ...(isLabelled ? moved : []),
    ...others.filter(({ metric }) => !needsLabel(metric) || isLabelled),
  ]);
}
