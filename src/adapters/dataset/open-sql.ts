import { TribuneError } from '../../core/base/errors.js';
import type { TallySource } from '../../domain/audits/source/index.js';
import { outcomeDuckDb, tallyDuckDb } from './duckdb-query.js';
import { outcomePostgres, tallyPostgres } from './postgres-query.js';
import type { SqlOptions } from './sql-options.js';

const POSTGRES = /^postgres(ql)?:\/\//i;

/** Whether a database is a PostgreSQL server; otherwise it is a DuckDB file. */
export const isPostgres = (database: string): boolean => POSTGRES.test(database);

/**
 * The query without the semicolon at its end.
 *
 * @throws TribuneError USAGE for an empty query
 */
export function oneQuery(text: string): string {
  const query = text.trim().replace(/;\s*$/, '');
  if (query === '') throw new TribuneError('USAGE', 'the query is empty', { remedy: 'Give one SELECT.' });
  return query;
}

/**
 * A source of tallies from a query over a DuckDB file (opened read only) or a PostgreSQL server (read-only transaction). The aggregation
 * runs in the database.
 *
 * @throws TribuneError (from `tally`) as `openFiles`, and DATABASE_UNREACHABLE
 */
export function openSql(options: SqlOptions): TallySource {
  const job = { ...options, query: oneQuery(options.query) };
  const remote = isPostgres(options.database);
  const run = remote ? tallyPostgres : tallyDuckDb;
  const runOutcome = remote ? outcomePostgres : outcomeDuckDb;
  return {
    readsRows: true,
    tally: (plan, progress) => run(job, plan, progress),
    outcome: (plan, progress) => runOutcome(job, plan, progress),
  };
}
