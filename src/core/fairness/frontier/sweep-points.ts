import { countsAtStep, type ThresholdCurve } from './curve.js';
import { fractionOf } from './rates.js';

/** Rates that a cutoff moves in one direction, so that every level has a nearest cutoff. */
export type SweptRate =
  | 'selection_rate'
  | 'favourable_rate'
  | 'opportunity_rate'
  | 'true_positive_rate'
  | 'false_positive_rate'
  | 'true_negative_rate'
  | 'false_negative_rate';

/**
 * Cutoffs to show: nobody accepted, then every distinct score when they fit, else scores at equal steps of the people accepted.
 * `null` accepts nobody. Strictest first.
 */
export function commonCutoffs(pooled: ThresholdCurve, points: number): (number | null)[] {
  const steps = pooled.cutoffs.length - 1;
  const cutoffs: (number | null)[] = [null];
  if (steps + 1 <= points) {
    for (let step = 1; step <= steps; step++) cutoffs.push(pooled.cutoffs[step]!);
    return cutoffs;
  }
  const people = pooled.positives + pooled.negatives;
  let last = 0;
  for (let k = 1; k < points; k++) {
    const step = firstStepReaching(pooled, (k / (points - 1)) * people);
    if (step > last) cutoffs.push(pooled.cutoffs[step]!);
    last = Math.max(last, step);
  }
  return cutoffs;
}

function firstStepReaching({ tp, fp }: ThresholdCurve, people: number): number {
  let low = 0;
  let high = tp.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (tp[middle]! + fp[middle]! < people) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The levels 0, 1/(points-1), ..., 1. */
export const targetsOf = (points: number): number[] => Array.from({ length: points }, (_, k) => k / (points - 1));

/**
 * The step of each curve whose rate comes nearest to the target; in a group that has nobody in the rate's denominator nobody is accepted.
 */
export function alignedSteps(
  curves: readonly ThresholdCurve[],
  goal: { readonly rate: SweptRate; readonly target: number; readonly favourable: 0 | 1 },
): number[] {
  return curves.map((curve) => nearestStep(curve, goal));
}

function nearestStep(
  curve: ThresholdCurve,
  { rate, target, favourable }: { readonly rate: SweptRate; readonly target: number; readonly favourable: 0 | 1 },
): number {
  const last = curve.cutoffs.length - 1;
  const at = (step: number): number => {
    const [numerator, denominator] = fractionOf(countsAtStep(curve, step), rate, favourable);
    return denominator > 0 ? numerator / denominator : 0;
  };
  const rising = at(last) > at(0);
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising ? at(middle) < target : at(middle) > target) low = middle + 1;
    else high = middle;
  }
  // The nearer of the two neighbours is taken, and the stricter one of two that are equally near.
  const nearest = low > 0 && Math.abs(at(low - 1) - target) <= Math.abs(at(low) - target) ? low - 1 : low;
  return ofNegatives(rate, favourable) ? lastWithEqualRate(at, nearest, last) : firstWithEqualRate(at, nearest);
}

/**
 * Whether the rate counts negatives. Such a rate stands still while positives are accepted, so the most lenient step errs least; otherwise
 * the strictest does.
 */
function ofNegatives(rate: SweptRate, favourable: 0 | 1): boolean {
  return (
    rate === 'false_positive_rate' || rate === 'true_negative_rate' || (rate === 'opportunity_rate' && favourable === 0)
  );
}

type RateAt = (step: number) => number;

function lastWithEqualRate(at: RateAt, step: number, last: number): number {
  let low = step;
  let high = last;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (at(middle) === at(step)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function firstWithEqualRate(at: RateAt, step: number): number {
  let low = 0;
  let high = step;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(middle) === at(step)) high = middle;
    else low = middle + 1;
  }
  return low;
}
