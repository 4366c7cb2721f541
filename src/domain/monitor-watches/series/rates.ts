import { isIntegerMetric, type RatedGroup, rateOf } from '../../../core/fairness/metrics/index.js';
import type { IntegerMetric } from '../../../core/fairness/tally/index.js';
import type { MeasureNames, RequirementMetric } from '../../../core/policy/sections/index.js';
import { countIndex, countsOfPlaces, placeOfIndex } from '../../monitor-panes/index.js';

/** A share of decisions: which counts of a cell are in its denominator, and which of them are successes. */
export interface PlaceRate {
  readonly n: readonly number[];
  readonly successes: readonly number[];
}

/** A rate and its part in what a requirement measures of one group. */
export interface WeightedRate extends PlaceRate {
  readonly weight: number;
}

/** One rate, or a mean of rates, that a requirement bounds. Several of them stand for a measure that is the largest of several gaps. */
export interface MeasuredRates {
  /** Its name beside the others of the same requirement; null where it is the only one. */
  readonly component: string | null;
  /** What it is, where its name alone does not say it. */
  readonly measure?: MeasureNames;
  readonly rates: readonly WeightedRate[];
}

export const BINARY_PLACES = 2;

/** The rates that a metric of yes and no is made of; null where it is no sum of rates. */
export function ratesOfMetric(metric: RequirementMetric, favourable: 0 | 1): readonly MeasuredRates[] | null {
  const rate = (name: IntegerMetric, weight = 1): WeightedRate => ({ weight, ...binaryRate(name, favourable) });
  const alone = (...rates: WeightedRate[]): MeasuredRates[] => [{ component: null, rates }];
  switch (metric) {
    case 'balanced_accuracy':
      return alone(rate('true_positive_rate', 1 / 2), rate('true_negative_rate', 1 / 2));
    case 'average_odds_difference':
      return favourable === 1
        ? alone(rate('true_positive_rate', 1 / 2), rate('false_positive_rate', 1 / 2))
        : alone(rate('false_negative_rate', 1 / 2), rate('true_negative_rate', 1 / 2));
    case 'adverse_impact_ratio':
      return alone(rate('favourable_rate'));
    case 'equalized_odds_difference':
      return (['true_positive_rate', 'false_positive_rate'] as const).map((name) => ({
        component: name,
        rates: [rate(name)],
      }));
    default:
      return isIntegerMetric(metric as IntegerMetric) ? alone(rate(metric as IntegerMetric)) : null;
  }
}

/** The rate as audits define it, asked of each count by itself: there is one definition of every metric. */
function binaryRate(metric: IntegerMetric, favourable: 0 | 1): PlaceRate {
  const n: number[] = [];
  const successes: number[] = [];
  for (let index = 0; index < countsOfPlaces(BINARY_PLACES); index++) {
    const one = rateOf(groupOfOne(index), metric, favourable);
    if (one.n === 1) n.push(index);
    if (one.successes === 1) successes.push(index);
  }
  return { n, successes };
}

/** A group of one decision. */
function groupOfOne(index: number): RatedGroup {
  const { decided, label } = placeOfIndex(BINARY_PLACES, index);
  const is = (wantedDecision: number, wantedLabel: number): number =>
    Number(decided === wantedDecision && label === wantedLabel);
  const counts = { tp: is(1, 1), fp: is(1, 0), fn: is(0, 1), tn: is(0, 0), unlabelled: Number(label === null) };
  const selectedUnlabelled = Number(label === null && decided === 1);
  return { counts, selectedUnlabelled, weightKind: 'none', squares: { ...counts, selectedUnlabelled } };
}

/** Decisions in the denominator of a rate, and successes among them. */
export interface RateCount {
  readonly n: number;
  readonly successes: number;
}

/** Counts of each rate, one after the other: its observations, then the successes among them. */
export function countRates(rates: readonly PlaceRate[], counts: ArrayLike<number>): Float64Array {
  const counted = new Float64Array(2 * rates.length);
  for (let r = 0; r < rates.length; r++) {
    const { n, successes } = rates[r]!;
    for (let i = 0; i < n.length; i++) counted[2 * r]! += counts[n[i]!]!;
    for (let i = 0; i < successes.length; i++) counted[2 * r + 1]! += counts[successes[i]!]!;
  }
  return counted;
}

/**
 * The least and the largest value that a rate can have once every label is known (Manski 1990, American Economic Review 80, 319-323): the
 * decisions without a label take the labels that make it least and largest. Null where nobody would be in the denominator.
 *
 * @param counted what is known of the rate, whose decisions have labels
 * @param unlabelled decisions without a label, by what was decided
 */
export const boundsWithoutLabels = (
  rate: PlaceRate,
  counted: RateCount,
  unlabelled: ArrayLike<number>,
): { readonly lower: number | null; readonly upper: number | null } => ({
  lower: endOf(rate, counted, unlabelled, ['failure', 'outside', 'success']),
  upper: endOf(rate, counted, unlabelled, ['success', 'outside', 'failure']),
});

/** What a decision is to a rate. */
type Part = 'success' | 'failure' | 'outside';

/** The rate when every decision without a label takes the first part of the order that some label gives it. */
function endOf(
  rate: PlaceRate,
  counted: RateCount,
  unlabelled: ArrayLike<number>,
  order: readonly Part[],
): number | null {
  const places = unlabelled.length;
  let { n, successes } = counted;
  for (let decided = 0; decided < places; decided++) {
    const parts = Array.from({ length: places }, (_, label) => partOf(rate, countIndex(places, { decided, label })));
    const part = order.find((one) => parts.includes(one))!;
    if (part !== 'outside') n += unlabelled[decided]!;
    if (part === 'success') successes += unlabelled[decided]!;
  }
  return n === 0 ? null : successes / n;
}

const partsOfRates = new WeakMap<PlaceRate, ReadonlyMap<number, Part>>();

/** Of a hundred levels beside a hundred labels there are ten thousand counts, so that a rate is laid out once. */
function partOf(rate: PlaceRate, index: number): Part {
  let parts = partsOfRates.get(rate);
  if (parts === undefined) {
    const made = new Map<number, Part>(rate.n.map((one) => [one, 'failure']));
    for (const one of rate.successes) made.set(one, 'success');
    parts = made;
    partsOfRates.set(rate, parts);
  }
  return parts.get(index) ?? 'outside';
}
