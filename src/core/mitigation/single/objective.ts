import type { LabelledCounts } from '../../fairness/frontier/index.js';
import type { UtilityValues } from '../../fairness/utility/index.js';
import type { CutoffMetric } from './bounds.js';

/** Amounts of the four kinds of decisions. */
export type Weights = Readonly<Record<keyof LabelledCounts, number>>;

/** A quotient of two sums over decisions that is to be as large as possible. */
export interface Quotient {
  readonly top: Weights;
  readonly bottom: Weights;
  /** Some value that no cutoffs fall below. */
  readonly floor: number;
}

const NONE: Weights = { tp: 0, fp: 0, fn: 0, tn: 0 };
export const EVERYBODY: Weights = { tp: 1, fp: 1, fn: 1, tn: 1 };

const ones = (...kinds: readonly (keyof LabelledCounts)[]): Weights => ({
  ...NONE,
  ...Object.fromEntries(kinds.map((kind) => [kind, 1])),
});

/** Metrics as quotients, by label 1 and prediction 1; a false rate is better the lower it is. */
const QUOTIENTS: Readonly<
  Record<Exclude<CutoffMetric, 'favourable_rate' | 'opportunity_rate' | 'balanced_accuracy'>, [Weights, Weights]>
> = {
  selection_rate: [ones('tp', 'fp'), EVERYBODY],
  true_positive_rate: [ones('tp'), ones('tp', 'fn')],
  false_positive_rate: [ones('fp'), ones('fp', 'tn')],
  true_negative_rate: [ones('tn'), ones('fp', 'tn')],
  false_negative_rate: [ones('fn'), ones('tp', 'fn')],
  positive_predictive_value: [ones('tp'), ones('tp', 'fp')],
  negative_predictive_value: [ones('tn'), ones('tn', 'fn')],
  accuracy: [ones('tp', 'tn'), EVERYBODY],
  f1: [
    { ...NONE, tp: 2 },
    { tp: 2, fp: 1, fn: 1, tn: 0 },
  ],
};

/** Metrics that are better the lower they are. */
export const isLoss = (metric: CutoffMetric): boolean =>
  metric === 'false_positive_rate' || metric === 'false_negative_rate';

/** A metric of all people as a quotient, the larger the better. */
export function quotientOf(
  metric: CutoffMetric,
  { favourable, positives, negatives }: { favourable: 0 | 1; positives: number; negatives: number },
): Quotient {
  if (metric === 'favourable_rate')
    return { top: favourable === 1 ? ones('tp', 'fp') : ones('tn', 'fn'), bottom: EVERYBODY, floor: 0 };
  if (metric === 'opportunity_rate')
    return quotientOf(favourable === 1 ? 'true_positive_rate' : 'true_negative_rate', {
      favourable,
      positives,
      negatives,
    });
  if (metric === 'balanced_accuracy') {
    const all = positives + negatives;
    return { top: { ...NONE, tp: all / (2 * positives), tn: all / (2 * negatives) }, bottom: EVERYBODY, floor: 0 };
  }
  const [top, bottom] = QUOTIENTS[metric];
  if (!isLoss(metric)) return { top, bottom, floor: 0 };
  return { top: { tp: -top.tp, fp: -top.fp, fn: -top.fn, tn: -top.tn }, bottom, floor: -1 };
}

/** What a decision is worth on average. */
export const utilityQuotient = (utility: UtilityValues): Quotient => ({
  top: {
    tp: utility.truePositive,
    fp: utility.falsePositive,
    fn: utility.falseNegative,
    tn: utility.trueNegative,
  },
  bottom: EVERYBODY,
  floor: Math.min(...Object.values(utility)),
});

export const sumOf = (weights: Weights, { tp, fp, fn, tn }: LabelledCounts): number =>
  weights.tp * tp + weights.fp * fp + weights.fn * fn + weights.tn * tn;
