import { MAX_NUMBER_LENGTH } from '../limits.js';
import { type Dialect, doubled, NUMBER_PATTERN } from './dialect.js';
import { wideByHalves } from './halves.js';

/** Below this a text is read as zero: float8in refuses what underflows. */
const SMALLEST_PARSED = '1e-307';

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
  quoteText: (text) =>
    text.includes('\\') ? `E${doubled(text.replaceAll('\\', '\\\\'), "'")}` : doubled(text, "'"),
  asText: (expression) => `(CAST(${expression} AS text) COLLATE "C")`,
  parseNumber: (text) =>
    `CASE WHEN length(${text}) <= ${MAX_NUMBER_LENGTH} AND btrim(${text}) ~ '${NUMBER_PATTERN}' THEN ` +
    `CASE WHEN abs(CAST(btrim(${text}) AS numeric)) < ${SMALLEST_PARSED} THEN 0 ELSE CAST(btrim(${text}) AS double precision) END END`,
  isFinite: (double) => `(${double} > '-Infinity' AND ${double} < 'Infinity')`,
  floor: (double) => `floor(${double})`,
  wideOfDouble: (double) => wideByHalves(double, 'numeric', 'bigint'),
  wideOfInteger: (integer) => `CAST(${integer} AS numeric)`,
};
