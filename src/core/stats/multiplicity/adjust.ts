import { demand } from '../base/check.js';

/** p-values of one family; null entries could not be computed, stay null and do not count. */
export type PValues = readonly (number | null)[];

interface Ranked {
  readonly index: number;
  readonly pValue: number;
}

/**
 * Runs an adjustment over the defined p-values in ascending order and puts the results back where they came from, capped at 1.
 * @throws TribuneError `INVALID_ARGUMENT` unless every entry is null or within 0..1
 */
export function adjustSorted(pValues: PValues, adjust: (sorted: readonly number[]) => number[]): (number | null)[] {
  const ranked: Ranked[] = [];
  pValues.forEach((pValue, index) => {
    if (pValue === null) return;
    demand(pValue >= 0 && pValue <= 1, `p-value ${index} is ${pValue}`, 'Pass p-values between 0 and 1, or null.');
    ranked.push({ index, pValue });
  });
  ranked.sort((x, y) => x.pValue - y.pValue);
  const adjusted = adjust(ranked.map((entry) => entry.pValue));
  const result: (number | null)[] = pValues.map(() => null);
  ranked.forEach((entry, rank) => {
    result[entry.index] = Math.min(1, adjusted[rank]!);
  });
  return result;
}

/** Raises each value to the largest before it, as step-down procedures do. */
export function runningMaximum(values: readonly number[]): number[] {
  let highest = 0;
  return values.map((value) => {
    highest = Math.max(highest, value);
    return highest;
  });
}

/** Lowers each value to the smallest after it, as step-up procedures do. */
export function runningMinimumFromEnd(values: readonly number[]): number[] {
  const result = [...values];
  for (let i = result.length - 2; i >= 0; i--) result[i] = Math.min(result[i]!, result[i + 1]!);
  return result;
}
