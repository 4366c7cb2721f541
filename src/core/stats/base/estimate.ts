/** `insufficient`: estimated, but below the sample size that the policy demands. `undefined`: cannot be estimated (0/0, one class only, ...). */
export type EstimateStatus = 'ok' | 'insufficient' | 'undefined';

/**
 * A number with the evidence for it. What cannot be estimated is `null` with a status and a reason; never NaN, never a silent zero.
 *
 * @example
 * const rate: Estimate = { estimate: 0.5, lower: 0.38, upper: 0.62, level: 0.95, method: 'wilson', n: 60, status: 'ok' };
 */
export interface Estimate {
  /** The value itself, on the scale of the metric (rates are 0..1). */
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Confidence level of the interval, 0..1. */
  readonly level: number;
  /** How the interval was made: `wilson`, `newcombe`, `bootstrap(replicates=1000,seed=1)`, ... */
  readonly method: string;
  /** The denominator: people (or integer weight) that the estimate rests on. */
  readonly n: number;
  readonly status: EstimateStatus;
  /** Why the status is not `ok`. */
  readonly reason?: string;
  /** Where some labels are never seen: the lowest and the highest value that they leave, and the outer ends of their intervals. */
  readonly bounds?: EstimateBounds;
}

/** The range of a number that the data do not determine, and the range with the chance of the sample at the level of the estimate. */
export interface EstimateBounds {
  readonly lower: number | null;
  readonly upper: number | null;
  readonly outerLower: number | null;
  readonly outerUpper: number | null;
}

/** A two-sided confidence interval. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}
