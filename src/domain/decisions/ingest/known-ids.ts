import type { IdIndex } from '../../log/ids/index.js';
import type { IntegrityEvent, LogName, Machine } from '../../log/ports/index.js';
import { type BatchReader, positionOf } from '../../log/read/index.js';
import { contentOf, idOf, openedRecord, type Records } from '../../log/seal/index.js';
import { storedContent } from '../read/stored-content.js';
import { type OtherContent, recordContent } from './read-items.js';

/** What is known about the id of an item. */
export type Standing = 'new' | 'duplicate' | 'conflict' | 'erased';

export interface KnownId {
  readonly standing: Standing;
  /** Entry of the record that came first. */
  readonly firstIndex: number;
  /** What that record says, in canonical form; empty when there is none. */
  readonly content: string;
  /** Batches that turned out not to hold the id. */
  readonly cleared: ReadonlySet<number>;
}

/** Looks the id of a record up among the batches of the window and compares contents when it is there. */
export async function lookUp(
  records: Records,
  i: number,
  tools: { readonly index: IdIndex; readonly batches: BatchReader; readonly machine: Machine },
): Promise<KnownId> {
  const id = idOf(records, i);
  const cleared = new Set(records.cleared.get(i));
  for (const seq of tools.index.candidates(id)) {
    if (cleared.has(seq)) continue;
    const stored = await tools.batches.stored(seq);
    const position = positionOf(stored, id);
    if (position < 0) {
      cleared.add(seq);
      continue;
    }
    const record = openedRecord(tools.machine, await tools.batches.opened(seq), position);
    const firstIndex = stored.firstIndex + position;
    if (record === null) return { standing: 'erased', firstIndex, content: '', cleared };
    const content = storedContent(record, id);
    const isSame = content === recordContent(contentOf(records, i), id);
    return { standing: isSame ? 'duplicate' : 'conflict', firstIndex, content, cleared };
  }
  return { standing: 'new', firstIndex: -1, content: '', cleared };
}

export interface EventSource {
  readonly log: LogName;
  readonly machine: Machine;
  readonly indexKey: Uint8Array;
  readonly source: string;
}

/** The other content itself is not kept: a keyed digest tells later whether it was sent again. */
export function integrityEvent(
  { decision, content }: OtherContent,
  { type, firstIndex }: Pick<IntegrityEvent, 'type' | 'firstIndex'>,
  { log, machine, indexKey, source }: EventSource,
): IntegrityEvent {
  const otherDigest = machine.hmacSha256(indexKey, new TextEncoder().encode(content));
  return { log, detectedAtMs: machine.nowMs(), decision, type, firstIndex, otherDigest, source };
}
