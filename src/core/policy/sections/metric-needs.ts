import type { MetricName } from '../../fairness/tally/index.js';

const WITHOUT_LABEL: ReadonlySet<MetricName> = new Set(['selection_rate', 'favourable_rate', 'mean_score']);
const WITH_SCORE: ReadonlySet<MetricName> = new Set([
  'mean_score',
  'auc',
  'brier',
  'log_loss',
  'expected_calibration_error',
]);
/** Metrics whose differences have no largest possible value. */
const UNBOUNDED: ReadonlySet<MetricName> = new Set(['mean_score', 'log_loss']);

export const needsLabel = (metric: MetricName): boolean => !WITHOUT_LABEL.has(metric);
export const needsScore = (metric: MetricName): boolean => WITH_SCORE.has(metric);
/** The largest difference between two groups that the metric can show. */
export const largestDifference = (metric: MetricName): number => (UNBOUNDED.has(metric) ? Number.POSITIVE_INFINITY : 1);

/** Metrics that are at least 0 and have no upper end. */
const HALF_OPEN: ReadonlySet<MetricName> = new Set(['log_loss']);

/** The range of values that the metric can have; infinite where it has no end. */
export function rangeOf(metric: MetricName): { readonly lower: number; readonly upper: number } {
  if (HALF_OPEN.has(metric)) return { lower: 0, upper: Number.POSITIVE_INFINITY };
  return UNBOUNDED.has(metric)
    ? { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY }
    : { lower: 0, upper: 1 };
}

/** Metrics of which more is better, and of which less is better, for everybody; the others may be wanted high or low. */
const QUALITIES: ReadonlySet<MetricName> = new Set([
  'accuracy',
  'balanced_accuracy',
  'f1',
  'auc',
  'true_positive_rate',
  'true_negative_rate',
  'positive_predictive_value',
  'negative_predictive_value',
]);
const ERRORS: ReadonlySet<MetricName> = new Set([
  'false_positive_rate',
  'false_negative_rate',
  'brier',
  'log_loss',
  'expected_calibration_error',
]);

/** Which direction of the metric is the better one; null where that depends on the use. */
export const betterDirection = (metric: MetricName): 'high' | 'low' | null =>
  QUALITIES.has(metric) ? 'high' : ERRORS.has(metric) ? 'low' : null;

/** Shares of people with prediction 1, and of those with prediction 0; such a share is unfavourable whenever its prediction is. */
const SHARES_OF_PREDICTION: readonly (readonly MetricName[])[] = [
  ['true_negative_rate', 'false_negative_rate'],
  ['selection_rate', 'true_positive_rate', 'false_positive_rate'],
];

/**
 * Whether a high value of the rate is bad for the people in the group: the rate is a share of people who got the unfavourable prediction.
 */
export const isUnfavourableRate = (metric: MetricName, favourable: 0 | 1): boolean =>
  SHARES_OF_PREDICTION[1 - favourable]!.includes(metric);

const SPELT: Readonly<Partial<Record<MetricName, string>>> = { auc: 'AUC', f1: 'F1', brier: 'Brier score' };

/** A metric in a sentence, such as `false positive rate`. */
export const metricWords = (metric: MetricName): string => SPELT[metric] ?? metric.replaceAll('_', ' ');
