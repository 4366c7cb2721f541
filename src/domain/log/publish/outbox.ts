import { TribuneError } from '../../../core/base/errors.js';
import { printUuid, readUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import type { DecisionLog, EventOutbox, LogName, PendingEvent, WaitingEvent } from '../ports/index.js';

/** Most events that become entries together; a batch holds as many, and they are one commit. */
const EVENTS_AT_ONCE = 512;
/** Size of the contents that become entries together, characters of JSON; a greater one goes alone. */
const CONTENT_AT_ONCE = 1024 * 1024;

export interface FlushDeps {
  readonly outbox: EventOutbox;
  readonly decisions: Pick<DecisionLog, 'eventIds'>;
  /** Throws for an event that cannot become an entry. */
  readonly demand: (event: PendingEvent) => unknown;
  /** Turns events into entries of their logs; those of one log all, or none. */
  readonly record: (events: readonly PendingEvent[]) => Promise<unknown>;
}

/**
 * Turns waiting events into entries, in the order of each log, many in one commit: an act may leave thousands. An event that is already an entry, because a
 * crash came before it was removed, is only removed. After the others it throws `STORE_INVALID` for an event that the service did not
 * store, which never becomes an entry.
 */
export async function flushEvents({ outbox, decisions, demand, record }: FlushDeps): Promise<void> {
  const { own: waiting, foreign, mayBeEntries } = await outbox.all();
  // Events become entries only here, one flush after the other, so what is an entry already is known from the beginning.
  const entered = await enteredAmong(
    decisions,
    waiting.filter(({ id }) => mayBeEntries.has(id)),
  );
  const isNew = ({ id }: WaitingEvent): boolean => !entered.has(plainId(id));
  for (const events of chunksOf(waiting, (event) => isNew(event) && demand(event))) {
    const added = events.filter(isNew);
    if (added.length > 0) await record(added.map(({ afterSeq: _, ...event }) => event as PendingEvent));
    await outbox.done(...events.map(({ id }) => id));
  }
  const [id] = foreign;
  if (id !== undefined) {
    throw new TribuneError(
      'STORE_INVALID',
      `the event ${id} that waits to become an entry was written or changed by somebody else`,
      {
        remedy:
          'It becomes no entry. Keep a copy of the table pending_event, find out who writes to the database, then remove this row.',
      },
    );
  }
}

/**
 * Events that become entries together, of both logs where an act left some in both. What is wrong with an event is thrown once those before it were taken, so that it holds
 * up none of them.
 */
function* chunksOf(waiting: readonly WaitingEvent[], demand: (event: WaitingEvent) => unknown) {
  let chunk: WaitingEvent[] = [];
  let size = 0;
  for (const event of waiting) {
    const length = JSON.stringify(event.payload).length;
    const isFull = chunk.length >= EVENTS_AT_ONCE || size + length > CONTENT_AT_ONCE;
    if (chunk.length > 0 && isFull) {
      yield chunk;
      chunk = [];
      size = 0;
    }
    try {
      demand(event);
    } catch (cause) {
      if (chunk.length > 0) yield chunk;
      throw cause;
    }
    chunk.push(event);
    size += length;
  }
  if (chunk.length > 0) yield chunk;
}

/** Ids of those events that are entries already, each log read once from the first batch that can hold one of them. */
async function enteredAmong(
  decisions: FlushDeps['decisions'],
  waiting: readonly WaitingEvent[],
): Promise<ReadonlySet<string>> {
  const entered = new Set<string>();
  for (const log of new Set(waiting.map((event): LogName => event.log))) {
    const ofLog = waiting.filter((event) => event.log === log);
    const wanted = new Set(ofLog.map(({ id }) => plainId(id)));
    const fromSeq = ofLog.reduce((first, { afterSeq }) => Math.min(first, afterSeq), Number.MAX_SAFE_INTEGER);
    for await (const { ids } of decisions.eventIds(log, fromSeq)) {
      for (let at = 0; at < ids.length; at += UUID_BYTES) {
        const id = printUuid(ids.subarray(at, at + UUID_BYTES));
        if (wanted.has(id)) entered.add(id);
      }
    }
  }
  return entered;
}

/** A UUID as entries spell it. */
function plainId(id: string): string {
  return printUuid(bytesOf(id));
}

function bytesOf(id: string): Uint8Array {
  const bytes = new Uint8Array(UUID_BYTES);
  readUuid(id, bytes);
  return bytes;
}

/** Index of the entry of an event, searched from the first batch that can hold it; null when it was not written yet. */
export function entryOf(
  decisions: Pick<DecisionLog, 'eventAt'>,
  { id, log }: Pick<PendingEvent, 'id' | 'log'>,
  afterSeq: number,
): Promise<number | null> {
  return decisions.eventAt(log, bytesOf(id), afterSeq);
}
