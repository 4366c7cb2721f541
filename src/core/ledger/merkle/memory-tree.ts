import { copyBytes } from '../../base/bytes.js';
import { counted } from '../../base/counted.js';
import { demand } from '../base/fail.js';
import { CompactRange } from './compact-range.js';
import type { TreeHasher } from './hasher.js';
import { planConsistency, planInclusion } from './plan.js';
import { demandSize, type EntryRange, rangeHash } from './ranges.js';

/**
 * A whole tree in memory, for small logs and tests: about 100 bytes an entry. Large logs live in tiles.
 *
 * @example
 * const tree = new MemoryTree(hasher);
 * tree.append(entry);
 * verifyInclusion(hasher, { index: 0, size: 1, leafHash: hasher.leaf(entry), root: tree.root(), proof: tree.inclusionProof(0) });
 */
export class MemoryTree {
  readonly #hasher: TreeHasher;
  readonly #range: CompactRange;
  /** Hashes as hashByLevel[level][index]. */
  readonly #hashByLevel: Uint8Array[][] = [];

  constructor(hasher: TreeHasher) {
    this.#hasher = hasher;
    this.#range = new CompactRange(hasher);
  }

  get size(): number {
    return this.#range.size;
  }

  append(entry: Uint8Array): void {
    this.appendLeafHash(this.#hasher.leaf(entry));
  }

  appendLeafHash(leafHash: Uint8Array): void {
    this.#range.append(leafHash, (level, _index, hash) => {
      this.#hashByLevel[level] ??= [];
      this.#hashByLevel[level].push(copyBytes(hash));
    });
  }

  root(size: number = this.size): Uint8Array {
    this.#demandWithin(size);
    return this.#hashOf({ begin: 0, end: size });
  }

  inclusionProof(index: number, size: number = this.size): Uint8Array[] {
    this.#demandWithin(size);
    return planInclusion(index, size).map((range) => this.#hashOf(range));
  }

  consistencyProof(oldSize: number, size: number = this.size): Uint8Array[] {
    this.#demandWithin(size);
    return planConsistency(oldSize, size).map((range) => this.#hashOf(range));
  }

  #hashOf(range: EntryRange): Uint8Array {
    return rangeHash(this.#hasher, range, ({ level, index }) => this.#hashByLevel[level]![index]!);
  }

  #demandWithin(size: number): void {
    demandSize(size);
    demand(
      size <= this.size,
      `the tree has ${counted(this.size, 'entry')}, not ${size}`,
      'Ask for a size the tree has reached.',
    );
  }
}
