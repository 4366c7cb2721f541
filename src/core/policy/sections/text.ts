import { declaredDigits, digitsBeside, digitsTo } from '../../base/amount-digits.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import { decimalsBeside } from '../../stats/index.js';

/** Digits shown of rates, differences and ratios. */
const SHOWN_DIGITS = 3;

/** Most significant digits of a declared number; one that needs more was computed, as 1 / 0.9 is. */
const DECLARED_DIGITS = 12;
const COMPUTED_DIGITS = 6;

/** Numbers nearer to a bound than this are the bound but for binary rounding, as the judge has it too. */
const SAME = 1e-12;

/**
 * Text of a number such as `0.533`; small numbers keep their leading digits, so that 0.0004 does not become 0.
 *
 * @param beside bounds that are told in the same sentence; digits keep the number on its side of each of them, as 0.79996 below 0.8
 */
export function numberText(value: number | null, beside: readonly number[] = []): string {
  if (value === null || !Number.isFinite(value))
    return value === null ? 'undefined' : value > 0 ? 'no limit' : 'no lower limit';
  const digits = beside
    .filter((bound) => Number.isFinite(bound) && Math.abs(bound - value) > SAME * Math.max(1, Math.abs(bound)))
    .map((bound) => decimalsBeside(value, bound, SHOWN_DIGITS, (each) => shortText(value, each)) ?? DECLARED_DIGITS);
  return shortText(value, Math.max(SHOWN_DIGITS, ...digits));
}

/** Digits after the point; of a small number that many from the first that is not 0, one less. */
const shortText = (value: number, digits: number): string =>
  value !== 0 && Math.abs(value) < 10 ** -SHOWN_DIGITS
    ? value.toPrecision(digits - 1)
    : String(Number(value.toFixed(digits)));

/** Text of a number that the policy states, such as a bound: none of its digits is rounded away. */
function declaredNumber(value: number): string {
  const declared = Number(value.toPrecision(DECLARED_DIGITS));
  return String(declared === value ? declared : Number(value.toPrecision(COMPUTED_DIGITS)));
}

/** An end of an allowed range; null where the range is open. */
type Declared = number | null | undefined;

/**
 * Text of an amount with its unit: `USD 12,345`, `USD 12.35`; without a unit, that of a number.
 *
 * @param beside declared amounts, such as bounds, that are told in the same sentence; decimals keep the amount apart from them
 * @param decimals as many, where a reader is to subtract
 */
export function amountText(
  value: number | null,
  unit: string | undefined,
  beside: readonly Declared[] = [],
  decimals?: number,
): string {
  const bounds = beside.filter((bound) => typeof bound === 'number');
  if (value === null || !Number.isFinite(value)) return numberText(value, bounds);
  if (unit === undefined)
    return decimals === undefined ? numberText(value, bounds) : String(Number(value.toFixed(decimals)));
  const digits = decimals === undefined ? digitsBeside(value, bounds) : digitsTo(value, decimals);
  return `${value < 0 ? '-' : ''}${unit} ${digits}`;
}

/** Text of an amount that the policy states, such as a bound, in full: `USD 1,234.56`. */
export function declaredText(value: number | null, unit: string | undefined): string {
  if (value === null || !Number.isFinite(value)) return numberText(value);
  if (unit === undefined) return declaredNumber(value);
  return `${value < 0 ? '-' : ''}${unit} ${declaredDigits(value)}`;
}

/** Text of a level: `95 %`, `99.67 %`. */
export const levelText = (level: number): string => `${Number((level * 100).toFixed(level > 0.9999 ? 5 : 2))} %`;

/** Text of a count: `3,175`; sums of weights are rounded. */
export const countText = (count: number): string =>
  Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');

/** Values of a group; `everyone` for the group of all people, which has none. */
export function groupText(key: GroupKey): string {
  const values = Object.values(key).map((value) => value ?? 'unknown');
  return values.length === 0 ? 'everyone' : values.join(', ');
}

/** Names of groups, only the first few where there are many. */
export function groupList(keys: readonly GroupKey[], shown = 6): string {
  const names = keys
    .slice(0, shown)
    .map((key) => (Object.keys(key).length > 1 ? `(${groupText(key)})` : groupText(key)));
  return keys.length > shown ? `${names.join(', ')} and ${keys.length - shown} more` : names.join(', ');
}

/** Text of an allowed range: `at most 0.1`, `between 0.8 and 1.25`; with a unit, of amounts. */
export function allowedText(lower: number | null, upper: number | null, unit?: string): string {
  if (lower === null) return upper === null ? 'anything' : `at most ${declaredText(upper, unit)}`;
  return upper === null
    ? `at least ${declaredText(lower, unit)}`
    : `between ${declaredText(lower, unit)} and ${declaredText(upper, unit)}`;
}

/** @param beside bounds that the ends of the interval are compared with; digits keep the ends apart from them */
export const intervalText = (
  lower: number | null,
  upper: number | null,
  unit?: string,
  beside: readonly Declared[] = [],
): string => `${amountText(lower, unit, beside)} to ${upper === null ? 'no limit' : amountText(upper, unit, beside)}`;
