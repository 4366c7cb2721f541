import type { FollowerRecord, FollowerStore, LogName, Place } from '../../../domain/log/ports/index.js';
import type { Sql } from '../engine/sql-access.js';

interface FollowerRow {
  name: string;
  log: LogName;
  seq: string;
  size: string;
  took_at: string;
}

/** Stores the places of followers in PostgreSQL. */
export class PostgresFollowerStore implements FollowerStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async readPlace(name: string): Promise<FollowerRecord | null> {
    const text = 'select name, log, seq, size, took_at from follower where name = $1';
    const [row] = await this.#sql.query<FollowerRow>(text, [name]);
    if (row === undefined) return null;
    const place = { seq: Number(row.seq), size: Number(row.size) };
    return { name: row.name, log: row.log, place, tookAtMs: Number(row.took_at) };
  }

  async beginAt({ name, log, place, tookAtMs }: FollowerRecord): Promise<void> {
    const text = `insert into follower (name, log, seq, size, took_at) values ($1, $2, $3, $4, $5)
      on conflict (name) do nothing`;
    await this.#sql.query(text, [name, log, place.seq, place.size, tookAtMs]);
  }

  async movePlace({ name, log, place, tookAtMs }: FollowerRecord, from: Place): Promise<boolean> {
    const text = `update follower set seq = $3, size = $4, took_at = $5
      where name = $1 and log = $2 and seq = $6 and size = $7 returning 1`;
    const values = [name, log, place.seq, place.size, tookAtMs, from.seq, from.size];
    return (await this.#sql.query(text, values)).length > 0;
  }
}
