import { amountDecimals, amountDigits } from '../base/amount-digits.js';
import { decimalsBeside } from '../stats/index.js';

/** Significant digits of numbers outside the everyday range. */
const SIGNIFICANT = 3;
const EVERYDAY_LOWEST = 0.001;
const EVERYDAY_HIGHEST = 1e6;
/** Numbers from here on have more digits than a double holds. */
const EXACT_BELOW = 1e15;
/** Most significant digits of a number without trailing zeros. */
const PLAIN_DIGITS = 6;
/** Most decimals of a number that lies next to a bound: nearer ones are the bound but for binary rounding. */
const MOST_APART = 12;
const MINUS = '\u2212';
const INFINITE = '\u221e';

/** Numbers nearer to a bound than this are the bound but for binary rounding. */
const SAME = 1e-12;

/** Text in the place of an undefined value. */
export const NO_VALUE = 'n/a';

/** What a value is; an amount is told in a unit that the heading names. */
export type ValueUnit = 'share' | 'points' | 'number' | 'amount';

/** Text of a count, 6172 as `6,172`; sums of weights keep one decimal. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return NO_VALUE;
  const text = Number.isInteger(count) ? String(count) : count.toFixed(1);
  const [whole = '', fraction] = text.split('.');
  if (whole.includes('e')) return text;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return (fraction === undefined ? grouped : `${grouped}.${fraction}`).replace('-', MINUS);
}

/**
 * A plain number with the given decimals. A very small one has three significant digits if the decimals give fewer, or it would be told as 0; a very large
 * one has three where no decimals are asked for.
 */
export function formatNumber(value: number | null, decimals?: number): string {
  return numberWith(value, decimals, DECIMALS.number);
}

/** @param usual decimals of an everyday number where none are asked for */
function numberWith(value: number | null, decimals: number | undefined, usual: number): string {
  if (value === null || Number.isNaN(value)) return NO_VALUE;
  if (!Number.isFinite(value)) return value > 0 ? INFINITE : MINUS + INFINITE;
  const plain = digitsOf(Math.abs(value), decimals, usual);
  const isZero = Number(plain) === 0;
  return (value < 0 && !isZero ? MINUS : '') + plain;
}

function digitsOf(size: number, decimals: number | undefined, usual: number): string {
  if (size === 0 || (size >= EVERYDAY_LOWEST && size < EVERYDAY_HIGHEST)) return size.toFixed(decimals ?? usual);
  const short = size.toPrecision(SIGNIFICANT);
  if (decimals === undefined || size >= EXACT_BELOW) return short;
  if (size >= EVERYDAY_HIGHEST) return size.toFixed(decimals);
  return decimals > SIGNIFICANT - 1 - Math.floor(Math.log10(size)) ? size.toFixed(decimals) : short;
}

/**
 * A share as per cent (`33.1 %`), a difference of shares as percentage points with its sign (`+20.3 pp`), an amount
 * without its unit (`170,086`), or a plain number.
 *
 * @example
 * formatValue(0.331, 'share'); // '33.1 %'
 */
export function formatValue(value: number | null, unit: ValueUnit, decimals?: number): string {
  if (value === null || Number.isNaN(value)) return NO_VALUE;
  if (unit === 'amount') return formatAmount(value, decimals);
  if (unit === 'number') return formatNumber(value, decimals);
  const hundred = numberWith(value * 100, decimals, DECIMALS[unit]);
  if (unit === 'share') return `${hundred} %`;
  return `${value > 0 && Number(hundred) !== 0 ? '+' : ''}${hundred} pp`;
}

/** Decimals of each unit, of its numbers as they are printed: of shares and points per cent. */
const DECIMALS = { share: 1, points: 1, number: 2 } as const;

/**
 * Decimals for values that stand in one column, so that they line up and each stands on its side of the bounds beside it; undefined where the
 * unit has its own.
 *
 * @example decimalsIn('share', [0.39998, 0.2], [0.4]) // 3: `39.998 %` and `20.000 %`
 */
export function decimalsIn(
  unit: ValueUnit,
  values: readonly (number | null)[],
  bounds: readonly number[] = [],
): number | undefined {
  if (unit === 'amount') return decimalsBesides(values, bounds, amountDecimals(values));
  const factor = unit === 'number' ? 1 : 100;
  const printed = values.map((value) => (value === null ? null : value * factor));
  const decimals = decimalsBesides(
    printed,
    bounds.map((bound) => bound * factor),
    DECIMALS[unit],
  );
  return decimals === DECIMALS[unit] ? undefined : decimals;
}

/** Fewest decimals, `least` or more, with which every value compares with every bound as printed, the bounds in full. */
export function decimalsBesides(values: readonly (number | null)[], bounds: readonly number[], least: number): number {
  const each = values.flatMap((value) => bounds.map((bound) => decimalsApart(value, bound, least)));
  return Math.max(least, ...each);
}

function formatAmount(value: number, decimals: number | undefined): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  const digits = amountDigits(value, decimals);
  return value < 0 && !/^[0.]+$/.test(digits) ? MINUS + digits : digits;
}

/** A number without trailing zeros, six significant digits at most: `0.5`, `10`, `0.333333`. */
export const formatPlain = (value: number): string =>
  String(Number(value.toPrecision(PLAIN_DIGITS))).replace(/^-/, MINUS);

/** Text of an interval, `[0.49, 0.57]`, both ends in the unit of the value; `[1,234 to 5,678]` of amounts, whose digits have commas. */
export function formatInterval(
  lower: number | null,
  upper: number | null,
  unit: ValueUnit = 'number',
  decimals?: number,
): string {
  if (lower === null || upper === null) return NO_VALUE;
  const strip = (end: number) => formatValue(end, unit, decimals).replace(/ (%|pp)$/, '');
  if (unit === 'amount') return `[${strip(lower)} to ${strip(upper)}]`;
  const suffix = unit === 'number' ? '' : unit === 'share' ? ' %' : ' pp';
  return `[${strip(lower)}, ${strip(upper)}]${suffix}`;
}

/** Decimals with which a value stands on its side of a bound that is printed in full: 0.7996 against 0.8 needs four. */
export function decimalsApart(value: number | null, bound: number, decimals = 2): number {
  if (value === null || !Number.isFinite(value) || Math.abs(value - bound) <= SAME * Math.max(1, Math.abs(bound)))
    return decimals;
  return decimalsBeside(value, bound, decimals, (each) => value.toFixed(each)) ?? MOST_APART;
}

/**
 * Text of a number beside a bound that is written in full, with enough decimals that the texts compare as the numbers do.
 *
 * @example
 * formatBeside(0.6999997, 0.7, 4); // '0.6999997'
 */
export function formatBeside(value: number, bound: number, decimals = 4): string {
  const digits = decimalsBeside(value, bound, decimals, (each) => formatNumber(value, each).replace(MINUS, '-'));
  return digits === null ? String(value).replace('-', MINUS) : formatNumber(value, digits);
}

/** Text of a p-value: `p < 0.001`, otherwise three decimals. */
export function formatPValue(pValue: number | null): string {
  if (pValue === null) return NO_VALUE;
  return pValue < EVERYDAY_LOWEST ? '< 0.001' : pValue.toFixed(3);
}
