import type { Estimate } from '../../../stats/base/index.js';
import { twoProportionTest } from '../../../stats/hypothesis/index.js';
import { welchT } from '../../../stats/moments/index.js';
import { benjaminiHochberg, holm } from '../../../stats/multiplicity/index.js';
import { katzRatio, newcombeDifference } from '../../../stats/proportion/index.js';
import { criticalValue, studentCritical } from '../../../stats/special/index.js';
import { differenceLimits } from '../../comparisons/extremes.js';
import { plainEstimate, tooFew, undefinedEstimate } from '../../metrics/evidence.js';
import type { Compare, GroupKey } from '../../tally/types.js';
import { type AmountOptions, limitsOf, valueOfMeasured } from './estimate.js';
import {
  type AmountMeasure,
  type AmountMetric,
  type Measured,
  measured,
  peopleOf,
  type TermMoments,
} from './metrics.js';
import type { AmountGroup } from './types.js';

/** One group against the reference (contracts, Audit result, `comparisons`), with the parameter of the metric. */
export interface AmountComparison extends Estimate {
  readonly metric: AmountMetric;
  readonly q?: number;
  readonly value?: number;
  readonly by: readonly string[];
  readonly compare: Compare;
  readonly group: GroupKey;
  readonly reference: GroupKey;
  readonly test: string | null;
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
}

interface Span {
  readonly lower: number | null;
  readonly upper: number | null;
  readonly method: string;
}

interface Test {
  readonly test: string | null;
  readonly pValue: number | null;
}

const UNTESTED: Test = { test: null, pValue: null };
const NO_SPAN = { lower: null, upper: null } as const;

/** The comparisons that a metric has. A mean error and R² may be negative or 0, so a ratio of two says nothing. */
export const comparesOfAmounts = (metric: AmountMetric): readonly Compare[] =>
  metric === 'mean_error' || metric === 'r_squared' ? ['difference'] : ['difference', 'ratio'];

/**
 * One group against a reference.
 *
 * - Means: Welch's t with Satterthwaite's degrees of freedom (unequal variances); ratios by the delta method on the log scale.
 * - Root mean squared error: the delta method on the root, tested by Welch's t on the squares.
 * - Quantiles: both order-statistic limits put together by the method of variance estimates recovery (Zou and Donner 2008), no test.
 * - R²: both shown limits put together likewise, no test.
 * - Shares: Newcombe, Katz and the test of two rates, as rates of binary decisions.
 *
 * @example compareAmounts(women, men, { metric: 'mean_amount' }, 'ratio', { level: 0.95, minGroupSize: 30 })
 */
export function compareAmounts(
  group: AmountGroup,
  reference: AmountGroup,
  measure: AmountMeasure,
  compare: Compare,
  { level, minGroupSize }: AmountOptions,
): Omit<AmountComparison, 'adjustedPValue'> {
  const { metric, q, value } = measure;
  const [a, b] = [measured(group, measure), measured(reference, measure)];
  const sizes = [peopleOf(group, metric), peopleOf(reference, metric)];
  const frame = {
    metric,
    ...(q === undefined ? {} : { q }),
    ...(value === undefined ? {} : { value }),
    by: Object.keys(group.key),
    compare,
    group: group.key,
    reference: reference.key,
  };
  const base = { level, method: 'none', n: sizes[0]! + sizes[1]! };
  if (a === null || b === null) return { ...frame, ...undefinedEstimate(base, whyNothing(metric)), ...UNTESTED };
  const estimate = gapOf(valueOfMeasured(a), valueOfMeasured(b), compare);
  if (estimate === null)
    return {
      ...frame,
      ...undefinedEstimate(base, 'the reference is 0, or one of the values is negative'),
      ...UNTESTED,
    };
  const { lower, upper, method } = compare === 'difference' ? differenceSpan(a, b, level) : ratioSpan(a, b, level);
  const made = plainEstimate({ ...base, method }, { estimate, lower, upper });
  const least = Math.min(...sizes);
  const judged: Estimate =
    least >= minGroupSize
      ? made
      : { ...made, status: 'insufficient', reason: `one of the two groups ${tooFew(least, minGroupSize)}` };
  return { ...frame, ...judged, ...testOf(a, b) };
}

const whyNothing = (metric: AmountMetric): string =>
  metric === 'r_squared'
    ? 'in one of the groups fewer than two people have a label, or all labels are the same'
    : 'nobody in one of the groups has the value';

/** group - reference, or group / reference; null where the ratio says nothing. */
function gapOf(a: number, b: number, compare: Compare): number | null {
  if (compare === 'difference') return a - b;
  return a >= 0 && b > 0 ? a / b : null;
}

