import type { IdIndex } from '../commit/id-index.js';
import type { IntegrityEvent, LogName, Machine } from '../ports.js';
import { type BatchReader, positionOf } from '../read/batches.js';
import { canonicalJson } from '../record/canonical.js';
import type { Item } from '../seal/item.js';
import { type OpenedRecord, openedRecord } from '../seal/open-batch.js';
import { itemContent } from './read-items.js';

/** What is known about the id of an item. */
export type Standing = 'new' | 'duplicate' | 'conflict' | 'erased';

export interface KnownId {
  readonly standing: Standing;
  /** Entry of the record that came first. */
  readonly firstIndex: number;
  /** Batches that turned out not to hold the id. */
  readonly cleared: ReadonlySet<number>;
}

/** Looks an id up among the batches of the window and compares contents when it is there. */
export async function lookUp(
  item: Item,
  tools: { readonly index: IdIndex; readonly batches: BatchReader; readonly machine: Machine },
): Promise<KnownId> {
  const cleared = new Set(item.cleared);
  for (const seq of tools.index.candidates(item.id)) {
    if (cleared.has(seq)) continue;
    const stored = await tools.batches.stored(seq);
    const position = positionOf(stored, item.id);
    if (position < 0) {
      cleared.add(seq);
      continue;
    }
    const record = openedRecord(tools.machine, await tools.batches.opened(seq), position);
    const firstIndex = stored.firstIndex + position;
    if (record === null) return { standing: 'erased', firstIndex, cleared };
    const isSame = recordContent(record, item.idText) === itemContent(item);
    return { standing: isSame ? 'duplicate' : 'conflict', firstIndex, cleared };
  }
  return { standing: 'new', firstIndex: -1, cleared };
}

/** The stored record in canonical form, its attributes back in their place. */
function recordContent({ payload, attributes }: OpenedRecord, idText: string): string {
  const decoder = new TextDecoder();
  const record = JSON.parse(decoder.decode(payload.content)) as Record<string, unknown>;
  if (attributes !== null) record.attributes = JSON.parse(decoder.decode(attributes.content));
  return canonicalJson({ ...record, id: idText });
}

export interface EventSource {
  readonly log: LogName;
  readonly machine: Machine;
  readonly indexKey: Uint8Array;
  readonly source: string;
}

/** The other content itself is not kept: a keyed digest tells later whether it was sent again. */
export function integrityEvent(
  item: Item,
  { type, firstIndex }: Pick<IntegrityEvent, 'type' | 'firstIndex'>,
  { log, machine, indexKey, source }: EventSource,
): IntegrityEvent {
  const otherDigest = machine.hmacSha256(indexKey, new TextEncoder().encode(itemContent(item)));
  return { log, detectedAtMs: machine.nowMs(), decision: item.id, type, firstIndex, otherDigest, source };
}
