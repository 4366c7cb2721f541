import type { GroupKey } from '../../fairness/tally/index.js';

/** Digits shown of rates, differences and ratios. */
const SHOWN_DIGITS = 3;

/** Text of a number such as `0.533`; small numbers keep their leading digits, so that 0.0004 does not become 0. */
export function numberText(value: number | null): string {
  if (value === null || !Number.isFinite(value))
    return value === null ? 'undefined' : value > 0 ? 'no limit' : 'no lower limit';
  if (value !== 0 && Math.abs(value) < 10 ** -SHOWN_DIGITS) return value.toPrecision(2);
  return String(Number(value.toFixed(SHOWN_DIGITS)));
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

/** Text of an allowed range: `at most 0.1`, `between 0.8 and 1.25`. */
export function allowedText(lower: number | null, upper: number | null): string {
  if (lower === null) return upper === null ? 'anything' : `at most ${numberText(upper)}`;
  return upper === null ? `at least ${numberText(lower)}` : `between ${numberText(lower)} and ${numberText(upper)}`;
}

export const intervalText = (lower: number | null, upper: number | null): string =>
  `${numberText(lower)} to ${upper === null ? 'no limit' : numberText(upper)}`;
