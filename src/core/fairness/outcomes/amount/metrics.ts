import type { SkewedMean } from '../../../stats/moments/index.js';
import type { Proportion } from '../../../stats/proportion/index.js';
import { type Explained, explainedOf } from './explained.js';
import { centralMoments, skewnessOf, squaresOf } from './spread-moments.js';
import type { AmountGroup, Spread } from './types.js';

/** Metrics of amounts. Errors, R² and coverage need a label that is an amount too; the last two need prediction intervals. */
export const AMOUNT_METRICS = [
  'mean_amount',
  'median_amount',
  'amount_quantile',
  'share_at_least',
  'mean_absolute_error',
  'root_mean_squared_error',
  'mean_error',
  'r_squared',
  'interval_coverage',
  'interval_width',
] as const;
export type AmountMetric = (typeof AMOUNT_METRICS)[number];

export const isAmountMetric = (metric: string): metric is AmountMetric =>
  (AMOUNT_METRICS as readonly string[]).includes(metric);

const OF_ERRORS: ReadonlySet<AmountMetric> = new Set([
  'mean_absolute_error',
  'root_mean_squared_error',
  'mean_error',
  'r_squared',
]);

/** Whether the metric measures amounts against labels, so that it needs those. */
export const needsActual = (metric: AmountMetric): boolean => OF_ERRORS.has(metric) || metric === 'interval_coverage';

/** Whether the metric needs prediction intervals. */
export const needsInterval = (metric: AmountMetric): boolean =>
  metric === 'interval_coverage' || metric === 'interval_width';

/** Whether the metric is a share of people, and so a rate as those of decisions of 0 and 1 are. */
export const isShareOfAmounts = (
  metric: AmountMetric,
): metric is Extract<AmountMetric, 'share_at_least' | 'interval_coverage'> =>
  metric === 'share_at_least' || metric === 'interval_coverage';

/** A metric with its parameter: `q` of `amount_quantile`, `value` (in units) of `share_at_least`. */
export interface AmountMeasure {
  readonly metric: AmountMetric;
  readonly q?: number | undefined;
  readonly value?: number | undefined;
}

/** Name of a measure among the metrics of an audit: `amount_quantile_0.9`, `share_at_least_5000`. */
export function measureName({ metric, q, value }: AmountMeasure): string {
  if (metric === 'amount_quantile') return `${metric}_${q}`;
  return metric === 'share_at_least' ? `${metric}_${value}` : metric;
}

/** The moments of some term over the people of a spread: of the value, of its size, of its square. */
export interface TermMoments extends SkewedMean {}

/** What a measure is made of in one group. */
export type Measured =
  /** A mean of a term over people: amounts, sizes of errors, errors. */
  | { readonly kind: 'mean'; readonly moments: TermMoments }
  /** The root of the mean of squares; the moments are those of the squares. */
  | { readonly kind: 'root'; readonly moments: TermMoments }
  | { readonly kind: 'quantile'; readonly spread: Spread; readonly q: number }
  | { readonly kind: 'share'; readonly rate: Proportion }
  | { readonly kind: 'explained'; readonly explained: Explained };

const madeByGroup = new WeakMap<AmountGroup, Map<string, Measured | null>>();

/** What a measure is made of in a group; null where nobody of the group has the quantity. It is asked again by each comparison, and found once. */
export function measured(group: AmountGroup, measure: AmountMeasure): Measured | null {
  const known = madeByGroup.get(group) ?? new Map<string, Measured | null>();
  madeByGroup.set(group, known);
  const name = measureName(measure);
  const there = known.get(name);
  if (there !== undefined) return there;
  const made = measuredOf(group, measure);
  known.set(name, made);
  return made;
}

function measuredOf(group: AmountGroup, { metric, q, value }: AmountMeasure): Measured | null {
  if (metric === 'interval_coverage') return group.covered && { kind: 'share', rate: group.covered };
  const spread = spreadOfMetric(group, metric);
  if (spread === null) return null;
  switch (metric) {
    case 'mean_amount':
    case 'mean_error':
    case 'interval_width':
      return { kind: 'mean', moments: momentsOfValues(spread) };
    case 'mean_absolute_error':
      return { kind: 'mean', moments: momentsOfSizes(spread) };
    case 'root_mean_squared_error':
      return { kind: 'root', moments: momentsOfSquares(spread) };
    case 'share_at_least':
      return { kind: 'share', rate: { successes: countFrom(spread, value!), n: spread.n } };
    case 'r_squared': {
      const explained = explainedOf(group);
      return explained && { kind: 'explained', explained };
    }
    default:
      return { kind: 'quantile', spread, q: metric === 'median_amount' ? 0.5 : q! };
  }
}

function spreadOfMetric(group: AmountGroup, metric: AmountMetric): Spread | null {
  if (metric === 'interval_width') return group.width;
  return OF_ERRORS.has(metric) ? group.error : group.amount;
}

const momentsOfValues = (spread: Spread): TermMoments => ({
  mean: spread.mean,
  variance: spread.variance,
  skewness: skewnessOf(centralMoments(spread, spread.values)),
  n: spread.n,
});

const momentsOfSizes = (spread: Spread): TermMoments => ({
  mean: spread.meanSize,
  variance: spread.sizeVariance,
  skewness: skewnessOf(centralMoments(spread, spread.values.map(Math.abs))),
  n: spread.n,
});

/** Mean square is exact; its variance needs fourth powers, which come from the places (exact where values are distinct). */
function momentsOfSquares(spread: Spread): TermMoments {
  const { n, meanSquare } = spread;
  const moments = centralMoments(spread, squaresOf(spread.values));
  return {
    mean: meanSquare,
    variance: n > 1 ? (moments.second * n) / (n - 1) : 0,
    skewness: skewnessOf(moments),
    n,
  };
}

/** People whose value is at least this. A value inside a step counts the step by its mean. */
function countFrom({ values, counts }: Spread, least: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! >= least) count += counts[i]!;
  return count;
}

/** People that a measure rests on. */
export function peopleOf(group: AmountGroup, metric: AmountMetric): number {
  return (metric === 'interval_coverage' ? group.covered : spreadOfMetric(group, metric))?.n ?? 0;
}
