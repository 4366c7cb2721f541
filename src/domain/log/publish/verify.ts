import type { Clock } from '../../../core/base/clock.js';
import { CompactRange, encodeHex, LEAF_BYTES, type TreeHasher } from '../../../core/ledger/index.js';
import type { DecisionLog, SignedCheckpoint } from '../ports/index.js';
import { changed } from './faults.js';
import { entryBytes, HASH_BYTES } from './leaves.js';

/** Number of batches read at once: at 512 records, 1 MB of leaves. */
const PAGE_BATCHES = 64;
/** Number of bytes hashed before other work gets its turn: 2,048 leaves, some milliseconds. */
const SLICE_BYTES = 2048 * HASH_BYTES;

export interface VerifyOptions {
  /** Called between slices, with the time that the last one took, ms. */
  readonly pause: (workedMs: number) => Promise<void>;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/**
 * Recomputes the root of a checkpoint from the leaves in the database, a page at a time. Throws `LEDGER_INVALID` when the root differs.
 *
 * @returns number of entries read
 */
export async function verifyAgainstCheckpoint(
  decisions: DecisionLog,
  hasher: TreeHasher,
  { log, size, root }: SignedCheckpoint,
  { pause, clock }: VerifyOptions,
): Promise<number> {
  const range = new CompactRange(hasher);
  while (range.size < size) {
    const before = range.size;
    for (const { firstIndex, leaves } of await decisions.leavesFrom(log, range.size, PAGE_BATCHES)) {
      if (firstIndex > range.size) break;
      const wanted = leaves.subarray((range.size - firstIndex) * HASH_BYTES, (size - firstIndex) * HASH_BYTES);
      for (let from = 0; from < wanted.length; from += SLICE_BYTES) {
        const started = clock.nowMs();
        const entries = entryBytes(wanted.subarray(from, from + SLICE_BYTES));
        range.appendAll(hasher.equalLeaves(entries, LEAF_BYTES));
        await pause(clock.nowMs() - started);
      }
    }
    if (range.size === before) throw changed(`entry ${before} of log ${log} is missing from the database`);
  }
  const found = encodeHex(range.root());
  if (found !== encodeHex(root))
    throw changed(`the ${size} entries of log ${log} have the root ${found}, signed was ${encodeHex(root)}`);
  return size;
}
