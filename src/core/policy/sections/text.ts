import { declaredDigits, digitsBeside } from '../../base/amount-digits.js';
import type { GroupKey } from '../../fairness/tally/index.js';

/** Digits shown of rates, differences and ratios. */
const SHOWN_DIGITS = 3;

/** Most digits after the point, however near a number lies to a bound. */
const MOST_DIGITS = 6;

/**
 * Text of a number such as `0.533`; small numbers keep their leading digits, so that 0.0004 does not become 0.
 *
 * @param beside bounds that are told in the same sentence; digits keep the number apart from them, as 0.79996 from 0.8
 */
export function numberText(value: number | null, beside: readonly number[] = []): string {
  if (value === null || !Number.isFinite(value))
    return value === null ? 'undefined' : value > 0 ? 'no limit' : 'no lower limit';
  const others = beside.filter((bound) => bound !== value).map((bound) => shortText(bound));
  let text = shortText(value);
  for (let digits = SHOWN_DIGITS + 1; digits <= MOST_DIGITS && others.includes(text); digits++)
    text = shortText(value, digits);
  return text;
}

const shortText = (value: number, digits = SHOWN_DIGITS): string =>
  value !== 0 && Math.abs(value) < 10 ** -SHOWN_DIGITS ? value.toPrecision(2) : String(Number(value.toFixed(digits)));

/** An end of an allowed range; null where the range is open. */
type Declared = number | null | undefined;

/**
 * Text of an amount with its unit: `USD 12,345`, `USD 12.35`; without a unit, that of a number.
 *
 * @param beside declared amounts, such as bounds, that are told in the same sentence; decimals keep the amount apart from them
 */
export function amountText(value: number | null, unit: string | undefined, beside: readonly Declared[] = []): string {
  const bounds = beside.filter((bound) => typeof bound === 'number');
  if (unit === undefined || value === null || !Number.isFinite(value)) return numberText(value, bounds);
  return `${value < 0 ? '-' : ''}${unit} ${digitsBeside(value, bounds)}`;
}

/** Text of an amount that the policy states, such as a bound, in full: `USD 1,234.56`. */
export function declaredText(value: number | null, unit: string | undefined): string {
  if (unit === undefined || value === null || !Number.isFinite(value)) return numberText(value);
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
