import {
  type ClassGroup,
  type ClassTally,
  classGroups,
  compareClassMetric,
  compareExpectedCost,
  compareFavourableClassRate,
  compareMacroRecall,
  compareWorstClassRecall,
  estimateClassMetric,
  expectedCost,
  favourableClassRate,
  macroRecall,
  worstClassRecall,
} from '../../../core/fairness/outcomes/index.js';
import { classMeasure, classSubjects } from '../../../core/policy/judge/index.js';
import type { Policy } from '../../../core/policy/sections/index.js';
import { distinctMeasures, labelledOf, wordShares } from './measures.js';
import type { OutcomeView, ShownMeasure } from './view.js';

/** Most classes of which every audit shows a rate of its own; of more only what is asked. Ours. */
const MOST_SHOWN = 12;

/** Metrics of all classes together, whose gaps are differences. */
const OF_ALL_CLASSES: ReadonlySet<string> = new Set(['macro_recall', 'worst_class_recall', 'expected_cost']);

/** How decisions that are classes are shown: the rate of each class, with labels its recall and the mean of recalls, and what the policy asks. */
export function classView(policy: Policy, tally: ClassTally): OutcomeView<ClassGroup> {
  return {
    groups: (by) => classGroups(tally, by),
    unlabelled: ({ n, labelled }) => (policy.data.outcome?.label == null ? 0 : n - labelled),
    measures: measuresOf(policy, tally),
    estimate(group, shown, { options }) {
      const measure = classMeasure(shown);
      if (measure.metric === 'macro_recall') return macroRecall(group, options);
      if (measure.metric === 'worst_class_recall') {
        const { class: _, ...estimate } = worstClassRecall(group, options);
        return estimate;
      }
      if (measure.metric === 'expected_cost') return expectedCost(group, measure.costs, options);
      if (measure.class === undefined) return favourableClassRate(group, options);
      return estimateClassMetric(group, { metric: measure.metric, class: measure.class }, options);
    },
    compares: ({ metric }) => (OF_ALL_CLASSES.has(metric) ? ['difference'] : ['difference', 'ratio']),
    gap(group, reference, shown, compare, options) {
      const measure = classMeasure(shown);
      if (measure.metric === 'macro_recall') return compareMacroRecall(group, reference, options);
      if (measure.metric === 'worst_class_recall') return compareWorstClassRecall(group, reference, options);
      if (measure.metric === 'expected_cost') return compareExpectedCost(group, reference, measure.costs, options);
      if (measure.class === undefined) return compareFavourableClassRate(group, reference, compare, options);
      return compareClassMetric(group, reference, { metric: measure.metric, class: measure.class }, compare, options);
    },
    profiles: (by, groups) => ({
      words: groups.map((group) => ({
        ...wordShares({ by, group: group.key, n: group.n }, group.classes, group.countByClass),
        ...labelledOf(group.classes, group.countByLabelAndClass),
      })),
    }),
    subjects: classSubjects(policy, tally),
  };
}

function measuresOf({ requirements, data }: Policy, { classes, favourable, cells }: ClassTally): ShownMeasure[] {
  const shown = classes.slice(0, classes.length <= MOST_SHOWN ? MOST_SHOWN : 0);
  const isLabelled = data.outcome?.label != null && cells.some(({ label }) => label !== null);
  const usual: ShownMeasure[] = [
    ...(favourable.length > 0 ? [{ metric: 'class_rate' } as const] : []),
    ...shown.map((name) => ({ metric: 'class_rate', class: name }) as const),
    ...(isLabelled ? [{ metric: 'macro_recall' } as const, { metric: 'worst_class_recall' } as const] : []),
    ...(isLabelled ? shown.map((name) => ({ metric: 'class_recall', class: name }) as const) : []),
  ];
  const asked = requirements.flatMap(({ metric, class: name, costs }): ShownMeasure[] =>
    metric === 'class_rate' || isLabelled ? [{ metric, class: name, costs }] : [],
  );
  return distinctMeasures([...usual, ...asked]);
}
