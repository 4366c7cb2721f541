import { TribuneError } from '../../../core/base/errors.js';
import { readUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import type { DecisionLog, EventOutbox, PendingEvent } from '../ports/index.js';

export interface FlushDeps {
  readonly outbox: EventOutbox;
  readonly decisions: DecisionLog;
  readonly record: (event: PendingEvent) => Promise<unknown>;
}

/**
 * Turns waiting events into entries, in order. An event that is already an entry, because a crash came before it was removed, is only
 * removed. After the others it throws `STORE_INVALID` for an event that the service did not store, which never becomes an entry.
 */
export async function flushEvents({ outbox, decisions, record }: FlushDeps): Promise<void> {
  for (const { afterSeq, ...event } of await outbox.pending()) {
    if ((await entryOf(decisions, event, afterSeq)) === null) await record(event);
    await outbox.done(event.id);
  }
  const [id] = await outbox.foreign();
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

/** Index of the entry of an event, searched from the first batch that can hold it; null when it was not written yet. */
export function entryOf(
  decisions: Pick<DecisionLog, 'eventAt'>,
  { id, log }: Pick<PendingEvent, 'id' | 'log'>,
  afterSeq: number,
): Promise<number | null> {
  const bytes = new Uint8Array(UUID_BYTES);
  readUuid(id, bytes);
  return decisions.eventAt(log, bytes, afterSeq);
}
