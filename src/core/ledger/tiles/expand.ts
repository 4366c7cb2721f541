import { HASH_BYTES } from '../base/limits.js';
import type { TreeHasher } from '../merkle/hasher.js';

/** `hashesByHeight[h]`: the hashes of the perfect subtrees of 2^h tile hashes inside a tile, one after the other. */
export interface ExpandedTile {
  readonly width: number;
  readonly hashesByHeight: readonly Uint8Array[];
}

export function hashAt(hashes: Uint8Array, index: number): Uint8Array {
  return hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
}

/** Computes the inner hashes of a tile once, so that proofs cost no hashing. A full tile has its own root at height 8. */
export function expandTile(hasher: TreeHasher, tile: Uint8Array): ExpandedTile {
  const hashesByHeight = [tile];
  let below = tile;
  while (below.length >= 2 * HASH_BYTES) {
    const above = hasher.nodes(below.subarray(0, below.length - (below.length % (2 * HASH_BYTES))));
    hashesByHeight.push(above);
    below = above;
  }
  return { width: tile.length / HASH_BYTES, hashesByHeight };
}
