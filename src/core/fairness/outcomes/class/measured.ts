import { boundedMeanInterval, isTooSkewedForSize } from '../../../stats/moments/index.js';
import { clopperPearson, type Proportion } from '../../../stats/proportion/index.js';
import { moverSum } from '../../comparisons/mover.js';
import type { MeasuredOutcome } from '../base/index.js';
import { type CostMatrix, costsOf, momentsOf } from './cost.js';
import { classPlace, classProportion, favourableProportion } from './rates.js';
import { worstClassRecall } from './recalls.js';
import type { ClassGroup } from './types.js';

/** A metric of classes with its parameter. */
export type ClassMeasure =
  | { readonly metric: 'class_rate'; readonly class?: string | undefined }
  | { readonly metric: 'class_recall' | 'class_precision'; readonly class: string }
  | { readonly metric: 'macro_recall' }
  | { readonly metric: 'worst_class_recall' }
  | { readonly metric: 'expected_cost'; readonly costs: CostMatrix };

/**
 * What a metric is made of in a group, as it is judged. The recalls of a mean have Clopper and Pearson's limits here, not Wilson's as in the
 * figures of an audit: what fails or passes a policy may not err more often than its level says.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for a class that is not declared, and a matrix of another size
 */
export function measuredClass(group: ClassGroup, measure: ClassMeasure): MeasuredOutcome {
  switch (measure.metric) {
    case 'macro_recall':
      return macro(group);
    case 'worst_class_recall':
      return worst(group);
    case 'expected_cost':
      return cost(group, measure.costs);
    default:
      if (measure.class === undefined) return { kind: 'rate', rate: favourableProportion(group) };
      return { kind: 'rate', rate: classProportion(group, measure.metric, classPlace(group, measure.class)) };
  }
}

function macro(group: ClassGroup): MeasuredOutcome {
  const recalls = group.classes.map((_, place) => classProportion(group, 'class_recall', place));
  const n = Math.min(...recalls.map((recall) => recall.n));
  const method = 'mover(clopper-pearson)';
  const hindrance = whyAbsent(group, recalls);
  if (hindrance !== null) return { kind: 'limits', n, value: null, at: () => null, method, hindrance };
  const value = recalls.reduce((sum, { successes, n: people }) => sum + successes / people, 0) / recalls.length;
  return { kind: 'limits', n, value, at: (level) => macroLimits(recalls, level), method };
}

function whyAbsent({ classes }: ClassGroup, recalls: readonly Proportion[]): string | null {
  const absent = classes.filter((_, place) => recalls[place]!.n === 0);
  return absent.length === 0 ? null : `nobody in the group belongs to ${absent.join(', ')}`;
}

/** The smallest recall, whichever class has it, with the limits of `worstClassRecall` at any level. */
function worst(group: ClassGroup): MeasuredOutcome {
  const { estimate, method, n } = worstClassRecall(group);
  const recalls = group.classes.map((_, place) => classProportion(group, 'class_recall', place));
  const hindrance = whyAbsent(group, recalls);
  return {
    kind: 'limits',
    n,
    value: estimate,
    at(level) {
      const { estimate: value, lower, upper } = worstClassRecall(group, { level });
      return value === null || lower === null || upper === null ? null : { estimate: value, lower, upper };
    },
    method,
    ...(hindrance === null ? {} : { hindrance }),
  };
}

function macroLimits(recalls: readonly Proportion[], level: number) {
  const { estimate, lower, upper } = moverSum(
    recalls.map((recall) => ({
      factor: 1 / recalls.length,
      value: recall.successes / recall.n,
      ...clopperPearson(recall, level)!,
    })),
  );
  return { estimate, lower: Math.max(0, lower), upper: Math.min(1, upper) };
}

function cost(group: ClassGroup, matrix: CostMatrix): MeasuredOutcome {
  const costs = costsOf(group, matrix);
  const frame = { kind: 'limits', n: group.labelled, method: 'gaffke' } as const;
  if (group.labelled === 0) return { ...frame, value: null, at: () => null };
  const moments = momentsOf(costs);
  const value = moments.mean;
  return {
    ...frame,
    value,
    at(level) {
      const interval = boundedMeanInterval(costs, level);
      return interval && { estimate: value, ...interval };
    },
    ...(isTooSkewedForSize(moments.skewness, moments.n) ? {} : { moments }),
  };
}
