import { TribuneError } from '../../core/base/errors.js';
import type { TallySource } from '../../domain/audits/source/index.js';
import { outcomeDuckDb, tallyDuckDb } from './duckdb-query.js';
import { outcomePostgres, tallyPostgres } from './postgres-query.js';
import type { SqlOptions } from './sql-options.js';

const POSTGRES = /^postgres(ql)?:\/\//i;

/**
 * A source of tallies from a query over a DuckDB file (opened read only) or a PostgreSQL server (read-only transaction). The aggregation
 * runs in the database.
 *
 * @throws TribuneError (from `tally`) as `openFiles`, and DATABASE_UNREACHABLE
 */
export function openSql(options: SqlOptions): TallySource {
  const query = options.query.trim().replace(/;\s*$/, '');
  if (query === '') throw new TribuneError('USAGE', 'the query is empty', { remedy: 'Give one SELECT.' });
  const job = { ...options, query };
  const isPostgres = POSTGRES.test(options.database);
  const run = isPostgres ? tallyPostgres : tallyDuckDb;
  const runOutcome = isPostgres ? outcomePostgres : outcomeDuckDb;
  return {
    readsRows: true,
    tally: (plan, progress) => run(job, plan, progress),
    outcome: (plan, progress) => runOutcome(job, plan, progress),
  };
}
