import type { NumberNotation } from '../sections/types.js';
import { numberOfText } from './number.js';

/** A value of a row as files and JSON give it; undefined where the row has no value of that name. */
export type RawValue = string | number | bigint | boolean | null | undefined;

/** Whole doubles below this are written as integers, as CSV has them; from here on every engine writes an exponent. */
export const WHOLE_LIMIT = 1e16;

/** Doubles below this size are written with an exponent. */
const SMALLEST_PLAIN = 1e-4;

/**
 * The text of a double: the fewest digits that read back to it, whole numbers without a point, an exponent of at least two digits for what
 * is very small or large. DuckDB writes a column of doubles so, and values of attributes are compared by this text.
 * PostgreSQL writes more digits where the fewest lie half-way between two doubles: 1e23 is 9.999999999999999e+22 in a group or message there.
 */
function textOfDouble(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const size = Math.abs(value);
  if (size === 0 || (size >= SMALLEST_PLAIN && size < WHOLE_LIMIT)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** The text of a value that is present. NaN has a text, too: whether it is missing depends on the use. */
export function textOf(value: Exclude<RawValue, null | undefined>): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? textOfDouble(value) : String(value);
}

/** The finite number that a value is, or null. True and false are no numbers, and a text is one only in the grammar of `NUMBER_PATTERN`. */
export function numberOf(value: RawValue, notation?: NumberNotation): number | null {
  if (typeof value === 'string') return numberOfText(value, notation);
  if (typeof value !== 'number' && typeof value !== 'bigint') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
