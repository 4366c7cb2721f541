import { TribuneError } from '../../../core/base/errors.js';
import { type Opening, printOpening, publicLeaf } from '../../../core/ledger/index.js';
import type { LogCrypto, SealedBatch } from '../../log/ports/index.js';
import type { OpenedRecord } from '../../log/seal/index.js';
import type { TagPlace } from '../../tag-index/index.js';
import type { OpeningAnswer, Visibility } from '../api/service-api.js';

/** Gives the opening of the record at a place, after checking that it is the record that was logged. Throws `LEDGER_INVALID`. */
export function openingOf(
  runtime: LogCrypto,
  { batch, record, place }: { batch: SealedBatch; record: OpenedRecord | null; place: TagPlace },
  visible: Visibility,
): OpeningAnswer {
  if (record === null) return { status: 'erased' };
  demandCommitted(publicLeaf(runtime.sha256, record.entrySalt, record.entry), batch.leaves, place);
  return { status: 'ready', text: openingText(record, visible) };
}

/** Prints the opening of a record, which proves its content. Parts that the caller may not see stay closed commitments. */
function openingText(record: OpenedRecord, visible: Visibility): string {
  const parts: Opening['parts'] = new Map([
    ...(visible.payload ? [['payload', record.payload] as const] : []),
    ...(visible.attributes && record.attributes !== null ? [['attributes', record.attributes] as const] : []),
  ]);
  return printOpening({ salt: record.entrySalt, entry: record.entry, parts });
}

const HASH_BYTES = 32;

function demandCommitted(leaf: Uint8Array, leaves: Uint8Array, { seq, position }: TagPlace): void {
  const committed = leaves.subarray(position * HASH_BYTES, (position + 1) * HASH_BYTES);
  if (committed.every((byte, i) => byte === leaf[i + 1])) return;
  throw new TribuneError('LEDGER_INVALID', `record ${position} of batch ${seq} is not what its leaf commits to`, {
    remedy: 'Keep database and log as evidence: content was changed after logging.',
  });
}
