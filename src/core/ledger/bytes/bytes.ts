import { demand } from '../fail.js';
import { HASH_BYTES } from '../limits.js';

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A copy of its own. Not `slice()`: on a Node Buffer that gives a view of the same memory. */
export const copyBytes = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function encodeHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * A hash of any other length is refused: an empty root and an empty leaf would otherwise "prove" each other
 * (transparency-dev test vector inclusion/single-entry/empty-root-and-leaf).
 */
export function demandHash(hash: Uint8Array, what: string): void {
  demand(
    hash instanceof Uint8Array && hash.length === HASH_BYTES,
    `${what} has ${hash?.length} bytes`,
    `A SHA-256 hash has ${HASH_BYTES} bytes.`,
  );
}
