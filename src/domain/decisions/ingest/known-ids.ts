import type { IntegrityEvent, LogName, Runtime } from '../../log/ports/index.js';
import { type BatchReader, positionOf } from '../../log/read/index.js';
import { contentOf, idOf, openedRecord, type Records } from '../../log/seal/index.js';
import type { IdIndex } from '../../recent-ids/index.js';
import { storedContent } from '../read/stored-content.js';
import { type OtherContent, recordContent } from './read-items.js';

/** What the log knows about the id of a record. */
export type KnownIdStatus = 'new' | 'duplicate' | 'conflict' | 'erased';

export interface KnownId {
  readonly idStatus: KnownIdStatus;
  /** Entry of the record that came first. */
  readonly firstIndex: number;
  /** Content of that record in canonical form; empty when there is none. */
  readonly content: string;
  /** Batches that were read and do not contain the id. */
  readonly ruledOut: ReadonlySet<number>;
}

/** Looks the id of a record up among the batches of the window and compares contents when it is there. */
export async function lookUp(
  records: Records,
  i: number,
  deps: { readonly index: IdIndex; readonly batches: BatchReader; readonly runtime: Runtime },
): Promise<KnownId> {
  const id = idOf(records, i);
  const ruledOut = new Set(records.ruledOut.get(i));
  for (const seq of deps.index.candidates(id)) {
    if (ruledOut.has(seq)) continue;
    const stored = await deps.batches.stored(seq);
    const position = positionOf(stored, id);
    if (position < 0) {
      ruledOut.add(seq);
      continue;
    }
    const record = openedRecord(deps.runtime, await deps.batches.opened(seq), position);
    const firstIndex = stored.firstIndex + position;
    if (record === null) return { idStatus: 'erased', firstIndex, content: '', ruledOut };
    const content = storedContent(record, id);
    const isSame = content === recordContent(contentOf(records, i), id);
    return { idStatus: isSame ? 'duplicate' : 'conflict', firstIndex, content, ruledOut };
  }
  return { idStatus: 'new', firstIndex: -1, content: '', ruledOut };
}

export interface EventSource {
  readonly log: LogName;
  readonly runtime: Runtime;
  readonly indexKey: Uint8Array;
  readonly source: string;
}

/** The event does not store the other content: its keyed digest shows later whether the same content was sent again. */
export function integrityEvent(
  { decision, content }: OtherContent,
  { type, firstIndex }: Pick<IntegrityEvent, 'type' | 'firstIndex'>,
  { log, runtime, indexKey, source }: EventSource,
): IntegrityEvent {
  const otherDigest = runtime.hmacSha256(indexKey, new TextEncoder().encode(content));
  return { log, detectedAtMs: runtime.nowMs(), decision, type, firstIndex, otherDigest, source };
}
