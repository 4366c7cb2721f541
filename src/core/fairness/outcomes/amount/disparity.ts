import type { Disparity } from '../../tally/types.js';
import { type EstimatedGroup, outcomeDisparity } from '../base/index.js';
import { comparesOfAmounts } from './compare.js';
import { type AmountOptions, limitsOf } from './estimate.js';
import { type AmountMeasure, measured, measureName, peopleOf } from './metrics.js';
import type { AmountGroup } from './types.js';

/**
 * Largest minus smallest, and smallest over largest, over all groups in which a measure is defined, as of outcomes of every kind
 * (`outcomeDisparity`).
 */
export function amountDisparity(
  by: readonly string[],
  groups: readonly AmountGroup[],
  measure: AmountMeasure,
  options: AmountOptions,
): Disparity[] {
  const estimated = groups.map((group) => estimatedGroup(group, measure));
  return comparesOfAmounts(measure.metric).map((compare) => {
    const { metric, ...rest } = outcomeDisparity(estimated, measureName(measure), compare, options);
    return { metric, by, ...rest };
  });
}

/** What a measure is made of is found once for each group, and its limits at every level that is asked for. */
function estimatedGroup(group: AmountGroup, measure: AmountMeasure): EstimatedGroup {
  const made = measured(group, measure);
  const n = peopleOf(group, measure.metric);
  return {
    key: group.key,
    estimate: (level) => {
      if (made === null) return { estimate: null, lower: null, upper: null, n };
      const { value, lower, upper } = limitsOf(made, level);
      return { estimate: value, lower, upper, n };
    },
  };
}
