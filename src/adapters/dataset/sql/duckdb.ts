import { MAX_NUMBER_LENGTH, NUMBER_PATTERN } from '../../../core/policy/where/index.js';
import { type Dialect, doubled, doubleLiteral } from './dialect.js';

/** The dialect of DuckDB. HUGEINT has 127 bits, and a cast from double to HUGEINT is exact. */
export const duckdb: Dialect = {
  name: 'duckdb',
  types: { text: 'VARCHAR', double: 'DOUBLE', wide: 'HUGEINT' },
  materialized: 'MATERIALIZED ',
  suffix: '',
  quoteName: (name) => doubled(name, '"'),
  quoteText: (text) => doubled(text, "'"),
  asText: (expression) => `CAST(${expression} AS VARCHAR)`,
  parseNumber: (text) =>
    `CASE WHEN length(${text}) <= ${MAX_NUMBER_LENGTH} AND regexp_matches(trim(${text}, ' '), '${NUMBER_PATTERN}') THEN TRY_CAST(trim(${text}, ' ') AS DOUBLE) END`,
  isFinite: (double) => `isfinite(${double})`,
  isNan: (value, typed) =>
    typed
      ? `isnan(CAST(${value} AS DOUBLE))`
      : `(typeof(${value}) IN ('DOUBLE', 'FLOAT') AND CAST(${value} AS VARCHAR) IN ('nan', '-nan'))`,
  isText: (value) => `(typeof(${value}) = 'VARCHAR' OR typeof(${value}) LIKE 'ENUM%')`,
  floor: (double) => `floor(${double})`,
  quotient: (double, divisor) => `(${double}) / ${doubleLiteral(duckdb, divisor)}`,
  product: (a, b) => `(${a}) * (${b})`,
  wideOfDouble: (double) => `CAST(${double} AS HUGEINT)`,
  wideOfInteger: (integer) => `CAST(${integer} AS HUGEINT)`,
};
