import { counted } from '../../base/counted.js';
import { demand } from '../base/fail.js';
import { HASH_BYTES, MAX_ENTRY_BYTES, TILE_HEIGHT, TILE_WIDTH } from '../base/limits.js';
import { CompactRange, type Frontier } from '../merkle/compact-range.js';
import type { TreeHasher } from '../merkle/hasher.js';
import { demandEntry, OpenBundle } from './bundle.js';
import { hashesAtLevel } from './layout.js';
import { tilePath } from './path.js';

/** A file of the log to store under its path. Tiles never change, so storing one twice is harmless. */
export interface TileFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The right edge of a log, which a writer needs in order to go on. */
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
  readonly #openTiles: OpenTile[];
  /** Width of the partial tile that `edge` returned last, by level; -1 is the bundle. */
  readonly #givenOut = new Map<number, number>();
  #bundle = new OpenBundle();

  constructor(hasher: TreeHasher, edge?: LogEdge) {
    this.#hasher = hasher;
    this.#range = new CompactRange(hasher, edge?.frontier);
    this.#openTiles = (edge?.hashesByLevel ?? []).map(openTile);
    for (const entry of edge?.entries ?? []) this.#bundle.add(entry);
    demand(
      this.#bundle.width === this.size % TILE_WIDTH,
      `the edge holds ${counted(this.#bundle.width, 'entry')} of the last bundle, a log of ${counted(this.size, 'entry')} has ${this.size % TILE_WIDTH}`,
      'Recover the edge from the tiles.',
    );
    this.#openTiles.forEach(({ width }, level) => void this.#givenOut.set(level, width));
    this.#givenOut.set(BUNDLE, this.#bundle.width);
  }

  get size(): number {
    return this.#range.size;
  }

  root(): Uint8Array {
    return this.#range.root();
  }

  /** Appends entries in order; returns the bundles and tiles that became full, lower ones before higher ones. */
  append(entries: readonly Uint8Array[]): TileFile[] {
    for (const entry of entries) demandEntry(entry);
    return this.#append(this.#hasher.leaves(entries), (i) => this.#bundle.add(entries[i]!));
  }

  /** As `append`, for entries of `width` bytes each, one after the other. */
  appendEqual(entries: Uint8Array, width: number): TileFile[] {
    demand(
      width > 0 && width <= MAX_ENTRY_BYTES && entries.length % width === 0,
      `${entries.length} bytes are no entries of ${width}`,
      'Give whole entries of one length.',
    );
    return this.#append(this.#hasher.equalLeaves(entries, width), (i) =>
      this.#bundle.addFrom(entries, i * width, width),
    );
  }

  #append(leafHashes: Uint8Array, addToBundle: (i: number) => void): TileFile[] {
    const files: TileFile[] = [];
    const n = leafHashes.length / HASH_BYTES;
    for (let i = 0; i < n; i++) {
      addToBundle(i);
      if (this.#bundle.width < TILE_WIDTH) continue;
      const index = Math.floor((this.size + i) / TILE_WIDTH);
      files.push({ path: tilePath({ level: 'entries', index, width: TILE_WIDTH }), bytes: this.#bundle.bytes() });
      this.#bundle = new OpenBundle();
      this.#givenOut.set(BUNDLE, 0);
    }
    this.#range.appendAll(leafHashes, (level, index, hashes) => this.#collect(level, index, { hashes, files }));
    return files;
  }

  /** The partial bundle and tiles of the current right edge, without those returned before and unchanged since. */
  edge(): TileFile[] {
    const files: TileFile[] = [];
    if (this.#isNew(BUNDLE, this.#bundle.width)) {
      const id = { level: 'entries', index: Math.floor(this.size / TILE_WIDTH), width: this.#bundle.width } as const;
      files.push({ path: tilePath(id), bytes: this.#bundle.bytes() });
    }
    this.#openTiles.forEach(({ bytes, width }, level) => {
      if (!this.#isNew(level, width)) return;
      const index = Math.floor(hashesAtLevel(this.size, level) / TILE_WIDTH);
      files.push({ path: tilePath({ level, index, width }), bytes: bytes.slice(0, width * HASH_BYTES) });
    });
    return files;
  }

  #isNew(level: number, width: number): boolean {
    if (width === 0 || this.#givenOut.get(level) === width) return false;
    this.#givenOut.set(level, width);
    return true;
  }

  /** Collects the hashes of perfect subtrees of 256^level entries, which are the hashes of the tiles at that level. */
  #collect(subtreeLevel: number, first: number, { hashes, files }: { hashes: Uint8Array; files: TileFile[] }): void {
    if (subtreeLevel % TILE_HEIGHT !== 0) return;
    const level = subtreeLevel / TILE_HEIGHT;
    for (let at = 0; at < hashes.length; ) {
      this.#openTiles[level] ??= { bytes: new Uint8Array(TILE_BYTES), width: 0 };
      const tile = this.#openTiles[level];
      const some = hashes.subarray(at, at + TILE_BYTES - tile.width * HASH_BYTES);
      tile.bytes.set(some, tile.width * HASH_BYTES);
      tile.width += some.length / HASH_BYTES;
      at += some.length;
      if (tile.width < TILE_WIDTH) return;
      const index = Math.floor((first + at / HASH_BYTES - 1) / TILE_WIDTH);
      files.push({ path: tilePath({ level, index, width: TILE_WIDTH }), bytes: tile.bytes });
      this.#openTiles[level] = { bytes: new Uint8Array(TILE_BYTES), width: 0 };
      this.#givenOut.set(level, 0);
    }
  }
}

const BUNDLE = -1;
const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

/** The tile of a level that is not full yet. */
interface OpenTile {
  readonly bytes: Uint8Array;
  width: number;
}

function openTile(hashes: readonly Uint8Array[]): OpenTile {
  const bytes = new Uint8Array(TILE_BYTES);
  hashes.forEach((hash, i) => void bytes.set(hash, i * HASH_BYTES));
  return { bytes, width: hashes.length };
}
