import { stakesOf, totalUtility, type UtilityValues } from '../utility/values.js';
import { pooledCurve, type ThresholdCurve } from './curve.js';
import type { LabelledCounts } from './types.js';

/** What a constraint costs in utility, over the groups that have a rule. Means per labelled person, in the unit of the values. */
export interface UtilityCost {
  readonly constrained: number;
  /** Utility of the best cutoff for each group on its own, without a constraint: an upper bound on every rule of cutoffs. */
  readonly bestGroupCutoffs: number;
  /** The best cutoff that all groups share; null accepts nobody. */
  readonly bestCommonCutoff: { readonly cutoff: number | null; readonly utility: number };
  readonly current: number | null;
  /** bestGroupCutoffs - constrained: never negative unless rules were flipped. */
  readonly againstGroupCutoffs: number;
  /** bestCommonCutoff - constrained: negative when the constrained rule is the better one. */
  readonly againstCommonCutoff: number;
  readonly againstCurrent: number | null;
}

/** The price of a rule in utility, as `accuracyCost` tells it in accuracy. */
export function utilityCost(
  curves: readonly ThresholdCurve[],
  values: UtilityValues,
  {
    constrained,
    current,
  }: { readonly constrained: LabelledCounts; readonly current: readonly LabelledCounts[] | null },
): UtilityCost {
  const pooled = pooledCurve(curves);
  const people = pooled.positives + pooled.negatives;
  const common = bestStep(pooled, values);
  const bestGroupCutoffs = curves.reduce((sum, curve) => sum + bestStep(curve, values).total, 0) / people;
  const found = totalUtility(constrained, values) / people;
  const now = current === null ? null : current.reduce((sum, counts) => sum + totalUtility(counts, values), 0) / people;
  return {
    constrained: found,
    bestGroupCutoffs,
    bestCommonCutoff: {
      cutoff: common.step === 0 ? null : pooled.cutoffs[common.step]!,
      utility: common.total / people,
    },
    current: now,
    againstGroupCutoffs: bestGroupCutoffs - found,
    againstCommonCutoff: common.total / people - found,
    againstCurrent: now === null ? null : now - found,
  };
}

/** The first (strictest) step of highest utility, and its sum over the people of the curve. */
function bestStep(curve: ThresholdCurve, values: UtilityValues): { readonly step: number; readonly total: number } {
  const { gain, loss } = stakesOf(values);
  let step = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < curve.tp.length; i++) {
    const value = gain * curve.tp[i]! - loss * curve.fp[i]!;
    if (value > highest) {
      highest = value;
      step = i;
    }
  }
  // Everybody turned down is where the sum begins: each positive a miss, each negative rightly turned down.
  const start = curve.positives * values.falseNegative + curve.negatives * values.trueNegative;
  return { step, total: start + highest };
}
