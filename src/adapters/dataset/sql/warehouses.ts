import { MAX_NUMBER_LENGTH, NUMBER_PATTERN } from '../../../core/policy/where/index.js';
import { backslashed, type Dialect, doubled, doubleLiteral } from './dialect.js';
import { wideByHalves } from './halves.js';

const fits = (text: string): string => `length(${text}) <= ${MAX_NUMBER_LENGTH}`;

/** The dialect of Spark SQL 3.4 and later, and of Databricks. */
export const spark: Dialect = {
  name: 'spark',
  types: { text: 'STRING', double: 'DOUBLE', wide: 'DECIMAL(38,0)' },
  materialized: '',
  suffix: '',
  quoteName: (name) => doubled(name, '`'),
  quoteText: (text) => backslashed(text, "'"),
  asText: (expression) => `CAST(${expression} AS STRING)`,
  parseNumber: (text) =>
    `CASE WHEN ${fits(text)} AND trim(${text}) RLIKE '${NUMBER_PATTERN}' THEN try_cast(trim(${text}) AS DOUBLE) END`,
  isFinite: (double) => `(NOT isnan(${double}) AND abs(${double}) <= 1.7976931348623157E308)`,
  // In Spark floor() gives a 64-bit integer; doubles from 2^53 up are integers already.
  floor: (double) =>
    `CASE WHEN abs(${double}) < 9007199254740992e0 THEN CAST(floor(${double}) AS DOUBLE) ELSE ${double} END`,
  isNan: (value, typed) =>
    typed ? `isnan(${value})` : `(typeof(${value}) IN ('double', 'float') AND CAST(${value} AS STRING) = 'NaN')`,
  isText: (value) => `(typeof(${value}) RLIKE '^(string|varchar|char)')`,
  quotient: (double, divisor) => `(${double}) / ${doubleLiteral(spark, divisor)}`,
  product: (a, b) => `(${a}) * (${b})`,
  wideOfDouble: (double) => wideByHalves(double, 'DECIMAL(38,0)', 'BIGINT'),
  wideOfInteger: (integer) => `CAST(${integer} AS DECIMAL(38,0))`,
};

/** The dialect of Trino and Athena. */
export const trino: Dialect = {
  name: 'trino',
  types: { text: 'VARCHAR', double: 'DOUBLE', wide: 'DECIMAL(38,0)' },
  materialized: '',
  suffix: '',
  quoteName: (name) => doubled(name, '"'),
  quoteText: (text) => doubled(text, "'"),
  asText: (expression) => `CAST(${expression} AS VARCHAR)`,
  parseNumber: (text) =>
    `CASE WHEN ${fits(text)} AND regexp_like(trim(BOTH ' ' FROM ${text}), '${NUMBER_PATTERN}') THEN TRY_CAST(trim(BOTH ' ' FROM ${text}) AS DOUBLE) END`,
  isFinite: (double) => `is_finite(${double})`,
  floor: (double) => `floor(${double})`,
  isNan: (value, typed) =>
    typed ? `is_nan(${value})` : `(typeof(${value}) IN ('double', 'real') AND CAST(${value} AS VARCHAR) = 'NaN')`,
  isText: (value) => `regexp_like(typeof(${value}), '^(varchar|char)')`,
  quotient: (double, divisor) => `(${double}) / ${doubleLiteral(trino, divisor)}`,
  product: (a, b) => `(${a}) * (${b})`,
  wideOfDouble: (double) => wideByHalves(double, 'DECIMAL(38,0)', 'BIGINT'),
  wideOfInteger: (integer) => `CAST(${integer} AS DECIMAL(38,0))`,
};

/** The dialect of BigQuery (GoogleSQL). */
export const bigquery: Dialect = {
  name: 'bigquery',
  types: { text: 'STRING', double: 'FLOAT64', wide: 'BIGNUMERIC' },
  materialized: '',
  suffix: '',
  quoteName: (name) => backslashed(name, '`'),
  quoteText: (text) => backslashed(text, "'"),
  asText: (expression) => `CAST(${expression} AS STRING)`,
  parseNumber: (text) =>
    `CASE WHEN ${fits(text)} AND REGEXP_CONTAINS(TRIM(${text}, ' '), r'${NUMBER_PATTERN}') THEN SAFE_CAST(TRIM(${text}, ' ') AS FLOAT64) END`,
  isFinite: (double) => `NOT (IS_NAN(${double}) OR IS_INF(${double}))`,
  floor: (double) => `floor(${double})`,
  isNan: (value, typed) => (typed ? `IS_NAN(${value})` : `FORMAT('%T', ${value}) = 'CAST("nan" AS FLOAT64)'`),
  isText: (value) => `(STARTS_WITH(FORMAT('%T', ${value}), '"') OR STARTS_WITH(FORMAT('%T', ${value}), "'"))`,
  quotient: (double, divisor) => `(${double}) / ${doubleLiteral(bigquery, divisor)}`,
  product: (a, b) => `(${a}) * (${b})`,
  wideOfDouble: (double) => wideByHalves(double, 'BIGNUMERIC', 'INT64'),
  wideOfInteger: (integer) => `CAST(${integer} AS BIGNUMERIC)`,
};

/** The dialect of Snowflake. Its quoted names are case-sensitive: a column made without quotes is `"RACE"`. */
export const snowflake: Dialect = {
  name: 'snowflake',
  types: { text: 'VARCHAR', double: 'DOUBLE', wide: 'NUMBER(38,0)' },
  materialized: '',
  suffix: '',
  quoteName: (name) => doubled(name, '"'),
  quoteText: (text) => backslashed(text, "'"),
  asText: (expression) => `CAST(${expression} AS VARCHAR)`,
  parseNumber: (text) =>
    `CASE WHEN ${fits(text)} AND REGEXP_LIKE(TRIM(${text}), '${NUMBER_PATTERN}') THEN TRY_TO_DOUBLE(TRIM(${text})) END`,
  isFinite: (double) => `(${double} <> 'NaN'::DOUBLE AND abs(${double}) < 'inf'::DOUBLE)`,
  floor: (double) => `floor(${double})`,
  isNan: (value, typed) =>
    typed
      ? `(${value} = 'NaN'::DOUBLE)`
      : `(TYPEOF(TO_VARIANT(${value})) = 'DOUBLE' AND CAST(${value} AS VARCHAR) = 'NaN')`,
  isText: (value) => `(TYPEOF(TO_VARIANT(${value})) = 'VARCHAR')`,
  quotient: (double, divisor) => `(${double}) / ${doubleLiteral(snowflake, divisor)}`,
  product: (a, b) => `(${a}) * (${b})`,
  wideOfDouble: (double) => wideByHalves(double, 'NUMBER(38,0)', 'NUMBER(38,0)'),
  wideOfInteger: (integer) => `CAST(${integer} AS NUMBER(38,0))`,
};
