import { concatBytes, equalBytes } from '../../base/bytes.js';
import { demand } from '../base/fail.js';
import { HASH_BYTES, SALT_BYTES } from '../base/limits.js';
import type { Sha256 } from '../hashing/crypto.js';

/** First byte of a public leaf; another layout will get another number. */
export const LEAF_VERSION = 0x01;

/** A public leaf: the version byte and a commitment, nothing else. */
export const LEAF_BYTES: number = 1 + HASH_BYTES;

/** Prefix that separates commitments from leaf (0x00) and node (0x01) hashes. */
const COMMITMENT_PREFIX = 0x02;

/**
 * SHA-256(0x02 || salt || content). While the salt is secret nobody can test a guess of the content; with it, nobody can
 * open the commitment to other content. The salt has 32 random bytes and is used for one commitment only.
 */
export function commitment(sha256: Sha256, salt: Uint8Array, content: Uint8Array): Uint8Array {
  demand(salt.length === SALT_BYTES, `a salt has ${salt.length} bytes`, `A salt has ${SALT_BYTES} random bytes.`);
  return sha256(concatBytes(Uint8Array.of(COMMITMENT_PREFIX), salt, content));
}

/**
 * The public leaf of an entry, which is what the log stores and hashes (DESIGN principle 5).
 *
 * @example
 * writer.append([publicLeaf(sha256, salt, entry)]);
 */
export function publicLeaf(sha256: Sha256, salt: Uint8Array, entry: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(LEAF_VERSION), commitment(sha256, salt, entry));
}

/** Throws `LEDGER_INVALID` unless the bytes are a public leaf of a version that this program knows. */
export function demandLeaf(leaf: Uint8Array): void {
  demand(
    leaf.length === LEAF_BYTES && leaf[0] === LEAF_VERSION,
    `not a public leaf: ${leaf.length} bytes, version ${leaf[0] ?? 'missing'}`,
    `A leaf of version ${LEAF_VERSION} has ${LEAF_BYTES} bytes; a newer version needs a newer program.`,
  );
}

/** Throws `LEDGER_INVALID` unless salt and entry are what the leaf commits to. */
export function verifyLeaf(sha256: Sha256, leaf: Uint8Array, opened: { salt: Uint8Array; entry: Uint8Array }): void {
  demandLeaf(leaf);
  demand(
    equalBytes(publicLeaf(sha256, opened.salt, opened.entry), leaf),
    'the opening does not belong to this leaf: its entry or salt is not what was logged',
    'Check that receipt and opening are of the same decision; if they are, the content was changed after logging.',
  );
}
