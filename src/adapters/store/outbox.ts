import type { LogName } from '../../domain/decisions/ports.js';
import type { EventOutbox, PendingEvent } from '../../domain/decisions/publish/ports.js';
import type { Sql } from './sql-access.js';

interface EventRow {
  id: string;
  log: LogName;
  type: string;
  payload: Record<string, unknown>;
  after_seq: string;
}

/** Adds an event in the transaction that `sql` stands for. */
export async function insertEvent(sql: Sql, { id, log, type, payload }: PendingEvent): Promise<void> {
  const text = `insert into pending_event (id, log, type, payload, after_seq)
    values ($1, $2::text, $3, $4, coalesce((select max(seq) from batch where log = $2::text), -1) + 1)`;
  await sql.query(text, [id, log, type, JSON.stringify(payload)]);
}

/** Events that wait to become entries, in PostgreSQL. */
export class PostgresOutbox implements EventOutbox {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  add(event: PendingEvent): Promise<void> {
    return insertEvent(this.#sql, event);
  }

  async pending(): Promise<(PendingEvent & { readonly afterSeq: number })[]> {
    const text = 'select id, log, type, payload, after_seq from pending_event order by position';
    const rows = await this.#sql.query<EventRow>(text);
    return rows.map(({ after_seq: afterSeq, ...event }) => ({ ...event, afterSeq: Number(afterSeq) }));
  }

  async done(id: string): Promise<void> {
    await this.#sql.query('delete from pending_event where id = $1', [id]);
  }
}
