import { LEAF_BYTES, LEAF_VERSION } from '../../../core/ledger/index.js';

export const HASH_BYTES = 32;

/** The public leaves of commitments, 32 bytes each: version byte and commitment. */
export function entriesOf(leaves: Uint8Array): Uint8Array[] {
  const n = leaves.length / HASH_BYTES;
  const bytes = new Uint8Array(n * LEAF_BYTES);
  return Array.from({ length: n }, (_, i) => {
    const entry = bytes.subarray(i * LEAF_BYTES, (i + 1) * LEAF_BYTES);
    entry[0] = LEAF_VERSION;
    entry.set(leaves.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES), 1);
    return entry;
  });
}
