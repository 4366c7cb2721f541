import { concatBytes, encodeHex } from '../../base/bytes.js';
import { demandArgument } from '../base/fail.js';
import { HASH_BYTES } from '../base/limits.js';
import type { Sha256 } from '../hashing/crypto.js';
import { type HashLanes, LONGEST_SHORT, type Messages } from '../hashing/hash-lanes.js';

/** Prefixes of RFC 6962 section 2.1, which keep a leaf from being mistaken for an inner node. */
const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

/** SHA-256 of nothing, the root of the empty tree. */
export const EMPTY_ROOT_HEX = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The three hash functions of RFC 6962 section 2.1; every result has 32 bytes. */
export interface TreeHasher {
  /** Root of the empty tree: SHA-256(""). */
  readonly emptyRoot: Uint8Array;
  /** Hash of a leaf: SHA-256(0x00 || entry). */
  leaf(entry: Uint8Array): Uint8Array;
  /** Hash of an inner node: SHA-256(0x01 || left || right). */
  node(left: Uint8Array, right: Uint8Array): Uint8Array;
  /** Leaf hashes of many entries, n x 32 bytes. */
  leaves(entries: readonly Uint8Array[]): Uint8Array;
  /** Leaf hashes of many entries of `width` bytes each, one after the other; gives n x 32 bytes. */
  equalLeaves(entries: Uint8Array, width: number): Uint8Array;
  /** Node hashes of many pairs, left and right one after the other: n x 64 bytes give n x 32. */
  nodes(pairs: Uint8Array): Uint8Array;
}

/**
 * The tree hashes over a given SHA-256; many at once are hashed by `lanes`, where these are given. Throws `INVALID_ARGUMENT` when the
 * function is not SHA-256.
 *
 * @example
 * const hasher = treeHasher(sha256);
 * hasher.node(hasher.leaf(a), hasher.leaf(b)); // root of the tree of a and b
 */
export function treeHasher(sha256: Sha256, lanes?: HashLanes | null): TreeHasher {
  const emptyRoot = sha256(new Uint8Array());
  demandArgument(
    encodeHex(emptyRoot) === EMPTY_ROOT_HEX,
    'the hash function passed to treeHasher is not SHA-256',
    'Pass a synchronous SHA-256 over Uint8Array.',
  );
  const prefix = Uint8Array.of(LEAF_PREFIX);
  const pair = new Uint8Array(1 + 2 * HASH_BYTES);
  pair[0] = NODE_PREFIX;
  const leaf = (entry: Uint8Array): Uint8Array => sha256(concatBytes(prefix, entry));
  const node = (left: Uint8Array, right: Uint8Array): Uint8Array => {
    pair.set(left, 1);
    pair.set(right, 1 + HASH_BYTES);
    return sha256(pair);
  };
  return {
    emptyRoot,
    leaf,
    node,
    leaves(entries) {
      const fits = lanes != null && entries.every(({ length }) => prefix.length + length <= LONGEST_SHORT);
      return fits ? lanes.short(prefix, joinMessages(entries)) : joinHashes(entries.length, (i) => leaf(entries[i]!));
    },
    equalLeaves(bytes, width) {
      const n = bytes.length / width;
      const fits = lanes != null && prefix.length + width <= LONGEST_SHORT;
      return fits
        ? lanes.short(prefix, { bytes, ends: Int32Array.from({ length: n }, (_, i) => (i + 1) * width) })
        : joinHashes(n, (i) => leaf(bytes.subarray(i * width, (i + 1) * width)));
    },
    nodes: lanes?.nodes ?? ((pairs) => eachPair(pairs, node)),
  };
}

function joinMessages(entries: readonly Uint8Array[]): Messages {
  const ends = new Int32Array(entries.length);
  const bytes = new Uint8Array(entries.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  entries.forEach((entry, i) => {
    bytes.set(entry, at);
    at += entry.length;
    ends[i] = at;
  });
  return { bytes, ends };
}

function eachPair(pairs: Uint8Array, node: TreeHasher['node']): Uint8Array {
  return joinHashes(pairs.length / (2 * HASH_BYTES), (i) => {
    const at = 2 * i * HASH_BYTES;
    return node(pairs.subarray(at, at + HASH_BYTES), pairs.subarray(at + HASH_BYTES, at + 2 * HASH_BYTES));
  });
}

function joinHashes(count: number, hashOf: (i: number) => Uint8Array): Uint8Array {
  const joined = new Uint8Array(count * HASH_BYTES);
  for (let i = 0; i < count; i++) joined.set(hashOf(i), i * HASH_BYTES);
  return joined;
}
