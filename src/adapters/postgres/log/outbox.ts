import { canonicalJson } from '../../../core/base/canonical-json.js';
import type {
  AllWaiting,
  EventOutbox,
  Keyring,
  LogName,
  PendingEvent,
  Runtime,
  WaitingEvent,
} from '../../../domain/log/ports/index.js';
import { PREPARED, type Sql } from '../engine/sql-access.js';
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

const NEXT_SEQS = `select l.log, coalesce((select max(b.seq) from batch b where b.log = l.log), -1) + 1 as seq
  from unnest($1::text[]) as l (log)`;

/** Adds events in their order, in the transaction behind `sql`. */
export async function insertEvents(
  sql: Sql,
  events: readonly PendingEvent[],
  seal: EventSeal,
): Promise<WaitingEvent[]> {
  const nextSeqs = new Map<LogName, number>();
  const logs = [...new Set(events.map((event) => event.log))];
  for (const { log, seq } of await sql.query<{ log: LogName; seq: string }>(NEXT_SEQS, [logs], PREPARED))
    nextSeqs.set(log, Number(seq));
  const waiting = events.map(
    (event): WaitingEvent => Object.assign({ ...event }, { afterSeq: nextSeqs.get(event.log)! }),
  );
  for (let from = 0; from < waiting.length; from += EVENTS_PER_STATEMENT) {
    const some = waiting.slice(from, from + EVENTS_PER_STATEMENT);
    const values = [
      some.map(({ id }) => id),
      some.map(({ log }) => log),
      some.map(({ type }) => type),
      some.map(({ payload }) => JSON.stringify(payload)),
      some.map(({ afterSeq }) => afterSeq),
      some.map((event) => asBuffer(seal(event))),
    ];
    await sql.query(INSERT_EVENTS, values, PREPARED);
  }
  return waiting;
}

/** Adds an event in the transaction behind `sql`. */
export async function insertEvent(sql: Sql, event: PendingEvent, seal: EventSeal): Promise<WaitingEvent> {
  const [waiting] = await insertEvents(sql, [event], seal);
  return waiting!;
}

/** The ids of a batch stand one after the other; a match between two of them is no id, so that what is found only may be an entry. */
const ALL_WAITING = `select p.id, p.log, p.type, p.payload, p.after_seq, p.seal, exists (select 1 from batch b
    where b.log = p.log and b.seq >= p.after_seq and b.kind = 'event' and position(uuid_send(p.id) in b.ids) > 0) as may_be_entry
  from pending_event p order by p.position`;

/** It does not wait for the disk: what a crash brings back is an entry already and is crossed out again. */
const CROSS_OUT = `delete from pending_event where id = any($1::uuid[]) and set_config('synchronous_commit', 'off', true) = 'off'`;

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

  async all(): Promise<AllWaiting> {
    const rows = await this.#sql.query<EventRow & { may_be_entry: boolean }>(ALL_WAITING, [], PREPARED);
    const own = rows.filter((row) => this.#isOwn(row));
    return {
      own: own.map(toEvent),
      foreign: rows.filter((row) => !own.includes(row)).map(({ id }) => id),
      mayBeEntries: new Set(own.filter((row) => row.may_be_entry).map(({ id }) => id)),
    };
  }

  async pending(): Promise<WaitingEvent[]> {
    return [...(await this.all()).own];
  }

  async foreign(): Promise<string[]> {
    return [...(await this.all()).foreign];
  }

  async done(...ids: readonly string[]): Promise<void> {
    await this.#sql.query(CROSS_OUT, [ids], PREPARED);
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
