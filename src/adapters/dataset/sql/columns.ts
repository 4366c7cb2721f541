import { PLAIN_NUMBERS, WHOLE_LIMIT } from '../../../core/policy/where/index.js';
import { type Dialect, doubleLiteral } from './dialect.js';

/**
 * Type of a column as far as it is known. `any` means that nothing is known (a table of a warehouse), so that the column is read through
 * its text. `real` stands for binary or decimal fractions.
 */
export type ColumnKind = 'text' | 'integer' | 'real' | 'boolean' | 'any';

/** A column of the source: a quoted reference and its kind. */
export interface SqlColumn {
  readonly sql: string;
  readonly kind: ColumnKind;
  /** Condition that the value of a row is a text in the source, for columns that hold texts and numbers side by side and are read as text. */
  readonly isText?: string;
}

/** Condition that the text is one of these. */
export function isOneOf(dialect: Dialect, text: string, values: readonly string[]): string {
  return `${text} IN (${values.map((value) => dialect.quoteText(value)).join(', ')})`;
}

/**
 * Text of a column as it is, with whole doubles written as integers, because 1.0 in Parquet and 1 in CSV are the same value. NaN is `nan` or
 * `-nan`, and the infinities are `inf` and `-inf` (a column of unknown type has the words of its engine); missing values are not recognised
 * here.
 */
export function plainText(dialect: Dialect, column: SqlColumn): string {
  if (column.kind === 'boolean') {
    return `CASE WHEN ${column.sql} THEN ${dialect.quoteText('true')} WHEN NOT ${column.sql} THEN ${dialect.quoteText('false')} END`;
  }
  if (column.kind !== 'real') return column.kind === 'text' ? column.sql : dialect.asText(column.sql);
  const double = `CAST(${column.sql} AS ${dialect.types.double})`;
  const whole = `${dialect.isFinite(double)} AND abs(${double}) < ${doubleLiteral(dialect, WHOLE_LIMIT)} AND ${double} = floor(${double})`;
  const text = dialect.asText(column.sql);
  const other = dialect.hasLongInfinity === true ? shortInfinity(dialect, double, text) : text;
  return `CASE WHEN ${whole} THEN ${dialect.asText(`CAST(${double} AS BIGINT)`)} ELSE ${other} END`;
}

/** A group of the infinitely large is one group, whichever engine has read it. */
function shortInfinity(dialect: Dialect, double: string, text: string): string {
  const word = (short: string): string => dialect.asText(dialect.quoteText(short));
  const infinite = `CASE WHEN ${double} > 0 THEN ${word('inf')} ELSE ${word('-inf')} END`;
  const isNan = dialect.isNan(double, true);
  return `CASE WHEN ${isNan} THEN ${word('nan')} WHEN NOT ${dialect.isFinite(double)} THEN ${infinite} ELSE ${text} END`;
}

/** The text, or NULL where it means missing: empty, or one of `data.missing`. */
export function presentText(dialect: Dialect, text: string, missing: readonly string[]): string {
  return `CASE WHEN NOT (${isOneOf(dialect, text, ['', ...missing])}) THEN ${text} END`;
}

/**
 * The text of a value, NULL where it is missing. Missing are NULL, empty text, NaN of either sign, and the texts of `data.missing`, for
 * attributes, labels, predictions, strata and `where` alike (contracts, Policy).
 */
export function valueText(dialect: Dialect, column: SqlColumn, missing: readonly string[]): string {
  const text = presentText(dialect, plainText(dialect, column), missing);
  if (column.kind !== 'real' && column.kind !== 'any') return text;
  return `CASE WHEN NOT (${dialect.isNan(column.sql, column.kind === 'real')}) THEN ${text} END`;
}

/** A finite double, or NULL where the column holds none. Missing values are not recognised here. */
export function plainNumber(dialect: Dialect, column: SqlColumn): string {
  if (column.kind === 'boolean') return `CAST(NULL AS ${dialect.types.double})`;
  if (column.kind === 'text' || column.kind === 'any') {
    const text = column.kind === 'text' ? column.sql : dialect.asText(column.sql);
    return writtenNumber(dialect, text, textCondition(dialect, column));
  }
  const double = `CAST(${column.sql} AS ${dialect.types.double})`;
  return column.kind === 'integer' ? double : `CASE WHEN ${dialect.isFinite(double)} THEN ${double} END`;
}

/**
 * Condition that the value of a row is a text, of which alone the policy says how numbers are written; null where every value is one, or where
 * it makes no difference: no number of a file or database is printed with a percent sign.
 */
export function textCondition(dialect: Dialect, column: SqlColumn): string | null {
  if (dialect.numbers?.decimal !== 'comma') return null;
  return column.isText ?? (column.kind === 'any' ? dialect.isText(column.sql) : null);
}

/**
 * The double of a text in the notation of the data: the steps of `plainNumberText` (core/policy/where), then the grammar of all numbers. What
 * was a number before it became text is in that grammar already.
 */
function writtenNumber(dialect: Dialect, text: string, isText: string | null): string {
  const { decimal, percent } = dialect.numbers ?? PLAIN_NUMBERS;
  let plain = text;
  if (decimal === 'comma') plain = `replace(${plain}, ',', '.')`;
  if (percent) {
    const ended = `concat(${plain}, '#')`;
    const hundredths = `replace(replace(${plain}, ' %', '%'), '%', 'e-2')`;
    plain = `CASE WHEN replace(${ended}, '%#', '') <> ${ended} THEN ${hundredths} ELSE ${plain} END`;
  }
  if (plain === text) return dialect.parseNumber(text);
  const number = dialect.parseNumber(`(${plain})`);
  if (decimal !== 'comma') return number;
  const typed = isText === null ? '' : `WHEN NOT ${isText} THEN ${dialect.parseNumber(text)} `;
  return `CASE ${typed}WHEN replace(${text}, '.', '') = ${text} THEN ${number} END`;
}
