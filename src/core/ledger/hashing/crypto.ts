import { sha256 } from '../../base/sha256.js';
import type { HashLanes } from './hash-lanes.js';

/** SHA-256 of some bytes. It is synchronous on purpose, because trees make millions of calls. `sha256` of this room runs everywhere. */
export type Sha256 = (data: Uint8Array) => Uint8Array;

/** A result that a server has at once and a browser later. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * The cryptography that verification needs. `node:crypto` answers synchronously, WebCrypto asynchronously; every caller in this room
 * awaits, so both fit. A signature or key of wrong length must give `false`, not an exception.
 */
export interface LedgerCrypto {
  readonly sha256: Sha256;
  /** Faster hashing of many tree nodes at once, where it is available. */
  readonly lanes?: HashLanes | null;
  /** Verifies Ed25519 (RFC 8032): public key 32 bytes, signature 64 bytes. */
  readonly verifyEd25519: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => MaybePromise<boolean>;
}

/** The part of WebCrypto's SubtleCrypto that is used, so that this room needs no browser types. */
export interface SubtleVerifier {
  importKey(
    format: 'raw',
    key: Uint8Array,
    algorithm: 'Ed25519',
    extractable: boolean,
    usages: 'verify'[],
  ): Promise<unknown>;
  verify(algorithm: 'Ed25519', key: never, signature: Uint8Array, data: Uint8Array): Promise<boolean>;
}

/**
 * Crypto for browsers, Deno and Node from `globalThis.crypto.subtle`; hashing is the synchronous `sha256` of this room.
 *
 * @example
 * const crypto = webLedgerCrypto(globalThis.crypto.subtle);
 */
export function webLedgerCrypto(subtle: SubtleVerifier): LedgerCrypto {
  return {
    sha256,
    async verifyEd25519(publicKey, message, signature) {
      try {
        const key = await subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
        return await subtle.verify('Ed25519', key as never, signature, message);
      } catch (cause) {
        // An engine without Ed25519 must not look like a forged signature.
        if (cause instanceof Error && cause.name === 'NotSupportedError') throw cause;
        return false;
      }
    },
  };
}
