import type { EngineOptions } from './engine/engine.js';
import type { DuckDbTallyOptions } from './tally/duckdb-tally.js';

export interface SqlOptions extends EngineOptions, DuckDbTallyOptions {
  /** One SELECT, in the language of the database; its columns are what the policy binds. */
  readonly query: string;
  /** A DuckDB file, or `postgres://...`. */
  readonly database: string;
  /** PostgreSQL: the longest the query may take, ms; default ten minutes. */
  readonly statementTimeoutMs?: number | undefined;
}
