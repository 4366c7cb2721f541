import { copyBytes } from '../bytes/bytes.js';
import { demand } from '../fail.js';
import { HASH_BYTES, TILE_HEIGHT, TILE_WIDTH } from '../limits.js';
import { CompactRange, type Frontier } from '../merkle/compact-range.js';
import type { TreeHasher } from '../merkle/hasher.js';
import type { SubtreeId } from '../merkle/ranges.js';
import { demandEntry, encodeBundle } from './bundle.js';
import { hashesAtLevel } from './layout.js';
import { tilePath } from './path.js';

/** A file of the log to store under its path. Tiles never change, so storing one twice does no harm. */
export interface TileFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The right edge of a log: what a writer must know to go on. */
export interface LogEdge {
  readonly frontier: Frontier;
  /** Hashes of the partial tile at each level, from level 0; empty where the last tile is full. */
  readonly hashesByLevel: readonly (readonly Uint8Array[])[];
  /** Entries of the partial bundle. */
  readonly entries: readonly Uint8Array[];
}

/**
 * Turns appended entries into the files to store. Each entry costs one leaf hash and one node hash; nothing is read back.
 * When storing fails, drop the writer and recover a new one: it runs ahead of the store until the files are there.
 *
 * @example
 * const writer = new TileWriter(hasher);
 * const files = [...writer.append(entries), ...writer.edge()]; // store all, then sign writer.size and writer.root()
 */
export class TileWriter {
  readonly #range: CompactRange;
  readonly #hasher: TreeHasher;
  readonly #hashesByLevel: Uint8Array[][];
  /** Width of the partial tile that `edge` gave out last, by level; -1 is the bundle. */
  readonly #givenOut = new Map<number, number>();
  #entries: Uint8Array[];

  constructor(hasher: TreeHasher, edge?: LogEdge) {
    this.#hasher = hasher;
    this.#range = new CompactRange(hasher, edge?.frontier);
    this.#hashesByLevel = (edge?.hashesByLevel ?? []).map((hashes) => [...hashes]);
    this.#entries = [...(edge?.entries ?? [])];
    demand(
      this.#entries.length === this.size % TILE_WIDTH,
      `the edge holds ${this.#entries.length} entries of the last bundle, a log of ${this.size} entries has ${this.size % TILE_WIDTH}`,
      'Recover the edge from the tiles.',
    );
    this.#hashesByLevel.forEach((hashes, level) => void this.#givenOut.set(level, hashes.length));
    this.#givenOut.set(BUNDLE, this.#entries.length);
  }

  get size(): number {
    return this.#range.size;
  }

  root(): Uint8Array {
    return this.#range.root();
  }

  /** Appends entries in order; gives the bundles and tiles that became full, those below before those above. */
  append(entries: readonly Uint8Array[]): TileFile[] {
    for (const entry of entries) demandEntry(entry);
    const files: TileFile[] = [];
    for (const entry of entries) {
      // A copy: the caller may reuse its buffer, and a view would keep a whole request in memory.
      this.#entries.push(copyBytes(entry));
      if (this.#entries.length === TILE_WIDTH) {
        const index = Math.floor(this.size / TILE_WIDTH);
        files.push({
          path: tilePath({ level: 'entries', index, width: TILE_WIDTH }),
          bytes: encodeBundle(this.#entries),
        });
        this.#entries = [];
        this.#givenOut.set(BUNDLE, 0);
      }
      this.#range.append(this.#hasher.leaf(entry), (subtree, hash) => this.#collect(subtree, hash, files));
    }
    return files;
  }

  /** The partial bundle and tiles of the right edge as it stands, without those given out before and unchanged since. */
  edge(): TileFile[] {
    const files: TileFile[] = [];
    if (this.#isNew(BUNDLE, this.#entries.length)) {
      const id = { level: 'entries', index: Math.floor(this.size / TILE_WIDTH), width: this.#entries.length } as const;
      files.push({ path: tilePath(id), bytes: encodeBundle(this.#entries) });
    }
    this.#hashesByLevel.forEach((hashes, level) => {
      if (!this.#isNew(level, hashes.length)) return;
      const index = Math.floor(hashesAtLevel(this.size, level) / TILE_WIDTH);
      files.push({ path: tilePath({ level, index, width: hashes.length }), bytes: joinHashes(hashes) });
    });
    return files;
  }

  #isNew(level: number, width: number): boolean {
    if (width === 0 || this.#givenOut.get(level) === width) return false;
    this.#givenOut.set(level, width);
    return true;
  }

  /** A perfect subtree of 256^level entries is a hash of the tile at that level. */
  #collect(subtree: SubtreeId, hash: Uint8Array, files: TileFile[]): void {
    if (subtree.level % TILE_HEIGHT !== 0) return;
    const level = subtree.level / TILE_HEIGHT;
    this.#hashesByLevel[level] ??= [];
    const hashes = this.#hashesByLevel[level];
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    const index = Math.floor(subtree.index / TILE_WIDTH);
    files.push({ path: tilePath({ level, index, width: TILE_WIDTH }), bytes: joinHashes(hashes) });
    this.#hashesByLevel[level] = [];
    this.#givenOut.set(level, 0);
  }
}

const BUNDLE = -1;

function joinHashes(hashes: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES);
  hashes.forEach((hash, i) => void bytes.set(hash, i * HASH_BYTES));
  return bytes;
}
