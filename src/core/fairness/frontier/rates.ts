import type { IntegerMetric } from '../tally/types.js';
import type { LabelledCounts } from './types.js';

/** Numerator and denominator of one rate. */
export type Fraction = readonly [numerator: number, denominator: number];

/**
 * Numerator and denominator of every integer metric of the contract on labelled people (contracts, Audit result, Metrics).
 * `favourable_rate` and `opportunity_rate` turn with the favourable outcome, nothing else does.
 */
const FRACTIONS: Readonly<Record<IntegerMetric, (c: LabelledCounts, favourable: 0 | 1) => Fraction>> = {
  selection_rate: ({ tp, fp, fn, tn }) => [tp + fp, tp + fp + fn + tn],
  favourable_rate: ({ tp, fp, fn, tn }, favourable) => [favourable === 1 ? tp + fp : fn + tn, tp + fp + fn + tn],
  opportunity_rate: ({ tp, fp, fn, tn }, favourable) => (favourable === 1 ? [tp, tp + fn] : [tn, tn + fp]),
  base_rate: ({ tp, fp, fn, tn }) => [tp + fn, tp + fp + fn + tn],
  true_positive_rate: ({ tp, fn }) => [tp, tp + fn],
  false_positive_rate: ({ fp, tn }) => [fp, fp + tn],
  true_negative_rate: ({ fp, tn }) => [tn, fp + tn],
  false_negative_rate: ({ tp, fn }) => [fn, tp + fn],
  positive_predictive_value: ({ tp, fp }) => [tp, tp + fp],
  negative_predictive_value: ({ fn, tn }) => [tn, tn + fn],
  accuracy: ({ tp, fp, fn, tn }) => [tp + tn, tp + fp + fn + tn],
};

export const fractionOf = (counts: LabelledCounts, metric: IntegerMetric, favourable: 0 | 1): Fraction =>
  FRACTIONS[metric](counts, favourable);

/**
 * A rate of labelled people, or `null` where nobody is in its denominator. For groups of a tally, which also know their unlabelled people
 * and their weights, use `rateOf`.
 *
 * @example rateOfCounts({ tp: 40, fp: 30, fn: 5, tn: 25 }, 'true_positive_rate') // 0.888...
 */
export function rateOfCounts(counts: LabelledCounts, metric: IntegerMetric, favourable: 0 | 1 = 1): number | null {
  const [numerator, denominator] = fractionOf(counts, metric, favourable);
  return denominator > 0 ? numerator / denominator : null;
}

export function addCounts(a: LabelledCounts, b: LabelledCounts): LabelledCounts {
  return { tp: a.tp + b.tp, fp: a.fp + b.fp, fn: a.fn + b.fn, tn: a.tn + b.tn };
}

export const NO_COUNTS: LabelledCounts = { tp: 0, fp: 0, fn: 0, tn: 0 };

/** Rates expected over the draw, by the names of their metrics. They are exact, because nothing is sampled; each is 0..1. */
export interface ExpectedRates {
  readonly selection_rate: number;
  readonly true_positive_rate: number;
  readonly false_positive_rate: number;
  readonly accuracy: number;
  readonly favourable_rate: number;
  readonly opportunity_rate: number;
}

/** Expected people whose decision changes for the better and for the worse against the cutoff in use. */
export interface PeopleAffected {
  readonly toFavourable: number;
  readonly toUnfavourable: number;
}

/** The rates of people of both labels, whose denominators are no zero. */
export function ratesOf(counts: LabelledCounts, favourable: 0 | 1): ExpectedRates {
  const rate = (metric: Parameters<typeof rateOfCounts>[1]): number => rateOfCounts(counts, metric, favourable)!;
  return {
    selection_rate: rate('selection_rate'),
    true_positive_rate: rate('true_positive_rate'),
    false_positive_rate: rate('false_positive_rate'),
    accuracy: rate('accuracy'),
    favourable_rate: rate('favourable_rate'),
    opportunity_rate: rate('opportunity_rate'),
  };
}
