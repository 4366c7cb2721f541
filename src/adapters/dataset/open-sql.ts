import { TribuneError } from '../../core/errors.js';
import type { TallySource } from '../../domain/audit/source.js';
import { tallyDuckDb } from './duckdb-query.js';
import type { DuckDbTallyOptions } from './duckdb-tally.js';
import type { EngineOptions } from './engine.js';
import { tallyPostgres } from './postgres-query.js';

export interface SqlOptions extends EngineOptions, DuckDbTallyOptions {
  /** One SELECT, in the language of the database; its columns are what the policy binds. */
  readonly query: string;
  /** A DuckDB file, or `postgres://...`. */
  readonly database: string;
  /** PostgreSQL: the longest the query may take, ms; default ten minutes. */
  readonly statementTimeoutMs?: number | undefined;
}

const POSTGRES = /^postgres(ql)?:\/\//i;

/**
 * Any query over a DuckDB file (opened read only) or a PostgreSQL server (read-only transaction). The aggregation runs in the database.
 *
 * @throws TribuneError (from `tally`) as `openFiles`, and DATABASE_UNREACHABLE
 */
export function openSql(options: SqlOptions): TallySource {
  const query = options.query.trim().replace(/;\s*$/, '');
  if (query === '') throw new TribuneError('USAGE', 'the query is empty', { remedy: 'Give one SELECT.' });
  const job = { ...options, query };
  const run = POSTGRES.test(options.database) ? tallyPostgres : tallyDuckDb;
  return { tally: (plan, progress) => run(job, plan, progress) };
}
