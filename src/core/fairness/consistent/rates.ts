import { fractionOf } from '../frontier/rates.js';
import type { LabelledCounts } from '../frontier/types.js';
import type { IntegerMetric } from '../tally/types.js';
import type { LinearForm } from './simplex.js';

/** A rate whose numerator and denominator are sums of the four counts of labelled people by prediction. */
export type PrintedRate = Exclude<IntegerMetric, 'favourable_rate' | 'opportunity_rate'> | 'f1';

export const PRINTED_RATES: readonly PrintedRate[] = [
  'selection_rate',
  'base_rate',
  'true_positive_rate',
  'false_positive_rate',
  'true_negative_rate',
  'false_negative_rate',
  'positive_predictive_value',
  'negative_predictive_value',
  'accuracy',
  'f1',
];

/** Numbers that reports print beside rates and that do not follow from the four counts, with the reason. */
export const NOT_OF_COUNTS: Readonly<Record<string, string>> = {
  auc: 'it depends on all scores, not on one cutoff',
  brier: 'it depends on all scores, not on one cutoff',
  log_loss: 'it depends on all scores, not on one cutoff',
  mean_score: 'it depends on all scores, not on one cutoff',
  expected_calibration_error: 'it depends on all scores, not on one cutoff',
  balanced_accuracy: 'it is the mean of two rates: give true_positive_rate and true_negative_rate',
  favourable_rate: 'which outcome is favourable is not known here: give selection_rate',
  opportunity_rate: 'which outcome is favourable is not known here: give true_positive_rate or true_negative_rate',
};

const CELLS = ['tp', 'fp', 'fn', 'tn'] as const;
export const CELLS_PER_GROUP = CELLS.length;

/** Coefficients of numerator and denominator over tp, fp, fn, tn. */
export function formsOf(rate: PrintedRate): { readonly numerator: LinearForm; readonly denominator: LinearForm } {
  const unit = CELLS.map((cell): LabelledCounts => ({ tp: 0, fp: 0, fn: 0, tn: 0, [cell]: 1 }));
  const fractions = unit.map((counts): readonly [number, number] =>
    rate === 'f1' ? [2 * counts.tp, 2 * counts.tp + counts.fp + counts.fn] : fractionOf(counts, rate, 1),
  );
  return {
    numerator: fractions.map(([numerator]) => BigInt(numerator)),
    denominator: fractions.map(([, denominator]) => BigInt(denominator)),
  };
}
