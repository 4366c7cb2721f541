import { demandHash } from '../bytes/bytes.js';
import { demand } from '../fail.js';
import { MAX_TREE_SIZE } from '../limits.js';
import type { TreeHasher } from './hasher.js';
import { demandSize, foldRight, perfectSubtrees, type SubtreeId } from './ranges.js';

/** The hashes of the perfect subtrees that make up a tree, largest first: all that appending needs, at most 53 hashes. */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

/** Told of every perfect subtree as soon as it is complete, the leaf itself included. */
export type SubtreeVisitor = (id: SubtreeId, hash: Uint8Array) => void;

/**
 * A Merkle tree that only grows and forgets all but its frontier: append costs one node hash on average, the root at
 * most 52.
 *
 * @example
 * const range = new CompactRange(hasher);
 * range.append(hasher.leaf(entry));
 * range.root();
 */
export class CompactRange {
  readonly #hasher: TreeHasher;
  #size: number;
  readonly #hashes: Uint8Array[];

  /** Throws `LEDGER_INVALID` when the frontier has not the hashes that its size needs. */
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
    demandHash(leafHash, 'the leaf hash');
    demand(this.#size < MAX_TREE_SIZE, 'the tree is full', 'Start a new log.');
    let index = this.#size;
    let level = 0;
    let hash = leafHash;
    visit?.({ level, index }, hash);
    while (index % 2 === 1) {
      hash = this.#hasher.node(this.#hashes.pop()!, hash);
      index = (index - 1) / 2;
      level++;
      visit?.({ level, index }, hash);
    }
    this.#hashes.push(hash);
    this.#size++;
  }

  root(): Uint8Array {
    return foldRight(this.#hasher, this.#hashes);
  }

  frontier(): Frontier {
    return { size: this.#size, hashes: [...this.#hashes] };
  }
}
