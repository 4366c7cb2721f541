import { INTEGER_METRICS, type IntegerMetric, type MetricName } from '../tally/types.js';

/**
 * What the labels that exist say about a metric, where only people with one prediction get a label. `unlabelled`: it needs no label. `seen`: it is
 * about those people only. `bounded`: every completion of the labels that are not seen gives a value, and the lowest and the highest are known.
 * `open`: no such bounds are computed.
 */
export type Identification = 'unlabelled' | 'seen' | 'bounded' | 'open';

const WITHOUT_LABEL: ReadonlySet<MetricName> = new Set(['selection_rate', 'favourable_rate', 'mean_score']);

/**
 * Tells what a metric can be known from, where labels are seen only for people with prediction `seenFor`.
 *
 * @example
 * identification('positive_predictive_value', 1); // 'seen'
 * identification('true_positive_rate', 1); // 'bounded'
 */
export function identification(metric: MetricName, seenFor: 0 | 1): Identification {
  if (WITHOUT_LABEL.has(metric)) return 'unlabelled';
  if (metric === (seenFor === 1 ? 'positive_predictive_value' : 'negative_predictive_value')) return 'seen';
  return (INTEGER_METRICS as readonly MetricName[]).includes(metric) ? 'bounded' : 'open';
}

/** A rate that has bounds. */
export type BoundedRate = Exclude<IntegerMetric, 'selection_rate' | 'favourable_rate' | 'opportunity_rate'>;

/** The rate about labels that a metric is, once it is known which prediction is favourable; null for one that needs no label. */
export function boundedRate(metric: IntegerMetric, favourable: 0 | 1): BoundedRate | null {
  if (metric === 'selection_rate' || metric === 'favourable_rate') return null;
  if (metric === 'opportunity_rate') return favourable === 1 ? 'true_positive_rate' : 'true_negative_rate';
  return metric;
}
