import { counted } from '../../base/counted.js';
import { demand } from '../base/fail.js';
import { MAX_TREE_SIZE } from '../base/limits.js';
import type { TreeHasher } from './hasher.js';

/** Entries `begin` up to but not including `end`. */
export interface EntryRange {
  readonly begin: number;
  readonly end: number;
}

/** The perfect subtree over entries `index * 2^level` up to `(index + 1) * 2^level`; level 0 are the leaves. */
export interface SubtreeId {
  readonly level: number;
  readonly index: number;
}

/** Looks up the hash of a perfect subtree, wherever it is stored. */
export type SubtreeHash = (id: SubtreeId) => Uint8Array;

export function demandSize(size: number, what = 'tree size'): void {
  demand(
    Number.isInteger(size) && size >= 0 && size <= MAX_TREE_SIZE,
    `${what} is ${size}`,
    `Use a whole number from 0 to 2^53 - 1.`,
  );
}

export function demandIndex(index: number, size: number): void {
  demandSize(size);
  demand(
    Number.isInteger(index) && index >= 0 && index < size,
    `index ${index} is not in a tree of ${counted(size, 'entry')}`,
    'Ask for an index below the tree size.',
  );
}

/** The largest power of two strictly below n, where RFC 6962 splits a tree of n >= 2 entries. */
export function splitPoint(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

/**
 * The perfect subtrees that make up a range as RFC 6962 splits it, from left to right. The range must begin at a multiple
 * of the smallest power of two that is not below its length; every range of a proof does.
 */
export function perfectSubtrees({ begin, end }: EntryRange): SubtreeId[] {
  const subtrees: SubtreeId[] = [];
  let at = begin;
  while (at < end) {
    let level = 0;
    let width = 1;
    while (width * 2 <= end - at) {
      width *= 2;
      level++;
    }
    subtrees.push({ level, index: at / width });
    at += width;
  }
  return subtrees;
}

/** Merkle tree hash of a range from the hashes of its perfect subtrees (the empty root for an empty range). */
export function rangeHash(hasher: TreeHasher, range: EntryRange, hashOf: SubtreeHash): Uint8Array {
  return foldRight(hasher, perfectSubtrees(range).map(hashOf));
}

/** Joins perfect subtrees, largest first, into the root over all of them: the smaller ones nest on the right. */
export function foldRight(hasher: TreeHasher, hashes: readonly Uint8Array[]): Uint8Array {
  let root = hashes.at(-1);
  if (root === undefined) return hasher.emptyRoot;
  for (let i = hashes.length - 2; i >= 0; i--) root = hasher.node(hashes[i]!, root);
  return root;
}
