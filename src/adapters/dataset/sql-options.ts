import type { DuckDbTallyOptions } from './duckdb-tally.js';
import type { EngineOptions } from './engine.js';

export interface SqlOptions extends EngineOptions, DuckDbTallyOptions {
  /** One SELECT, in the language of the database; its columns are what the policy binds. */
  readonly query: string;
  /** A DuckDB file, or `postgres://...`. */
  readonly database: string;
  /** PostgreSQL: the longest the query may take, ms; default ten minutes. */
  readonly statementTimeoutMs?: number | undefined;
}
