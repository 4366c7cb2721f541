import { MAX_NUMBER_LENGTH, NUMBER_PATTERN } from '../../../core/policy/where/index.js';
import { backslashed, type Dialect, doubleLiteral } from './dialect.js';
import { wideByHalves } from './halves.js';

/**
 * The dialect of ClickHouse, with Int128. Its default parser of floating-point text is fast and may miss the nearest double by one unit in
 * the last place, so the statement asks for the precise one. Its cast from double to Int128 is not exact beyond 64 bits (26.7: 2^64 * 10^6
 * becomes 48,576 too high), so doubles are cast by halves.
 */
export const clickhouse: Dialect = {
  name: 'clickhouse',
  types: { text: 'Nullable(String)', double: 'Nullable(Float64)', wide: 'Nullable(Int128)' },
  materialized: '',
  suffix: '\nSETTINGS precise_float_parsing = 1, cast_keep_nullable = 1',
  quoteName: (name) => backslashed(name, '"'),
  quoteText: (text) => backslashed(text, "'"),
  asText: (expression) => `CAST(${expression} AS Nullable(String))`,
  parseNumber: (text) =>
    `CASE WHEN length(${text}) <= ${MAX_NUMBER_LENGTH} AND match(trimBoth(${text}), '${NUMBER_PATTERN}') THEN toFloat64OrNull(trimBoth(${text})) END`,
  isFinite: (double) => `isFinite(${double})`,
  isNan: (value, typed) =>
    typed ? `isNaN(${value})` : `(toTypeName(${value}) LIKE '%Float%' AND toString(${value}) IN ('nan', '-nan'))`,
  isText: (value) => `match(toTypeName(${value}), 'String|Enum')`,
  floor: (double) => `floor(${double})`,
  quotient: (double, divisor) => `(${double}) / ${doubleLiteral(clickhouse, divisor)}`,
  product: (a, b) => `(${a}) * (${b})`,
  wideOfDouble: (double) => wideByHalves(double, 'Nullable(Int128)', 'Nullable(Int64)'),
  wideOfInteger: (integer) => `CAST(${integer} AS Nullable(Int128))`,
};
