import { demand } from '../base/fail.js';
import { HASH_BYTES } from '../base/limits.js';

/**
 * Refuses a hash of any other length than 32 bytes: an empty root and an empty leaf would otherwise "prove" each other (transparency-dev
 * test vector inclusion/single-entry/empty-root-and-leaf).
 */
export function demandHash(hash: Uint8Array, what: string): void {
  demand(
    hash instanceof Uint8Array && hash.length === HASH_BYTES,
    `${what} has ${hash?.length} bytes`,
    `A SHA-256 hash has ${HASH_BYTES} bytes.`,
  );
}
