import { concatBytes, encodeHex } from '../bytes/bytes.js';
import type { Sha256 } from '../crypto.js';
import { demandArgument } from '../fail.js';
import { HASH_BYTES } from '../limits.js';

/** RFC 6962 section 2.1: prefixes that keep a leaf from ever being mistaken for an inner node. */
const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

/** SHA-256 of nothing, the root of the empty tree. */
export const EMPTY_ROOT_HEX = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The three hash functions of RFC 6962 section 2.1; every result has 32 bytes. */
export interface TreeHasher {
  /** SHA-256(""). */
  readonly emptyRoot: Uint8Array;
  /** SHA-256(0x00 || entry). */
  leaf(entry: Uint8Array): Uint8Array;
  /** SHA-256(0x01 || left || right). */
  node(left: Uint8Array, right: Uint8Array): Uint8Array;
}

/**
 * The tree hashes over a given SHA-256. Throws `INVALID_ARGUMENT` when the function is not SHA-256.
 *
 * @example
 * const hasher = treeHasher(sha256);
 * hasher.node(hasher.leaf(a), hasher.leaf(b)); // root of the tree of a and b
 */
export function treeHasher(sha256: Sha256): TreeHasher {
  const emptyRoot = sha256(new Uint8Array());
  demandArgument(
    encodeHex(emptyRoot) === EMPTY_ROOT_HEX,
    'the hash function passed to treeHasher is not SHA-256',
    'Pass a synchronous SHA-256 over Uint8Array.',
  );
  const prefix = Uint8Array.of(LEAF_PREFIX);
  const pair = new Uint8Array(1 + 2 * HASH_BYTES);
  pair[0] = NODE_PREFIX;
  return {
    emptyRoot,
    leaf: (entry) => sha256(concatBytes(prefix, entry)),
    node(left, right) {
      pair.set(left, 1);
      pair.set(right, 1 + HASH_BYTES);
      return sha256(pair);
    },
  };
}
