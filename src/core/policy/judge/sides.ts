import { decimalsOfDifference } from '../../base/amount-digits.js';
import { isInUnits } from '../sections/metric-needs.js';
import type { RequirementResult } from '../sections/result-types.js';

type Judged = Omit<RequirementResult, 'message'>;

/** The unit of the values that are compared, where they are amounts. */
export const unitOfValues = ({ metric, unit }: Pick<Judged, 'metric' | 'unit'>): string | undefined =>
  isInUnits(metric) ? unit : undefined;

/**
 * Decimals with which two compared amounts and their difference, or the change of one, are told, so that the two subtract to the third; undefined where each is
 * told by its own size.
 */
export function decimalsOfSides(r: Judged): number | undefined {
  const { groupValue, referenceValue, estimate, allowed, change, compare } = r;
  if (unitOfValues(r) === undefined || groupValue == null || referenceValue == null || estimate === null)
    return undefined;
  if (compare !== 'difference' && (compare !== 'change' || change?.relative === true)) return undefined;
  const bounds = [allowed?.lower, allowed?.upper].filter((end) => typeof end === 'number' && Number.isFinite(end));
  return decimalsOfDifference([groupValue, referenceValue, estimate], bounds as number[]);
}
