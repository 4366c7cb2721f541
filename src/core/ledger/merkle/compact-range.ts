import { concatBytes } from '../../base/bytes.js';
import { demand } from '../base/fail.js';
import { HASH_BYTES, MAX_TREE_SIZE } from '../base/limits.js';
import { demandHash } from '../bytes/bytes.js';
import type { TreeHasher } from './hasher.js';
import { demandSize, foldRight, perfectSubtrees } from './ranges.js';

const PAIR_BYTES = 2 * HASH_BYTES;

function demandHashes(hashes: Uint8Array): void {
  demand(hashes.length % HASH_BYTES === 0, `leaf hashes of ${hashes.length} bytes`, 'Give 32 bytes for each.');
}

/** The hashes of the perfect subtrees that make up a tree, largest first: at most 53 hashes, which suffice for appending. */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

/**
 * Called with the perfect subtrees that became complete, the leaves themselves included, level by level from below: `hashes` are those of
 * level `level` from `index` on, one after the other, valid until the call ends.
 */
export type SubtreeVisitor = (level: number, index: number, hashes: Uint8Array) => void;

/**
 * A Merkle tree that only grows and keeps nothing but its frontier: an append costs one node hash on average, the root at most 52.
 *
 * @example
 * const range = new CompactRange(hasher);
 * range.append(hasher.leaf(entry));
 * range.root();
 */
export class CompactRange {
  readonly #hasher: TreeHasher;
  #size: number;
  #hashes: Uint8Array[];

  /** Throws `LEDGER_INVALID` when the frontier does not have the hashes that its size needs. */
  constructor(hasher: TreeHasher, frontier: Frontier = { size: 0, hashes: [] }) {
    demandSize(frontier.size);
    const needed = perfectSubtrees({ begin: 0, end: frontier.size }).length;
    demand(
      frontier.hashes.length === needed,
      `a frontier of ${frontier.size} entries has ${frontier.hashes.length} hashes, it needs ${needed}`,
      'Recover the frontier from the tiles.',
    );
    for (const hash of frontier.hashes) demandHash(hash, 'a hash of the frontier');
    this.#hasher = hasher;
    this.#size = frontier.size;
    this.#hashes = [...frontier.hashes];
  }

  get size(): number {
    return this.#size;
  }

  append(leafHash: Uint8Array, visit?: SubtreeVisitor): void {
    this.appendAll(leafHash, visit);
  }

  /** Appends many hashes, n x 32 bytes, level by level, so that each level is hashed in one call. */
  appendAll(leafHashes: Uint8Array, visit?: SubtreeVisitor): void {
    demandHashes(leafHashes);
    const count = leafHashes.length / HASH_BYTES;
    demand(this.#size + count <= MAX_TREE_SIZE, 'the tree is full', 'Start a new log.');
    const kept = [...this.#hashes];
    // New hashes of one level, from `index` on.
    let [fresh, index, level] = [leafHashes, this.#size, 0];
    const right: Uint8Array[] = [];
    while (fresh.length > 0) {
      visit?.(level, index, fresh);
      // A first hash at an odd index is the right child of the subtree that waited at this level.
      const isOdd = index % 2 === 1;
      const pairs = isOdd ? concatBytes(kept.pop()!, fresh) : fresh;
      const whole = pairs.length - (pairs.length % PAIR_BYTES);
      if (whole < pairs.length) right.push(pairs.slice(whole));
      fresh = this.#hasher.nodes(pairs.subarray(0, whole));
      index = (isOdd ? index - 1 : index) / 2;
      level++;
    }
    this.#hashes = [...kept, ...right.reverse()];
    this.#size += count;
  }

  root(): Uint8Array {
    return foldRight(this.#hasher, this.#hashes);
  }

  frontier(): Frontier {
    return { size: this.#size, hashes: [...this.#hashes] };
  }
}
