import { TribuneError } from '../../base/errors.js';
import type { ConfusionCounts } from '../tally/types.js';

/** Labelled people by decision and label: integers, or sums of weights. */
type LabelledCounts = Omit<ConfusionCounts, 'unlabelled'>;

/** What one decision is worth to the decider, by its prediction and the truth, in a unit of the caller's; a cost is negative. */
export interface UtilityValues {
  /** Prediction 1, label 1. */
  readonly truePositive: number;
  /** Prediction 1, label 0. */
  readonly falsePositive: number;
  /** Prediction 0, label 0. */
  readonly trueNegative: number;
  /** Prediction 0, label 1. */
  readonly falseNegative: number;
}

export const UTILITY_KINDS = ['truePositive', 'falsePositive', 'trueNegative', 'falseNegative'] as const;

/**
 * What is wrong with a set of values, in words, or null. A right answer must not be worth less than a wrong one to the same person, and one
 * of the two must be worth more: otherwise the best decision is the same for everybody, or the signs are turned round. Elkan (2001), The
 * foundations of cost-sensitive learning, section 1.2 ("reasonableness").
 */
export function unreasonable(values: UtilityValues): string | null {
  const { truePositive, falsePositive, trueNegative, falseNegative } = values;
  if (truePositive < falseNegative)
    return `with label 1, prediction 1 is worth ${truePositive} and prediction 0 more, ${falseNegative}`;
  if (trueNegative < falsePositive)
    return `with label 0, prediction 0 is worth ${trueNegative} and prediction 1 more, ${falsePositive}`;
  if (truePositive === falseNegative && trueNegative === falsePositive)
    return 'both predictions are worth the same whatever the label is';
  return null;
}

/**
 * Refuses values that are no numbers or not reasonable.
 *
 * @throws TribuneError INVALID_ARGUMENT
 */
export function checkUtility(values: UtilityValues): void {
  for (const name of UTILITY_KINDS) {
    if (!Number.isFinite(values[name])) throw invalid(`the utility of a ${name} is ${values[name]}`, ALL_FOUR);
  }
  const other = Object.keys(values).find((name) => !(UTILITY_KINDS as readonly string[]).includes(name));
  if (other !== undefined) throw invalid(`the utility has a member "${other}"`, ALL_FOUR);
  const reason = unreasonable(values);
  if (reason !== null) throw invalid(reason, 'Mend the signs: gains are positive, costs negative.');
}

const ALL_FOUR = `Give a finite number for each of ${UTILITY_KINDS.join(', ')}; write 0 for what is worth nothing.`;

const invalid = (message: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', message, { remedy });

/** Sum of the utilities of labelled people. */
export const totalUtility = ({ tp, fp, tn, fn }: LabelledCounts, values: UtilityValues): number =>
  tp * values.truePositive + fp * values.falsePositive + tn * values.trueNegative + fn * values.falseNegative;

/**
 * Expected utility: the mean over labelled people, in the unit of the values; null for nobody.
 *
 * @example utilityOfCounts({ tp: 40, fp: 30, fn: 5, tn: 25 }, { truePositive: 3, falsePositive: -7, trueNegative: 0, falseNegative: 0 }) // -0.9
 */
export function utilityOfCounts(counts: LabelledCounts, values: UtilityValues): number | null {
  const people = counts.tp + counts.fp + counts.tn + counts.fn;
  return people > 0 ? totalUtility(counts, values) / people : null;
}

/**
 * What a right answer is worth more than a wrong one: `gain` to somebody of label 1, `loss` to somebody of label 0. Only these two decide
 * which cutoff is best.
 */
export function stakesOf(values: UtilityValues): { readonly gain: number; readonly loss: number } {
  return {
    gain: values.truePositive - values.falseNegative,
    loss: values.trueNegative - values.falsePositive,
  };
}

/**
 * The cutoff of highest expected utility on a calibrated probability: loss / (loss + gain), 0..1. Prediction 1 is worth it from there on.
 * Elkan (2001), theorem 1. It says nothing about scores that are no calibrated probabilities.
 *
 * @throws TribuneError INVALID_ARGUMENT for values that are not reasonable
 * @example bestCutoff({ truePositive: 3, falsePositive: -7, trueNegative: 0, falseNegative: 0 }) // 0.7
 */
export function bestCutoff(values: UtilityValues): number {
  checkUtility(values);
  const { gain, loss } = stakesOf(values);
  return loss / (loss + gain);
}

/**
 * How many times as much a wrong prediction 1 must lose as a wrong prediction 0 for `cutoff` to be the best one on a calibrated probability.
 *
 * @throws TribuneError INVALID_ARGUMENT for a cutoff outside 0..1 or at an end of it
 * @example lossRatioOf(0.7) // 2.33..., seven to three
 */
export function lossRatioOf(cutoff: number): number {
  if (!(cutoff > 0 && cutoff < 1))
    throw invalid(`the cutoff ${cutoff} is no probability between 0 and 1`, 'Pass a cutoff on a probability.');
  return cutoff / (1 - cutoff);
}
