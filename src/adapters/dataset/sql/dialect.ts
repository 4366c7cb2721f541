import type { NumberNotation } from '../../../core/policy/sections/index.js';

export const DIALECT_NAMES = ['duckdb', 'postgres', 'clickhouse', 'spark', 'trino', 'bigquery', 'snowflake'] as const;
export type DialectName = (typeof DIALECT_NAMES)[number];

/**
 * The differences between SQL engines. All members take and return SQL text. An expression passed in is used more than once, so it must be
 * free of side effects and should be a column.
 */
export interface Dialect {
  readonly name: DialectName;
  /** Names of the types: text, IEEE double, exact integer of at least 38 digits. */
  readonly types: { readonly text: string; readonly double: string; readonly wide: string };
  /** Keyword that makes a common table expression run once, where the engine has one. */
  readonly materialized: string;
  /** Text after the statement. */
  readonly suffix: string;
  quoteName(name: string): string;
  quoteText(text: string): string;
  /** Text that compares and groups by code point. */
  asText(expression: string): string;
  /** Double of a text that matches `NUMBER_PATTERN`, otherwise NULL. */
  parseNumber(text: string): string;
  /** How numbers are written in the data; absent: as `NUMBER_PATTERN` has them. */
  readonly numbers?: NumberNotation;
  /** True where the text of a double that is no number is a long word, `Infinity` and `NaN`, in place of `inf` and `nan`. */
  readonly hasLongInfinity?: boolean;
  /** True where the engine is known to round every operation of doubles by itself, so that what rounding leaves out can be computed. */
  readonly roundsEachOperation?: boolean;
  /** Condition that the double is neither NaN nor infinite. */
  isFinite(double: string): string;
  /**
   * Condition that the value is a NaN of either sign. With `typed` it is known to be a number; otherwise it may be of any type, and a text
   * such as `NaN` is no NaN.
   */
  isNan(value: string, typed: boolean): string;
  /** Condition, true or false, that a present value of a column of unknown type is a text: only of texts a decimal comma says how they are read. */
  isText(value: string): string;
  /** Product of two doubles; where it underflows, any value of the same sign with the same fixed point. */
  product(a: string, b: string): string;
  /** A double divided by a constant above 0, rounded as in IEEE 754, which may round it to zero. */
  quotient(double: string, divisor: number): string;
  /** Largest integer not above the double, itself a double. */
  floor(double: string): string;
  /** Exact wide integer of a double that holds an integer below 2^97 in size. */
  wideOfDouble(double: string): string;
  /** Wide integer of an integer column. */
  wideOfInteger(integer: string): string;
}

/** The dialect for data whose numbers are written in a notation of their own. */
export function writtenIn(dialect: Dialect, numbers: NumberNotation | undefined): Dialect {
  return numbers === undefined ? dialect : { ...dialect, numbers };
}

/** A double literal that every engine reads back to the same bits. */
export function doubleLiteral(dialect: Dialect, value: number): string {
  return `CAST(${value.toExponential()} AS ${dialect.types.double})`;
}

/** Puts a text into quotes and doubles the quotes in it, as the standard does. */
export const doubled = (text: string, quote: string): string => quote + text.replaceAll(quote, quote + quote) + quote;

/** Puts a text into quotes with backslash escapes, for engines that read them inside quotes. */
export function backslashed(text: string, quote: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return quote + escaped + quote;
}
