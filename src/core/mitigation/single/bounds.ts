import { type LabelledCounts, rateOfCounts } from '../../fairness/frontier/index.js';
import { INTEGER_METRICS } from '../../fairness/tally/index.js';
import { refused } from '../groups/index.js';

/** Metrics of decisions that cutoffs can move: the rates of an audit and what is made of them. The base rate no cutoff moves. */
export const CUTOFF_METRICS = [
  ...INTEGER_METRICS.filter((metric) => metric !== 'base_rate'),
  'balanced_accuracy',
  'f1',
] as const;
export type CutoffMetric = (typeof CUTOFF_METRICS)[number];

/** What is asked of a metric of every group. */
export type CutoffBound =
  /** The largest and the smallest differ by so much at most. */
  | { readonly metric: CutoffMetric; readonly compare: 'difference'; readonly max: number }
  /** The smallest is at least this share of the largest. */
  | { readonly metric: CutoffMetric; readonly compare: 'ratio'; readonly min: number }
  /** Each is at least or at most so much. */
  | { readonly metric: CutoffMetric; readonly compare: 'value'; readonly min?: number; readonly max?: number };

/**
 * A metric of decisions about these people; null where nobody is in its denominator.
 *
 * @example cutoffMetricOf({ tp: 40, fp: 10, fn: 20, tn: 30 }, 'f1', 1); // 0.727...
 */
export function cutoffMetricOf(counts: LabelledCounts, metric: CutoffMetric, favourable: 0 | 1): number | null {
  if (metric === 'f1') {
    const all = 2 * counts.tp + counts.fp + counts.fn;
    return all > 0 ? (2 * counts.tp) / all : null;
  }
  if (metric !== 'balanced_accuracy') return rateOfCounts(counts, metric, favourable);
  const [ones, zeros] = [rateOfCounts(counts, 'true_positive_rate'), rateOfCounts(counts, 'true_negative_rate')];
  return ones === null || zeros === null ? null : (ones + zeros) / 2;
}

/**
 * Refuses bounds that say nothing.
 *
 * @throws TribuneError INVALID_ARGUMENT
 */
export function checkBounds(bounds: readonly CutoffBound[]): void {
  for (const bound of bounds) {
    if (!CUTOFF_METRICS.includes(bound.metric))
      throw refused(`a bound on "${bound.metric}"`, `Bound one of ${CUTOFF_METRICS.join(', ')}.`);
    const ends = bound.compare === 'difference' ? [bound.max] : bound.compare === 'ratio' ? [bound.min] : [];
    if (bound.compare === 'value') ends.push(...[bound.min, bound.max].filter((end) => end !== undefined));
    const odd = ends.find((end) => !(end >= 0 && end <= 1));
    if (ends.length === 0 || odd !== undefined)
      throw refused(`a bound on ${bound.metric} at ${odd ?? 'nothing'}`, 'Give numbers from 0 to 1.');
  }
}

/** A bound that is missed by so much at most. */
export function loosened(bound: CutoffBound, by: number): CutoffBound {
  if (bound.compare === 'difference') return { ...bound, max: bound.max + by };
  if (bound.compare === 'ratio') return { ...bound, min: bound.min - by };
  return {
    ...bound,
    ...(bound.min === undefined ? {} : { min: bound.min - by }),
    ...(bound.max === undefined ? {} : { max: bound.max + by }),
  };
}

/** By how much values of the groups miss a bound; 0 where they keep it. */
export function missOf(bound: CutoffBound, values: readonly number[]): number {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (bound.compare === 'difference') return Math.max(0, high - low - bound.max);
  if (bound.compare === 'ratio') return high === 0 ? 0 : Math.max(0, bound.min - low / high);
  return Math.max(0, (bound.min ?? low) - low, high - (bound.max ?? high));
}
