import { MAX_NUMBER_LENGTH, SPACED_NUMBER_PATTERN } from '../../../core/policy/where/index.js';
import { type Dialect, doubled, doubleLiteral } from './dialect.js';

/** Of digits and points the cast reads what the grammar allows and nothing else. */
const DIGITS_AND_POINTS = '^[0-9.]+$';

/**
 * The cast skips spaces by itself: to take them away before it cost more than cast and grammar together. Most numbers have digits and points
 * only, which is asked first because it is told in two thirds of the time.
 */
function parseNumber(text: string): string {
  const isNumber = [DIGITS_AND_POINTS, SPACED_NUMBER_PATTERN].map((grammar) => `regexp_matches(${text}, '${grammar}')`);
  return `CASE WHEN strlen(${text}) <= ${MAX_NUMBER_LENGTH} AND (${isNumber.join(' OR ')}) THEN TRY_CAST(${text} AS DOUBLE) END`;
}

/** The dialect of DuckDB. HUGEINT has 127 bits, and a cast from double to HUGEINT is exact. */
export const duckdb: Dialect = {
  name: 'duckdb',
  types: { text: 'VARCHAR', double: 'DOUBLE', wide: 'HUGEINT' },
  materialized: 'MATERIALIZED ',
  suffix: '',
  quoteName: (name) => doubled(name, '"'),
  quoteText: (text) => doubled(text, "'"),
  asText: (expression) => `CAST(${expression} AS VARCHAR)`,
  parseNumber,
  roundsEachOperation: true,
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
