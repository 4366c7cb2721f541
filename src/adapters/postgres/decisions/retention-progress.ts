import type { RetentionProgress, RetentionProgressStore } from '../../../domain/decisions/retention/index.js';
import type { Sql } from '../engine/sql-access.js';

/** Name of its row in the table `progress`. */
const NAME = 'retention.progress';

/** Stores in PostgreSQL how far retention got. */
export class PostgresRetentionProgress implements RetentionProgressStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async read(): Promise<RetentionProgress> {
    const [row] = await this.#sql.query<{ value: RetentionProgress }>('select value from progress where name = $1', [
      NAME,
    ]);
    return row?.value ?? {};
  }

  async keep(progress: RetentionProgress): Promise<void> {
    await this.#sql.query(
      'insert into progress (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value',
      [NAME, JSON.stringify(progress)],
    );
  }
}
