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

/** Most events that one statement adds: a thousand of a few hundred bytes are a fraction of a megabyte. */
const EVENTS_PER_STATEMENT = 1000;

const INSERT_EVENTS = `insert into pending_event (id, log, type, payload, after_seq, seal)
  select e.id, e.log, e.type, e.payload::jsonb, e.after_seq, e.seal
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bytea[])
    with ordinality as e (id, log, type, payload, after_seq, seal, place)
  order by e.place`;

/** Adds events in their order, in the transaction behind `sql`. */
export async function insertEvents(
  sql: Sql,
  events: readonly PendingEvent[],
  seal: EventSeal,
): Promise<WaitingEvent[]> {
  const nextSeqs = new Map<LogName, number>();
  for (const log of new Set(events.map((event) => event.log))) nextSeqs.set(log, await nextSeqOf(sql, log));
  const waiting = events.map(
    (event): WaitingEvent => Object.assign({ ...event }, { afterSeq: nextSeqs.get(event.log)! }),
  );
  for (let from = 0; from < waiting.length; from += EVENTS_PER_STATEMENT) {
    const some = waiting.slice(from, from + EVENTS_PER_STATEMENT);
    await sql.query(INSERT_EVENTS, [
      some.map(({ id }) => id),
      some.map(({ log }) => log),
      some.map(({ type }) => type),
      some.map(({ payload }) => JSON.stringify(payload)),
      some.map(({ afterSeq }) => afterSeq),
      some.map((event) => asBuffer(seal(event))),
    ]);
  }
  return waiting;
}

async function nextSeqOf(sql: Sql, log: LogName): Promise<number> {
  const text = 'select coalesce(max(seq), -1) + 1 as seq from batch where log = $1';
  const [next] = await sql.query<{ seq: string }>(text, [log]);
  return Number(next!.seq);
}

/** Adds an event in the transaction behind `sql`. */
export async function insertEvent(sql: Sql, event: PendingEvent, seal: EventSeal): Promise<WaitingEvent> {
  const [waiting] = await insertEvents(sql, [event], seal);
  return waiting!;
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

  addAll(events: readonly PendingEvent[]): Promise<WaitingEvent[]> {
    return insertEvents(this.#sql, events, this.#seal);
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

  async done(...ids: readonly string[]): Promise<void> {
    await this.#sql.query('delete from pending_event where id = any($1::uuid[])', [ids]);
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
