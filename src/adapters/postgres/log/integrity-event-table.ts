import type { IntegrityEvent, LogName } from '../../../domain/log/ports/index.js';
import type { PinnedNumbers } from '../../data-folder/index.js';
import type { Sql } from '../engine/sql-access.js';
import type { Writer } from '../engine/writer.js';
import { foreignRow, type RowSeal } from '../tables/index.js';
import { asBuffer } from './as-buffer.js';

/** Name of the table in the seals and among the pinned numbers. */
export const INTEGRITY_EVENT = 'integrity_event';

/** An integrity event with its number in its log, from 1 without gaps. */
interface NumberedEvent extends IntegrityEvent {
  readonly number: number;
}

/** A numbered event with its keyed hash. */
export interface SealedEvent extends NumberedEvent {
  readonly seal: Uint8Array;
}

interface EventRow {
  number: string;
  detected_at: string;
  decision: Buffer;
  type: IntegrityEvent['type'];
  first_index: string;
  other_digest: Buffer;
  source: string;
  seal: Buffer | null;
}

export interface IntegrityEventDeps {
  readonly sql: Sql;
  readonly writer: Writer;
  readonly seal: RowSeal;
  readonly pinnedNumbers: PinnedNumbers;
}

const COLUMNS = 'number, detected_at, decision, type, first_index, other_digest, source, seal';
/** Number of rows that a check reads at once. */
const PAGE = 1000;
const MENDING = 'Put it back from a backup of the database.';

/**
 * Reads and seals integrity events, and numbers them: a row that somebody changed is not given out, and one that was taken away leaves a gap
 * or lacks at the end, which the check of every entry names.
 */
export class IntegrityEventTable {
  readonly #deps: IntegrityEventDeps;
  /** Number of the next event of each log, as far as known. */
  readonly #next = new Map<LogName, number>();

  constructor(deps: IntegrityEventDeps) {
    this.#deps = deps;
  }

