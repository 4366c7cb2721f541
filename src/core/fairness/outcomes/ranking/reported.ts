import { studentCritical } from '../../../stats/special/index.js';
import type { Compare } from '../../tally/types.js';
import {
  combinedLimits,
  correlatedDifference,
  EXACT,
  LINEARISED,
  type Limited,
  linearisedLimits,
  noLimits,
  unvariedLimits,
} from './limits.js';
import { type MeasuredGap, measuredGap, NO_GAP } from './measured.js';

/** A figure of an audit: a value or a gap, with its interval at one level. */
export interface ReportedFigure {
  readonly estimate: number;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly level: number;
  /** Lists that it rests on. */
  readonly n: number;
  readonly method?: string | undefined;
}

type Limits = ReportedFigure & { readonly lower: number; readonly upper: number };

const hasLimits = (figure: ReportedFigure): figure is Limits =>
  figure.lower !== null && figure.upper !== null && figure.n >= 2;

const LOG = `log ${LINEARISED}`;
const LOGIT = `logit ${LINEARISED}`;
const logit = (share: number): number => Math.log(share / (1 - share));

/** The standard error that an interval by linearisation was made of; null for intervals of other methods. */
function standardErrorOf(figure: ReportedFigure): number | null {
  if (!hasLimits(figure)) return null;
  const { estimate, lower, upper, level, n, method } = figure;
  const reach = studentCritical(level, n - 1);
  if (method === LINEARISED) return (upper - lower) / 2 / reach;
  if (method === LOG) return (Math.log(upper / lower) / 2 / reach) * estimate;
  return method === LOGIT ? ((logit(upper) - logit(lower)) / 2 / reach) * estimate * (1 - estimate) : null;
}

/**
 * A metric of a group in an audit with its limits at any level, as those of the lists themselves: by the standard error, or the effective number of lists, that its
 * interval shows. Null where the figure does not say so much, as a quotient of 0 that is no share.
 *
 * @param isShare whether no list can take the metric out of 0..1
 */
export function reportedLimits(figure: ReportedFigure, isShare: boolean): Limited | null {
  const { estimate, level, n, method } = figure;
  if (!hasLimits(figure)) return noLimits(estimate);
  const standardError = standardErrorOf(figure);
  if (standardError !== null)
    return linearisedLimits(method === LOG ? 'log' : 'logit', estimate, { standardError, lists: n });
  if (method !== EXACT || !isShare) return null;
  const different = estimate < 1 ? (figure.upper - estimate) / (1 - estimate) : 1 - figure.lower;
  return unvariedLimits(estimate, Math.log((1 - level) / 2) / Math.log1p(-different));
}

/** The figures of two groups and of their gap. */
export interface ReportedPair {
  readonly group: ReportedFigure;
  readonly reference: ReportedFigure;
  readonly gap: ReportedFigure;
  readonly isShare: boolean;
}

/** A gap in an audit as it is judged: the same as `measuredRankingGap` of the lists themselves. */
export function reportedGap({ group, reference, gap, isShare }: ReportedPair, compare: Compare): MeasuredGap {
  const [a, b] = [group, reference].map((one) => reportedLimits(one, isShare));
  const lists = Math.min(group.n, reference.n);
  const standardError = standardErrorOf(gap);
  if (a == null || b == null || !hasLimits(gap)) return NO_GAP;
  const made = (limits: Limited) => measuredGap({ limits, test: null }, lists);
  if (standardError === null) return made(combinedLimits(a, b, compare));
  if (compare === 'ratio') return made(linearisedLimits('log', gap.estimate, { standardError, lists }));
  const [first, second] = [group, reference].map((one) => {
    const own = standardErrorOf(one);
    // Each variance has the factor L / (L - 1) of its own lists, the gap that of all.
    return own === null ? null : own ** 2 * ((gap.n / (gap.n - 1)) * ((one.n - 1) / one.n));
  });
  if (first == null || second == null) return NO_GAP;
  const correlation = (first + second - standardError ** 2) / (2 * Math.sqrt(first * second));
  return made(correlatedDifference(a, b, Math.max(-1, Math.min(1, correlation))));
}
