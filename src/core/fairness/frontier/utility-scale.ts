import { UTILITY_KINDS, type UtilityValues, utilityOfCounts } from '../utility/values.js';

/** Utility per labelled person on a scale from 0 (the lowest of the four values) to 1 (the highest), on which the tolerances of the search are rounding. */
export interface UtilityScale {
  scaled(tp: number, fp: number, sizes: { readonly positives: number; readonly negatives: number }): number;
  /** The utility of a scaled value, in the unit of the values. */
  inUnit(scaled: number): number;
}

export function utilityScale(values: UtilityValues): UtilityScale {
  const worth = UTILITY_KINDS.map((kind) => values[kind]);
  const lowest = Math.min(...worth);
  const span = Math.max(...worth) - lowest;
  return {
    scaled(tp, fp, { positives, negatives }) {
      const utility = utilityOfCounts({ tp, fp, fn: positives - tp, tn: negatives - fp }, values)!;
      return (utility - lowest) / span;
    },
    inUnit: (scaled) => lowest + scaled * span,
  };
}
