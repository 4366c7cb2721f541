import { LEAF_BYTES, LEAF_VERSION } from '../../../core/ledger/index.js';

export const HASH_BYTES = 32;

/** The public leaves of commitments (n x 32), one after the other, `LEAF_BYTES` each: version byte and commitment. */
export function entryBytes(leaves: Uint8Array): Uint8Array {
  const n = leaves.length / HASH_BYTES;
  const entries = new Uint8Array(n * LEAF_BYTES);
  for (let i = 0, at = 0, from = 0; i < n; i++) {
    entries[at++] = LEAF_VERSION;
    for (let k = 0; k < HASH_BYTES; k++) entries[at++] = leaves[from++]!;
  }
  return entries;
}
