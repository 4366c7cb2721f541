import { type UtilityValues, utilityOfCounts } from '../utility/values.js';
import { countsAtCutoff } from './curve.js';
import { addCounts, NO_COUNTS } from './rates.js';
import type { FrontierGroup, LabelledCounts } from './types.js';

/** The cutoffs of a point: one for all groups, or one for each; null accepts nobody. */
interface Cutoffs {
  readonly cutoff: number | null;
  readonly cutoffByGroup?: readonly (number | null)[];
}

/**
 * Expected utility of all groups together under the cutoffs of a swept point, per labelled person; null for nobody.
 *
 * @param groups in the order of `cutoffByGroup`, which is that of the sweep's `groups`
 * @example utilityAtCutoffs(groups, { cutoff: 0.5 }, { truePositive: 3, falsePositive: -7, trueNegative: 0, falseNegative: 0 })
 */
export function utilityAtCutoffs(
  groups: readonly FrontierGroup[],
  { cutoff, cutoffByGroup }: Cutoffs,
  values: UtilityValues,
): number | null {
  const counts = groups.map((group, g) =>
    countsAtCutoff(group, cutoffByGroup === undefined ? cutoff : cutoffByGroup[g]!),
  );
  return utilityOfCounts(counts.reduce<LabelledCounts>(addCounts, NO_COUNTS), values);
}
