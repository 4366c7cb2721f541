import { clickhouse } from './clickhouse.js';
import type { Dialect, DialectName } from './dialect.js';
import { duckdb } from './duckdb.js';
import { postgres } from './postgres.js';
import { bigquery, snowflake, spark, trino } from './warehouses.js';

/** All engines for which the tally can be written as SQL. */
export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  duckdb,
  postgres,
  clickhouse,
  spark,
  trino,
  bigquery,
  snowflake,
};
