import { MAX_NUMBER_LENGTH, NUMBER_PATTERN } from '../../../core/policy/where/number.js';
import { type Dialect, doubled } from './dialect.js';
import { wideByHalves } from './halves.js';

/** Below this a text is read as zero: float8in refuses what underflows. */
const SMALLEST_PARSED = '1e-307';

/**
 * PostgreSQL refuses a product that underflows to zero. Factors are below 2^26, so either both reach the two limits and the product is
 * above 1e-320, or it is below 1e-59 and its fixed point is 0 or -1, as that of 1e-60 with its sign is.
 */
function product(a: string, b: string): string {
  const tiny = `least(abs(${a}), abs(${b})) < 1e-290 OR greatest(abs(${a}), abs(${b})) < 1e-30`;
  return `CASE WHEN ${tiny} THEN sign(${a}) * sign(${b}) * 1e-60::float8 ELSE (${a}) * (${b}) END`;
}

/**
 * PostgreSQL 12 and later. Text carries COLLATE "C", so that values group byte by byte whatever the database's collation,
 * and compare by code point.
 */
export const postgres: Dialect = {
  name: 'postgres',
  types: { text: 'text', double: 'double precision', wide: 'numeric' },
  materialized: 'MATERIALIZED ',
  suffix: '',
  quoteName: (name) => doubled(name, '"'),
  // E'' reads backslashes the same way whether standard_conforming_strings is on or off.
  quoteText: (text) => (text.includes('\\') ? `E${doubled(text.replaceAll('\\', '\\\\'), "'")}` : doubled(text, "'")),
  asText: (expression) => `(CAST(${expression} AS text) COLLATE "C")`,
  parseNumber: (text) =>
    `CASE WHEN length(${text}) <= ${MAX_NUMBER_LENGTH} AND btrim(${text}) ~ '${NUMBER_PATTERN}' THEN ` +
    `CASE WHEN abs(CAST(btrim(${text}) AS numeric)) < ${SMALLEST_PARSED} THEN 0 ELSE CAST(btrim(${text}) AS double precision) END END`,
  isFinite: (double) => `(${double} > '-Infinity' AND ${double} < 'Infinity')`,
  isNan: (value, typed) =>
    typed
      ? `(${value} = 'NaN')`
      : `(pg_typeof(${value})::text IN ('double precision', 'real', 'numeric') AND CAST(${value} AS text) = 'NaN')`,
  floor: (double) => `floor(${double})`,
  product,
  wideOfDouble: (double) => wideByHalves(double, 'numeric', 'bigint'),
  wideOfInteger: (integer) => `CAST(${integer} AS numeric)`,
};
