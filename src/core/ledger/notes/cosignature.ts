import { utf8 } from '../../base/bytes.js';

/** Length of an Ed25519 signature in bytes (RFC 8032). */
export const ED25519_SIGNATURE_BYTES = 64;
const TIMESTAMP_BYTES = 8;

/** Last second of the year 9999; C2SP allows 2^63 - 1, but no clock and no calendar shows that. */
export const MAX_UNIX_SECONDS = 253_402_300_799;

/** The message that a witness signs: `cosignature/v1`, its time, and the checkpoint's text (C2SP tlog-cosignature). */
export function cosignedMessage(checkpointText: string, unixSeconds: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${unixSeconds}\n${checkpointText}`);
}

/** The signature field of a cosignature: time as 64-bit big-endian seconds, then the Ed25519 signature. */
export function packCosignature(unixSeconds: number, signature: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(TIMESTAMP_BYTES + signature.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(unixSeconds));
  bytes.set(signature, TIMESTAMP_BYTES);
  return bytes;
}

/** Reads the signature field of a cosignature; `null` when its length is wrong or its time is beyond the year 9999. */
export function unpackCosignature(bytes: Uint8Array): { unixSeconds: number; signature: Uint8Array } | null {
  if (bytes.length !== TIMESTAMP_BYTES + ED25519_SIGNATURE_BYTES) return null;
  const unixSeconds = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
  if (unixSeconds > MAX_UNIX_SECONDS) return null;
  return { unixSeconds, signature: bytes.slice(TIMESTAMP_BYTES) };
}
