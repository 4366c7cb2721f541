import type { Clock, Random } from '../../../core/base/clock.js';

/** Hashing, sealing and compression, passed in. */
export interface LogCrypto {
  sha256(data: Uint8Array): Uint8Array;
  /** SHA-256 as text, one character per byte, which is the cheapest form of the runtime's hash for short inputs. */
  sha256Latin1(data: Uint8Array): string;
  sha256Base64(data: Uint8Array): string;
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** Encrypts into nonce (12 bytes), tag (16 bytes) and ciphertext. The key is used once. */
  seal(key: Uint8Array, aad: Uint8Array, plain: Uint8Array): Uint8Array;
  /** Decrypts; throws when key, associated data or a bit of the bytes is wrong. */
  open(key: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array;
  /** `n` bytes of the keystream of a 32-byte key from a multiple of 16 on, such as the salts of a batch from one seed. */
  keystream(key: Uint8Array, n: number, from?: number): Uint8Array;
  compress(data: Uint8Array): Uint8Array;
  /** Decompresses; throws when the result would exceed `maxBytes`. */
  decompress(data: Uint8Array, maxBytes: number): Uint8Array;
  /** Decompresses bytes that were cut off at their end, as far as they go; throws when the result would exceed `maxBytes`. */
  decompressBeginning(data: Uint8Array, maxBytes: number): Uint8Array;
}

/** The parts of the runtime that a log uses. */
export interface Runtime extends Clock, Random, LogCrypto {}
