import { boundsWithoutLabels, type RateWatch, shownOf, type Watch } from '../../monitor-watches/index.js';
import type { ShownCounts } from './state.js';

/** How far the labels of what is shown are known. */
export interface LabelsShown {
  /** Share of the decisions that have a label, among those that can have one, of the group and then of the reference; null where there is no decision. */
  readonly coverage: readonly (number | null)[];
  readonly bounds: { readonly lower: number; readonly upper: number } | null;
}

/**
 * Label coverage, and what the estimate could be once every label is known. Of a mean of several rates the bounds are those of each rate by itself, which one
 * label may not be able to reach together: they are wide enough, and may be too wide.
 *
 * @param seenFor the prediction whose people get a label; left out where everybody does
 */
export function labelsShown(watch: Watch, { counts, labels }: ShownCounts, seenFor?: 0 | 1): LabelsShown {
  const sides = watch.reference.kind === 'none' ? 1 : 2;
  const length = labels.length / sides;
  const coverage: (number | null)[] = [];
  const ends: Ends[] = [];
  for (let side = 0; side < sides; side++) {
    const own = labels.subarray(side * length, (side + 1) * length);
    const without = own.subarray(1);
    const missing = seenFor === undefined ? without.reduce((sum, count) => sum + count, 0) : without[seenFor]!;
    const decisions = own[0]! + missing;
    coverage.push(decisions > 0 ? own[0]! / decisions : null);
    if (watch.kind === 'rates') ends.push(endsOf(watch, counts.subarray(2 * side * watch.rates.length), without));
  }
  // A watch of the labels themselves has nothing to bound, and means are shown without bounds.
  const isBounded = watch.kind === 'rates' && watch.quality === null;
  return { coverage, bounds: isBounded ? compared(watch, ends) : null };
}

interface Ends {
  readonly lower: number | null;
  readonly upper: number | null;
}

function endsOf({ rates }: RateWatch, counts: Float64Array, unlabelled: Float64Array): Ends {
  let [lower, upper]: [number | null, number | null] = [0, 0];
  rates.forEach((rate, r) => {
    const one = boundsWithoutLabels(rate, { n: counts[2 * r]!, successes: counts[2 * r + 1]! }, unlabelled);
    lower = lower === null || one.lower === null ? null : lower + rate.weight * one.lower;
    upper = upper === null || one.upper === null ? null : upper + rate.weight * one.upper;
  });
  return { lower, upper };
}

function compared(watch: RateWatch, [group, reference]: readonly Ends[]): LabelsShown['bounds'] {
  const { lower, upper } = group!;
  if (lower === null || upper === null) return null;
  if (reference === undefined) return { lower: shownOf(watch, lower), upper: shownOf(watch, upper) };
  const [least, most] = [reference.lower, reference.upper];
  if (least === null || most === null) return null;
  if (watch.compare === 'difference') return { lower: lower - most, upper: upper - least };
  return least > 0 ? { lower: lower / most, upper: upper / least } : null;
}