function differenceSpan(a: Measured, b: Measured, level: number): Span {
  if (a.kind === 'share' && b.kind === 'share')
    return { ...(newcombeDifference(a.rate, b.rate, level) ?? NO_SPAN), method: 'newcombe' };
  if (a.kind === 'mean' && b.kind === 'mean') return { ...welchSpan(a.moments, b.moments, level), method: 'welch' };
  if (a.kind === 'root' && b.kind === 'root') return { ...rootSpan(a.moments, b.moments, level), method: 'delta' };
  const limits = [limitsOf(a, level), limitsOf(b, level)].map(({ value, lower, upper }) =>
    lower === null || upper === null ? null : { value, lower, upper },
  );
  const method = a.kind === 'explained' ? 'mover(log delta)' : 'mover(order statistics)';
  const [one, two] = limits;
  return one == null || two == null ? { ...NO_SPAN, method } : { ...differenceLimits(one, two), method };
}

function welchSpan(a: TermMoments, b: TermMoments, level: number) {
  const welch = welchT(a, b);
  if (welch === null) return NO_SPAN;
  const reach = studentCritical(level, welch.degreesOfFreedom) * Math.sqrt(a.variance / a.n + b.variance / b.n);
  return { lower: a.mean - b.mean - reach, upper: a.mean - b.mean + reach };
}

/** The root of a mean of squares m has the variance var / (4 m n) (delta method). */
function rootSpan(a: TermMoments, b: TermMoments, level: number) {
  if (!(a.mean > 0 && b.mean > 0) || a.n < 2 || b.n < 2) return NO_SPAN;
  const part = ({ mean, variance, n }: TermMoments) => variance / (4 * mean * n);
  const difference = Math.sqrt(a.mean) - Math.sqrt(b.mean);
  const reach = criticalValue(level) * Math.sqrt(part(a) + part(b));
  return { lower: difference - reach, upper: difference + reach };
}

function ratioSpan(a: Measured, b: Measured, level: number): Span {
  if (a.kind === 'share' && b.kind === 'share')
    return { ...(katzRatio(a.rate, b.rate, level) ?? NO_SPAN), method: 'katz' };
  if ((a.kind === 'mean' || a.kind === 'root') && a.kind === b.kind)
    return { ...logDelta(a.moments, b.moments, { level, half: a.kind === 'root' }), method: 'log delta' };
  return { ...quantileRatio(limitsOf(a, level), limitsOf(b, level)), method: 'mover(order statistics), log scale' };
}

/**
 * Limits of a ratio of means by the delta method on the log scale: var(log a) = var(a) / (n a^2). With `half` the ratio is that of roots.
 */
function logDelta(a: TermMoments, b: TermMoments, { level, half }: { readonly level: number; readonly half: boolean }) {
  if (!(a.mean > 0 && b.mean > 0) || a.n < 2 || b.n < 2) return NO_SPAN;
  const part = ({ mean, variance, n }: TermMoments) => variance / (n * mean * mean);
  const power = half ? 0.5 : 1;
  const log = power * Math.log(a.mean / b.mean);
  const reach = power * criticalValue(level) * Math.sqrt(part(a) + part(b));
  return { lower: Math.exp(log - reach), upper: Math.exp(log + reach) };
}

type Limited = ReturnType<typeof limitsOf>;

function quantileRatio(a: Limited, b: Limited) {
  const logs = [a, b].map(({ value, lower, upper }) =>
    lower !== null && upper !== null && lower > 0
      ? { value: Math.log(value), lower: Math.log(lower), upper: Math.log(upper) }
      : null,
  );
  const [one, two] = logs;
  if (one == null || two == null) return NO_SPAN;
  const { lower, upper } = differenceLimits(one, two);
  return { lower: Math.exp(lower), upper: Math.exp(upper) };
}

/** The test of equality; the ratio repeats that of the difference. */
export function testOf(a: Measured, b: Measured): Test {
  if (a.kind === 'share' && b.kind === 'share') return twoProportionTest(a.rate, b.rate);
  if ((a.kind !== 'mean' && a.kind !== 'root') || a.kind !== b.kind) return UNTESTED;
  const welch = welchT(a.moments, b.moments);
  if (welch === null) return UNTESTED;
  return { test: a.kind === 'root' ? 'welch t of squares' : 'welch t', pValue: welch.pValue };
}

export interface AmountFamilyOptions extends AmountOptions {
  readonly multiplicity: 'holm' | 'benjamini_hochberg' | 'none';
}

/**
 * Every group against the reference, as difference and as ratio. The tests of one measure are one family, each group once; their p-values
 * are adjusted together.
 */
export function compareAmountFamily(
  groups: readonly AmountGroup[],
  reference: AmountGroup,
  measure: AmountMeasure,
  options: AmountFamilyOptions,
): AmountComparison[] {
  const others = groups.filter((group) => group !== reference);
  const families = comparesOfAmounts(measure.metric).map((compare) =>
    others.map((group) => compareAmounts(group, reference, measure, compare, options)),
  );
  const pValues = families[0]!.map(({ pValue }) => pValue);
  const { multiplicity } = options;
  const adjusted =
    multiplicity === 'none' ? pValues : multiplicity === 'holm' ? holm(pValues) : benjaminiHochberg(pValues);
  return others.flatMap((_, g) => families.map((family) => ({ ...family[g]!, adjustedPValue: adjusted[g] ?? null })));
}
