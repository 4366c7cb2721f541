import { MAX_NUMBER_LENGTH, NUMBER_PATTERN } from '../../../core/policy/where/index.js';
import { type Dialect, doubled, doubleLiteral } from './dialect.js';
import { wideByHalves } from './halves.js';

/**
 * 2^-1075, the middle between zero and the smallest double, rounded up at the 60th digit. A text up to this is read as zero, as other
 * engines do; PostgreSQL itself refuses a text that underflows to zero.
 */
const READ_AS_ZERO = '2.47032822920623272088284396434110686182529901307162382212793e-324';

const bits = new BigUint64Array(1);
const double = new Float64Array(bits.buffer);

/** The next double above or below a double above zero. */
function neighbour(value: number, step: 1n | -1n): number {
  double[0] = value;
  bits[0] = bits[0]! + step;
  return double[0];
}

/** The largest double whose quotient by a divisor is zero. */
export function vanishing(divisor: number): number {
  let largest = divisor * 2 ** -1074 * 0.5;
  while (largest > 0 && largest / divisor !== 0) largest = neighbour(largest, -1n);
  while (neighbour(largest, 1n) / divisor === 0) largest = neighbour(largest, 1n);
  return largest;
}

/** A quotient that may underflow to zero, which PostgreSQL would refuse. */
function quotient(value: string, divisor: number): string {
  const plain = `(${value}) / ${doubleLiteral(postgres, divisor)}`;
  const zero = vanishing(divisor);
  return zero === 0 ? plain : `CASE WHEN abs(${value}) <= ${doubleLiteral(postgres, zero)} THEN 0 ELSE ${plain} END`;
}

/** Two of these factors bring the smallest double to 1, and neither overflows with a factor of a product that may underflow. */
const HALF_WAY_UP = 2 ** 537;

/**
 * A product that may underflow to zero, which PostgreSQL would refuse. Factors are below 2^26, so either both reach the two limits and the
 * product is above 1e-320, or it is below 1e-59 and its fixed point is 0 or -1, as that of 1e-60 with its sign is; unless it rounds to
 * zero, which has no sign. Whether it does is tested at 2^1074 times its size, where half of the smallest double is one half.
 */
function product(a: string, b: string): string {
  const tiny = `least(abs(${a}), abs(${b})) < 1e-290 OR greatest(abs(${a}), abs(${b})) < 1e-30`;
  const up = doubleLiteral(postgres, HALF_WAY_UP);
  const vanishes = `(abs(${a}) * ${up}) * (abs(${b}) * ${up}) <= 0.5`;
  const small = `CASE WHEN ${vanishes} THEN 0 ELSE sign(${a}) * sign(${b}) * 1e-60::float8 END`;
  return `CASE WHEN ${tiny} THEN ${small} ELSE (${a}) * (${b}) END`;
}

/**
 * The dialect of PostgreSQL 12 and later. Text carries COLLATE "C", so that values group byte by byte whatever the database's collation,
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
    `CASE WHEN abs(CAST(btrim(${text}) AS numeric)) <= ${READ_AS_ZERO} THEN 0 ELSE CAST(btrim(${text}) AS double precision) END END`,
  hasLongInfinity: true,
  isFinite: (double) => `(${double} > '-Infinity' AND ${double} < 'Infinity')`,
  isNan: (value, typed) =>
    typed
      ? `(${value} = 'NaN')`
      : `(pg_typeof(${value})::text IN ('double precision', 'real', 'numeric') AND CAST(${value} AS text) = 'NaN')`,
  // As JSON has it, which knows what a domain stands for; pg_typeof names the domain.
  isText: (value) => `(jsonb_typeof(to_jsonb(${value})) = 'string')`,
  floor: (double) => `floor(${double})`,
  product,
  quotient,
  wideOfDouble: (double) => wideByHalves(double, 'numeric', 'bigint'),
  wideOfInteger: (integer) => `CAST(${integer} AS numeric)`,
};
