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
}

/** Condition that the text is one of these. */
export function isOneOf(dialect: Dialect, text: string, values: readonly string[]): string {
  return `${text} IN (${values.map((value) => dialect.quoteText(value)).join(', ')})`;
}

/**
 * Text of a column as it is, with whole doubles written as integers, because 1.0 in Parquet and 1 in CSV are the same value. NaN is `nan`,
 * `-nan` or `NaN`; missing values are not recognised here.
 */
export function plainText(dialect: Dialect, column: SqlColumn): string {
  if (column.kind === 'boolean') {
    return `CASE WHEN ${column.sql} THEN ${dialect.quoteText('true')} WHEN NOT ${column.sql} THEN ${dialect.quoteText('false')} END`;
  }
  if (column.kind !== 'real') return column.kind === 'text' ? column.sql : dialect.asText(column.sql);
  const double = `CAST(${column.sql} AS ${dialect.types.double})`;
  const whole = `${dialect.isFinite(double)} AND abs(${double}) < ${doubleLiteral(dialect, WHOLE_LIMIT)} AND ${double} = floor(${double})`;
  return `CASE WHEN ${whole} THEN ${dialect.asText(`CAST(${double} AS BIGINT)`)} ELSE ${dialect.asText(column.sql)} END`;
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
  if (column.kind === 'text') return writtenNumber(dialect, column.sql);
  if (column.kind === 'any') return writtenNumber(dialect, dialect.asText(column.sql));
  const double = `CAST(${column.sql} AS ${dialect.types.double})`;
  return column.kind === 'integer' ? double : `CASE WHEN ${dialect.isFinite(double)} THEN ${double} END`;
}

/** The double of a text in the notation of the data: the steps of `plainNumberText` (core/policy/where), then the grammar of all numbers. */
function writtenNumber(dialect: Dialect, text: string): string {
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
  return decimal === 'comma' ? `CASE WHEN replace(${text}, '.', '') = ${text} THEN ${number} END` : number;
}
