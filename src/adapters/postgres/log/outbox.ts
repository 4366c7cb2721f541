import { canonicalJson } from '../../../core/base/canonical-json.js';
import type {
  EventOutbox,
  Keyring,
  LogName,
  PendingEvent,
  Runtime,
  WaitingEvent,
} from '../../../domain/log/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import type { EventSeal } from '../tables/store-room.js';
import { asBuffer } from './as-buffer.js';

interface EventRow {
  id: string;
  log: LogName;
  type: string;
  payload: Record<string, unknown>;
  after_seq: string;
  seal: Buffer | null;
}

const encoder = new TextEncoder();

export const eventSeal =
  (runtime: Runtime, keyring: Keyring): EventSeal =>
  ({ id, log, type, payload, afterSeq }) => {
    // The hash covers the payload as the database returns it: without what JSON leaves out.
    const kept: unknown = JSON.parse(JSON.stringify(payload));
    const text = canonicalJson({ id, log, type, payload: kept, afterSeq });
    return runtime.hmacSha256(keyring.indexKey(), encoder.encode(`waiting event ${text}`));
  };

/** Adds an event in the transaction behind `sql`. */
export async function insertEvent(sql: Sql, event: PendingEvent, seal: EventSeal): Promise<WaitingEvent> {
  const { id, log, type, payload } = event;
  const [next] = await sql.query<{ seq: string }>(
    'select coalesce(max(seq), -1) + 1 as seq from batch where log = $1',
    [log],
  );
  const afterSeq = Number(next!.seq);
  const text = 'insert into pending_event (id, log, type, payload, after_seq, seal) values ($1, $2, $3, $4, $5, $6)';
  const waiting: WaitingEvent = Object.assign({ ...event }, { afterSeq });
  await sql.query(text, [id, log, type, JSON.stringify(payload), afterSeq, asBuffer(seal(waiting))]);
  return waiting;
}

/** Stores events that wait to become entries in PostgreSQL. */
export class PostgresOutbox implements EventOutbox {
  readonly #sql: Sql;
  readonly #seal: EventSeal;

  constructor(sql: Sql, seal: EventSeal) {
    this.#sql = sql;
    this.#seal = seal;
  }

  add(event: PendingEvent): Promise<WaitingEvent> {
    return insertEvent(this.#sql, event, this.#seal);
  }

  /** Tries to insert a row of the same id: the database waits for a transaction that still holds that id, and then says which was first. */
  waits({ id, log, type, payload, afterSeq }: WaitingEvent): Promise<boolean> {
    return this.#sql.transaction(async (sql) => {
      const text = `insert into pending_event (id, log, type, payload, after_seq) values ($1, $2, $3, $4, $5)
        on conflict do nothing returning id`;
      const tried = await sql.query(text, [id, log, type, JSON.stringify(payload), afterSeq]);
      if (tried.length > 0) await sql.query('delete from pending_event where id = $1', [id]);
      return tried.length === 0;
    });
  }

  async pending(): Promise<WaitingEvent[]> {
    const rows = await this.#rows();
    return rows.filter((row) => this.#isOwn(row)).map(toEvent);
  }

  async foreign(): Promise<string[]> {
    const rows = await this.#rows();
    return rows.filter((row) => !this.#isOwn(row)).map(({ id }) => id);
  }

  async done(id: string): Promise<void> {
    await this.#sql.query('delete from pending_event where id = $1', [id]);
  }

  /** Seals waiting events that a program without seals left, when the schema is brought up to date. Those with a seal stay as they are. */
  async adopt(): Promise<void> {
    for (const row of await this.#rows())
      await this.#sql.query('update pending_event set seal = $2 where id = $1 and seal is null', [
        row.id,
        asBuffer(this.#seal(toEvent(row))),
      ]);
  }

  #rows(): Promise<EventRow[]> {
    return this.#sql.query<EventRow>(
      'select id, log, type, payload, after_seq, seal from pending_event order by position',
    );
  }

  #isOwn(row: EventRow): boolean {
    return row.seal?.equals(this.#seal(toEvent(row))) === true;
  }
}

/** The keyed hash proves that the event was stored as a declared one; `record` checks it against its declaration again. */
const toEvent = ({ id, log, type, payload, after_seq }: EventRow): WaitingEvent =>
  ({ id, log, type, payload, afterSeq: Number(after_seq) }) as WaitingEvent;
