export const DIALECT_NAMES = ['duckdb', 'postgres', 'clickhouse', 'spark', 'trino', 'bigquery', 'snowflake'] as const;
export type DialectName = (typeof DIALECT_NAMES)[number];

/**
 * What differs between SQL engines. Everything takes and gives SQL text; an expression that is handed in is used more than once,
 * so it must be free of side effects and should be a column.
 */
export interface Dialect {
  readonly name: DialectName;
  /** Names of types: text, IEEE double, exact integer of at least 38 digits. */
  readonly types: { readonly text: string; readonly double: string; readonly wide: string };
  /** Keyword that makes a common table expression run once, where the engine has one. */
  readonly materialized: string;
  /** What stands after the statement. */
  readonly suffix: string;
  quoteName(name: string): string;
  quoteText(text: string): string;
  /** Text that compares and groups by code point. */
  asText(expression: string): string;
  /** Double of a text that matches `NUMBER_PATTERN`, else NULL. */
  parseNumber(text: string): string;
  /** Condition: the double is neither NaN nor infinite. */
  isFinite(double: string): string;
  /**
   * Condition: the value is a NaN of either sign. `typed`: it is known to be a number; else it may be of any type, and a text such as `NaN`
   * is none.
   */
  isNan(value: string, typed: boolean): string;
  /** Product of two doubles; where it underflows, any value of the same sign whose fixed point is the same. */
  product(a: string, b: string): string;
  /** A double divided by a constant above 0, rounded as IEEE 754 says, to zero as well. */
  quotient(double: string, divisor: number): string;
  /** Largest integer not above the double, itself a double. */
  floor(double: string): string;
  /** Exact wide integer of a double that holds an integer below 2^97 in size. */
  wideOfDouble(double: string): string;
  /** Wide integer of an integer column. */
  wideOfInteger(integer: string): string;
}

/** A double literal that every engine reads back to the same bits. */
export function doubleLiteral(dialect: Dialect, value: number): string {
  return `CAST(${value.toExponential()} AS ${dialect.types.double})`;
}

/** Doubles a quote character: the standard's way. */
export const doubled = (text: string, quote: string): string => quote + text.replaceAll(quote, quote + quote) + quote;

/** Backslash escapes, for engines that read them inside quotes. */
export function backslashed(text: string, quote: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return quote + escaped + quote;
}
