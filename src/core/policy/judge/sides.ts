import { decimalsOfDifference, decimalsThatSubtract } from '../../base/amount-digits.js';
import { isInUnits } from '../sections/metric-needs.js';
import type { RequirementResult } from '../sections/result-types.js';

type Judged = Omit<RequirementResult, 'message'>;

/** The unit of the values that are compared, where they are amounts. */
export const unitOfValues = ({ metric, unit }: Pick<Judged, 'metric' | 'unit'>): string | undefined =>
  isInUnits(metric) ? unit : undefined;

/** Decimals of compared numbers that are no amounts, as messages write them. */
const NUMBER_DECIMALS = 3;

/**
 * Decimals with which two compared values and their difference, or the change of one, are told, so that the two subtract to the third; undefined where
 * each is told by its own size.
 *
 * @param told how numbers that are no amounts are told: as per cent (`factor` 100), and with how many decimals at least
 */
export function decimalsOfSides(r: Judged, told = { factor: 1, least: NUMBER_DECIMALS }): number | undefined {
  const { groupValue, referenceValue, estimate, allowed, change, compare } = r;
  if (groupValue == null || referenceValue == null || estimate === null) return undefined;
  if (compare !== 'difference' && (compare !== 'change' || change?.relative === true)) return undefined;
  const bounds = [allowed?.lower, allowed?.upper].filter((end) => typeof end === 'number' && Number.isFinite(end));
  const numbers = [groupValue, referenceValue, estimate] as const;
  if (unitOfValues(r) !== undefined) return decimalsOfDifference(numbers, bounds as number[]);
  const scaled = (value: number): number => value * told.factor;
  return decimalsThatSubtract(
    [scaled(groupValue), scaled(referenceValue), scaled(estimate)],
    told.least,
    (bounds as number[]).map(scaled),
  );
}
