import { kishEffectiveSize } from '../../stats/planning/index.js';
import type { Group } from '../tally/groups.js';
import type { CompositeMetric } from '../tally/types.js';
import { type ResampledMetric, replicateValues } from './resampling.js';

/** Counts in the order tp, fp, fn, tn. */
type Cells = ArrayLike<number>;
const TP = 0;
const FP = 1;
const FN = 2;
const TN = 3;

/** (true positive rate + true negative rate) / 2; null when a class is empty. */
function balancedAccuracy(c: Cells): number | null {
  const positives = c[TP]! + c[FN]!;
  const negatives = c[FP]! + c[TN]!;
  return positives === 0 || negatives === 0 ? null : (c[TP]! / positives + c[TN]! / negatives) / 2;
}

/** Harmonic mean of precision and recall, 2 tp / (2 tp + fp + fn); null when nobody is positive or selected. */
function f1(c: Cells): number | null {
  const denominator = 2 * c[TP]! + c[FP]! + c[FN]!;
  return denominator === 0 ? null : (2 * c[TP]!) / denominator;
}

/** Balanced accuracy or F1 of a group, over its four cells. */
export function compositeMetric(group: Group, metric: CompositeMetric): ResampledMetric {
  const { tp, fp, fn, tn } = group.counts;
  const weights = [tp, fp, fn, tn];
  const labelled = tp + fp + fn + tn;
  const statistic = metric === 'f1' ? f1 : balancedAccuracy;
  const estimate = statistic(weights);
  return {
    n: metric === 'f1' ? tp + fp + fn : labelled,
    estimate,
    reason: estimate === null ? undefinedReason(metric, labelled) : null,
    note: '',
    biasedUpward: false,
    replicates: (options, firstStream) =>
      replicateValues({ weights, people: labelledPeople(group, labelled), statistic }, options, firstStream),
  };
}

function labelledPeople(group: Group, labelled: number): number {
  const { tp, fp, fn, tn } = group.squares;
  return group.weightKind === 'sampling' ? kishEffectiveSize(labelled, tp + fp + fn + tn) : labelled;
}

function undefinedReason(metric: CompositeMetric, labelled: number): string {
  if (labelled === 0) return '0/0: no row of the group has a label';
  if (metric === 'f1') return '0/0: nobody in the group is positive or predicted positive';
  return '0/0: only one class in the group';
}
