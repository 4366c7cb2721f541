import { compositeOf, isTogether } from '../sections/composites.js';
import type { RequirementResult } from '../sections/result-types.js';

/** Numbers that differ by less than this are the same one. */
const SAME = 1e-9;

type Shown = Pick<RequirementResult, 'metric' | 'estimate' | 'groupValue' | 'referenceValue' | 'nGroup' | 'nReference'>;

/** Whether a measure is the largest of several gaps or of several groups, so that its estimate and interval belong to none of them alone. */
export const isLargestOf = ({ metric }: Pick<RequirementResult, 'metric'>): boolean =>
  isTogether({ metric }) || compositeOf(metric)?.overlapping === true;

/**
 * Whether the gap or the group that a result shows is not the largest one, whose size the estimate is: one that is surer to lie beyond the bound,
 * or whose interval reaches farther, decides.
 */
export function showsAnother(r: Shown): boolean {
  const { estimate, groupValue } = r;
  if (!isLargestOf(r) || estimate === null || groupValue === null || groupValue === undefined) return false;
  const shown = isTogether(r) ? gapOf(r) : groupValue;
  return Math.abs(shown - estimate) > SAME;
}

/** The size of the gap shown, on the scale of the estimate: that of differential fairness is of chances with one person added to each group. */
function gapOf({ metric, groupValue, referenceValue, nGroup, nReference }: Shown): number {
  const [a, b] = [groupValue ?? 0, referenceValue ?? 0];
  if (metric !== 'differential_fairness') return Math.abs(a - b);
  const smoothed = (rate: number, n: number) => (rate * n + 1 / 2) / (n + 1);
  return Math.abs(Math.log(smoothed(a, nGroup ?? 0) / smoothed(b, nReference ?? 0)));
}