  /** Numbers and seals events that are about to be committed. One commit of a log is made at a time. */
  async prepare(events: readonly IntegrityEvent[]): Promise<SealedEvent[]> {
    const prepared: SealedEvent[] = [];
    const next = new Map<LogName, number>();
    for (const event of events) {
      const { log } = event;
      const number = next.get(log) ?? (await this.#nextOf(log));
      next.set(log, number + 1);
      const numbered = { ...event, number };
      prepared.push({ ...numbered, seal: this.#deps.seal.of(sealedPart(numbered)) });
    }
    return prepared;
  }

  /** Called when prepared events are durable. */
  committed(events: readonly SealedEvent[]): void {
    for (const { log, number } of events) this.#next.set(log, number + 1);
  }

  /** Called when it is not known whether prepared events are durable: the table tells. */
  inDoubt(): void {
    this.#next.clear();
  }

  async newest(log: LogName, limit: number): Promise<IntegrityEvent[]> {
    const text = `select ${COLUMNS} from integrity_event where log = $1 order by number desc limit $2`;
    return (await this.#deps.sql.query<EventRow>(text, [log, limit])).map((row) => this.#own(log, row));
  }

  async about(log: LogName, decisions: readonly Uint8Array[]): Promise<IntegrityEvent[]> {
    const text = `select ${COLUMNS} from integrity_event where log = $1 and decision = any($2::bytea[]) order by number desc`;
    const rows = await this.#deps.sql.query<EventRow>(text, [log, decisions.map(asBuffer)]);
    return rows.map((row) => this.#own(log, row));
  }

  /** Empties the digests of other contents. A row that is not ours stays recognisable as such. */
  async forgetDigests(log: LogName, decisions: readonly Uint8Array[]): Promise<void> {
    await this.#deps.sql.transaction(async (sql) => {
      const text = `select ${COLUMNS} from integrity_event where log = $1 and decision = any($2::bytea[]) for update`;
      for (const row of await sql.query<EventRow>(text, [log, decisions.map(asBuffer)])) {
        const event = toEvent(log, row);
        const isOwn = this.#deps.seal.isOwn(sealedPart(event), row.seal);
        const seal = isOwn ? this.#deps.seal.of(sealedPart({ ...event, otherDigest: new Uint8Array() })) : row.seal;
        const update = "update integrity_event set other_digest = '', seal = $3 where log = $1 and number = $2";
        await sql.query(update, [log, event.number, seal]);
      }
    });
  }

  /** Names the first event that somebody else wrote, changed or took away; null where there is none. What is there is noted beside the keys. */
  async foreign(log: LogName): Promise<string | null> {
    const { sql, seal, pinnedNumbers } = this.#deps;
    const pinned = await pinnedNumbers.read(INTEGRITY_EVENT);
    const least = Math.max(pinned[log] ?? 0, (this.#next.get(log) ?? 1) - 1);
    let last = 0;
    for (;;) {
      const text = `select ${COLUMNS} from integrity_event where log = $1 and number > $2 order by number limit ${PAGE}`;
      const rows = await sql.query<EventRow>(text, [log, last]);
      for (const row of rows) {
        const event = toEvent(log, row);
        if (event.number !== last + 1) return String(last + 1);
        if (!seal.isOwn(sealedPart(event), row.seal)) return row.number;
        last = event.number;
      }
      if (rows.length < PAGE) break;
    }
    if (last < least) return String(last + 1);
    if (last > (pinned[log] ?? 0)) await pinnedNumbers.write(INTEGRITY_EVENT, { ...pinned, [log]: last });
    return null;
  }

  /** Seals the events that a program without seals left, when the schema is brought up to date. */
  async adopt(): Promise<void> {
    const { sql, seal } = this.#deps;
    for (;;) {
      const text = `select log, ${COLUMNS} from integrity_event where seal is null limit ${PAGE}`;
      const rows = await sql.query<EventRow & { log: LogName }>(text);
      for (const row of rows) {
        const sealed = seal.of(sealedPart(toEvent(row.log, row)));
        const update = 'update integrity_event set seal = $3 where log = $1 and number = $2';
        await sql.query(update, [row.log, row.number, sealed]);
      }
      if (rows.length < PAGE) return;
    }
  }

  /** Reads over the writer, so that a commit of unknown fate is decided. What the keys know of is never numbered again. */
  async #nextOf(log: LogName): Promise<number> {
    const known = this.#next.get(log);
    if (known !== undefined) return known;
    const text = 'select coalesce(max(number), 0) as last from integrity_event where log = $1';
    const [row] = await this.#deps.writer.query<{ last: string }>({ text, values: [log] }, 'reading integrity events');
    const pinned = (await this.#deps.pinnedNumbers.read(INTEGRITY_EVENT))[log] ?? 0;
    const next = Math.max(Number(row!.last), pinned) + 1;
    this.#next.set(log, next);
    return next;
  }

  #own(log: LogName, row: EventRow): IntegrityEvent {
    const { number, ...event } = toEvent(log, row);
    if (this.#deps.seal.isOwn(sealedPart({ number, ...event }), row.seal)) return event;
    throw foreignRow(`integrity event ${number} of log ${log}`, MENDING);
  }
}

const sealedPart = (event: NumberedEvent): Record<string, unknown> => ({
  log: event.log,
  number: event.number,
  detectedAtMs: event.detectedAtMs,
  decision: asBuffer(event.decision).toString('hex'),
  type: event.type,
  firstIndex: event.firstIndex,
  otherDigest: asBuffer(event.otherDigest).toString('hex'),
  source: event.source,
});

const toEvent = (log: LogName, row: EventRow): NumberedEvent => ({
  log,
  number: Number(row.number),
  detectedAtMs: Number(row.detected_at),
  decision: row.decision,
  type: row.type,
  firstIndex: Number(row.first_index),
  otherDigest: row.other_digest,
  source: row.source,
});
