import type { Estimate } from '../../stats/index.js';
import { everybodyAndGroups, judged, meanEstimate } from './common.js';
import type { PartialDependence } from './partial-dependence.js';

/** How far one input moves the score of a person, averaged over a group. */
export interface Reach {
  readonly group: string | null;
  readonly reach: Estimate;
}

/**
 * Mean over people of the highest minus the lowest score that a person gets as the input runs over its values. It needs no labels and,
 * unlike the height of a mean curve, sees effects that cancel over people. 0 means that the input is not used.
 *
 * @param groups the group of every row of the curves; everybody comes first, then the groups by name
 * @example
 * reachOf(partialDependence(model, rows, 'duration'))[0].reach.estimate; // 0.31: on the scale of the curves
 */
export function reachOf({ ice, grid }: PartialDependence, groups?: readonly string[]): Reach[] {
  const points = grid.length;
  const rows = points === 0 ? 0 : ice.length / points;
  const own = Float64Array.from({ length: rows }, (_, r) => spread(ice.subarray(r * points, (r + 1) * points)));
  if (points === 0) return [{ group: null, reach: meanEstimate(own) }];
  return [...everybodyAndGroups(rows, groups)].map(([group, members]) => ({
    group,
    reach: judged(meanEstimate(Float64Array.from(members, (r) => own[r]!))),
  }));
}

function spread(values: Float64Array): number {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return highest - lowest;
}
