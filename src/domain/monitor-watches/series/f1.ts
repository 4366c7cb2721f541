import type { RequirementMetric } from '../../../core/policy/sections/index.js';
import type { EstimatedRate, WithinOptions } from '../../../core/stats/index.js';
import { countIndex } from '../../monitor-panes/index.js';
import { BINARY_PLACES, type MeasuredRates } from './rates.js';
import type { RateWatch } from './types.js';

/**
 * F1 = 2 TP / (2 TP + FP + FN) rises with the share of true positives among all who are positive by label or by prediction, J = TP / (TP + FP + FN): F1 = 2 J / (1 + J). J is a rate as others
 * are, so a bound on F1 is one on J, and everything that holds of rates holds of it.
 */
export const rateOfF1 = (f1: number): number => f1 / (2 - f1);
const f1OfRate = (rate: number): number => (2 * rate) / (1 + rate);

type ShownAs = Pick<RateWatch, 'shownAs'>;

/** A rate as its watch shows it. */
export const shownOf = ({ shownAs }: ShownAs, rate: number): number => (shownAs === 'f1' ? f1OfRate(rate) : rate);

/** The rate that is behind a value which a watch shows. */
export const rateOfShown = ({ shownAs }: ShownAs, shown: number): number =>
  shownAs === 'f1' ? rateOfF1(shown) : shown;

/** The rate J. */
export function ratesOfF1(metric: RequirementMetric): readonly MeasuredRates[] | null {
  if (metric !== 'f1') return null;
  const at = (decided: number, label: number): number => countIndex(BINARY_PLACES, { decided, label });
  const n = [at(0, 1), at(1, 0), at(1, 1)];
  return [{ component: null, rates: [{ weight: 1, n, successes: [at(1, 1)] }] }];
}

/**
 * F1 as a fraction of sums over people: who is predicted positive adds twice the label to its numerator and one more than the label to its denominator, everybody else the label to its denominator.
 * A gap of two F1 is no sum of two J, and it is a claim about pairs of people by these.
 */
export const FRACTION_OF_F1: EstimatedRate = [
  { success: 0, successSlope: 0, count: 0, countSlope: 1 },
  { success: 0, successSlope: 2, count: 1, countSlope: 1 },
];

/** A bound on F1 as one on its rate. */
export const boundOnRate = ({ min, max }: Pick<WithinOptions, 'min' | 'max'>): Pick<WithinOptions, 'min' | 'max'> => ({
  ...(min === undefined ? {} : { min: rateOfF1(min) }),
  ...(max === undefined ? {} : { max: rateOfF1(max) }),
});
