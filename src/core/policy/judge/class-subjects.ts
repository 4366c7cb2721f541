import {
  type ClassCell,
  type ClassGroup,
  type ClassMeasure,
  type ClassTally,
  classGroups,
  measuredClass,
} from '../../fairness/outcomes/index.js';
import { acceptedClasses } from '../accepted/outcome-tallies.js';
import type { Policy, Requirement } from '../sections/types.js';
import { outcomeSubjects, whyNoLabel } from './outcome-subjects.js';
import type { SubjectSource } from './subject-source.js';

/** Decisions that are classes. */
export const classSubjects = (policy: Policy, tally: ClassTally): SubjectSource =>
  outcomeSubjects<ClassCell, ClassTally, ClassGroup>(policy, tally, {
    hindrance: ({ metric }) => whyNoLabel(metric, policy, tally),
    groups: classGroups,
    acceptedTally: (baseline, by) => acceptedClasses(baseline, policy, by),
    measured: (group, requirement) => measuredClass(group, classMeasure(requirement)),
  });

interface AskedOfClasses {
  readonly metric: Requirement['metric'];
  readonly class?: string | undefined;
  readonly costs?: Requirement['costs'] | undefined;
}

/** What a requirement measures. A policy of classes names no other metrics: they were refused when it was read. */
export function classMeasure({ metric, class: name, costs }: AskedOfClasses): ClassMeasure {
  switch (metric) {
    case 'class_rate':
      return { metric, class: name };
    case 'class_recall':
    case 'class_precision':
      return { metric, class: name! };
    case 'macro_recall':
    case 'worst_class_recall':
      return { metric };
    case 'expected_cost':
      return { metric, costs: costs! };
    default:
      throw new Error(`${metric} does not measure classes`);
  }
}
