import type { Estimate } from '../../../stats/base/index.js';
import { wilson } from '../../../stats/proportion/index.js';
import { studentCritical } from '../../../stats/special/index.js';
import { judgedEstimate, tooFew, undefinedEstimate } from '../../metrics/evidence.js';
import { explainedLimits, shownExplainedLimits } from './explained.js';
import { type AmountMeasure, type Measured, measured, needsActual, peopleOf, type TermMoments } from './metrics.js';
import { quantileLimits, quantileOf } from './quantile.js';
import type { AmountGroup, Spread } from './types.js';

export interface AmountOptions {
  readonly level: number;
  readonly minGroupSize: number;
}

/** An estimate with what a later audit needs of it, to say at any level how far the value has moved since. */
export interface AmountEstimate extends Estimate {
  /** Of means: skewness of the values; of a root mean squared error that of the squared errors. */
  readonly skewness?: number;
  /** Of quantiles and R²: limits at further levels, ascending; those that the sample is too small (of R², too skewed) for are left out. */
  readonly limits?: readonly { readonly level: number; readonly lower: number; readonly upper: number }[];
}

/** Levels at which an audit reports the limits of a quantile: a bound shares its level among up to some hundred groups. */
const FURTHER_LEVELS = [0.8, 0.9, 0.95, 0.975, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999] as const;

/** A value with limits, which are null where there are none. */
export interface Limited {
  readonly value: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * A measure of one group with the interval that is shown: Student's t for means (of amounts, sizes of errors, errors, and of squares under the
 * root), order statistics for quantiles, Wilson for shares, for R² the delta method on the log scale of its two parts. What judges requirements is stricter (docs/explanations/amounts.md).
 *
 * @example estimateAmount(group, { metric: 'median_amount' }, { level: 0.95, minGroupSize: 30 })
 */
export function estimateAmount(group: AmountGroup, measure: AmountMeasure, options: AmountOptions): AmountEstimate {
  const { level, minGroupSize } = options;
  const made = measured(group, measure);
  const n = peopleOf(group, measure.metric);
  if (made === null) {
    return undefinedEstimate({ level, method: 'none', n }, whyUndefined(measure.metric, n));
  }
  const frame = { level, method: shownMethod(made), n };
  const { value, lower, upper } = limitsOf(made, level);
  // Order statistics may coincide where many people have one amount, and then say something true.
  if (made.kind === 'quantile' && lower !== null && upper !== null) {
    const estimate = { estimate: value, lower, upper, ...frame, limits: furtherLimits(made) };
    return n >= minGroupSize
      ? { ...estimate, status: 'ok' }
      : { ...estimate, status: 'insufficient', reason: tooFew(n, minGroupSize) };
  }
  const estimate = judgedEstimate(frame, { estimate: value, lower, upper }, { size: n, minGroupSize });
  if (made.kind === 'explained') return { ...estimate, limits: furtherLimits(made) };
  return made.kind === 'mean' || made.kind === 'root' ? { ...estimate, skewness: made.moments.skewness } : estimate;
}

function whyUndefined(metric: AmountMeasure['metric'], n: number): string {
  if (metric === 'r_squared' && n > 0) return NO_SPREAD;
  if (metric === 'interval_coverage') return 'no row of the group has an interval and a label';
  if (metric === 'interval_width') return 'no row of the group has an interval';
  return needsActual(metric) ? 'no row of the group has a label' : '0/0: the group is empty';
}

/** Why R² is undefined in a group of people with labels. */
export const NO_SPREAD = 'all labels of the group are the same: there is no spread to explain';

function furtherLimits(
  made: Extract<Measured, { kind: 'quantile' | 'explained' }>,
): NonNullable<AmountEstimate['limits']> {
  return FURTHER_LEVELS.flatMap((level) => {
    const { lower, upper } =
      made.kind === 'explained' ? (explainedLimits(made.explained, level) ?? NO_LIMITS) : limitsOf(made, level);
    return lower === null || upper === null ? [] : [{ level, lower, upper }];
  });
}

const stepsNote = ({ places }: Spread): string => (places === 'steps' ? ', steps of 0.4 %' : '');

/** Name of the interval that is shown beside a measure of one group. */
function shownMethod(made: Measured): string {
  if (made.kind === 'quantile') return `order statistics${stepsNote(made.spread)}`;
  if (made.kind === 'share') return 'wilson';
  if (made.kind === 'explained') return 'log delta';
  return made.kind === 'root' ? 'student t of squares' : 'student t';
}

/** The value of a measure. */
export function valueOfMeasured(made: Measured): number {
  if (made.kind === 'quantile') return quantileOf(made.spread, made.q);
  if (made.kind === 'share') return made.rate.successes / made.rate.n;
  if (made.kind === 'explained') return made.explained.value;
  return made.kind === 'root' ? Math.sqrt(made.moments.mean) : made.moments.mean;
}

/** The limits that are shown beside a measure of one group. */
export function limitsOf(made: Measured, level: number): Limited {
  const value = valueOfMeasured(made);
  if (made.kind === 'share') return { value, ...(wilson(made.rate, level) ?? NO_LIMITS) };
  if (made.kind === 'quantile') {
    const { lower, upper } = quantileLimits(made.spread, made.q, level);
    if (lower === null || upper === null) return { value, ...NO_LIMITS };
    return { value, lower: Math.min(lower, value), upper: Math.max(upper, value) };
  }
  if (made.kind === 'explained') return { value, ...(shownExplainedLimits(made.explained, level) ?? NO_LIMITS) };
  const limits = studentLimits(made.moments, level);
  if (made.kind === 'mean') return { value, ...limits };
  return { value, lower: root(limits.lower), upper: root(limits.upper) };
}

const NO_LIMITS = { lower: null, upper: null } as const;

const root = (value: number | null): number | null => (value === null ? null : Math.sqrt(Math.max(0, value)));

function studentLimits({ mean, variance, n }: TermMoments, level: number) {
  if (n < 2) return NO_LIMITS;
  const reach = studentCritical(level, n - 1) * Math.sqrt(variance / n);
  return { lower: mean - reach, upper: mean + reach };
}
