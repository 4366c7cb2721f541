import type { EngineOptions } from './engine/engine.js';
import type { DuckDbTallyOptions } from './tally/duckdb-tally.js';

export interface SqlOptions extends EngineOptions, DuckDbTallyOptions {
  /** One SELECT in the language of the database, whose columns the policy binds. */
  readonly query: string;
  /** Path of a DuckDB file, or `postgres://...`. */
  readonly database: string;
  /** Time limit of the query on PostgreSQL, in ms; default ten minutes. */
  readonly statementTimeoutMs?: number | undefined;
}
