import type { DecisionLog } from '../ports.js';
import { readUuid, UUID_BYTES } from '../record/uuid.js';
import type { EventOutbox, PendingEvent } from './ports.js';

const PAGE_BATCHES = 64;

export interface FlushTools {
  readonly outbox: EventOutbox;
  readonly decisions: DecisionLog;
  readonly record: (event: PendingEvent) => Promise<unknown>;
}

/**
 * Makes the events that wait into entries, in order. One that is an entry already, because a crash came before it was crossed out,
 * is only crossed out.
 */
export async function flushEvents({ outbox, decisions, record }: FlushTools): Promise<void> {
  for (const { afterSeq, ...event } of await outbox.pending()) {
    const isThere = await hasEntry(decisions, event, afterSeq);
    if (!isThere) await record(event);
    await outbox.done(event.id);
  }
}

async function hasEntry(decisions: DecisionLog, event: PendingEvent, afterSeq: number): Promise<boolean> {
  const id = new Uint8Array(UUID_BYTES);
  readUuid(event.id, id);
  for (let seq = afterSeq; ; seq += PAGE_BATCHES) {
    const batches = await decisions.readFrom(event.log, seq, PAGE_BATCHES);
    const holds = batches.some(({ kind, ids }) => kind === 'event' && holdsId(ids, id));
    if (holds || batches.length < PAGE_BATCHES) return holds;
  }
}

function holdsId(ids: Uint8Array, id: Uint8Array): boolean {
  for (let at = 0; at < ids.length; at += UUID_BYTES) {
    if (id.every((byte, i) => ids[at + i] === byte)) return true;
  }
  return false;
}
