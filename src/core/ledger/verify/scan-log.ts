import { copyBytes, equalBytes } from '../../base/bytes.js';
import { HASH_BYTES, TILE_HEIGHT, TILE_WIDTH } from '../base/limits.js';
import { LEAF_BYTES, LEAF_VERSION } from '../leaves/leaf.js';
import { CompactRange } from '../merkle/compact-range.js';
import type { TreeHasher } from '../merkle/hasher.js';
import { hashAt } from '../tiles/expand.js';
import { hashesAtLevel, tileWidth } from '../tiles/layout.js';
import { tilePath } from '../tiles/path.js';
import { type ReadTile, readBundle, readHashTile } from '../tiles/read.js';

/** Results of a walk over the whole log. */
export interface LogScan {
  /** Indices of the first entries that do not hash to their leaf in the level-0 tiles, at most `MAX_REPORTED`. */
  readonly changedEntries: readonly number[];
  readonly nChanged: number;
  /** Paths of tiles above level 0 that do not follow from the tiles below, at most `MAX_REPORTED`. */
  readonly wrongTiles: readonly string[];
  /** Number of entries that are no public leaf of a known version. */
  readonly nForeignLeaves: number;
  /** Root over the level-0 tiles. */
  readonly root: Uint8Array;
}

export interface ScanOptions {
  readonly size: number;
  /** Called after each bundle with the number of entries done so far. */
  readonly onProgress?: (done: number, size: number) => void;
}

const MAX_REPORTED = 20;

/** Number of bundles and tiles that are read ahead, so that hashing does not wait for a slow disk or network. */
const READ_AHEAD = 16;

/**
 * Reads every entry and every tile of a log once and compares them. Entries and tiles are judged separately: the tiles show whether the
 * tree is that of the signed root, the entries whether the rows are those of the tree. Throws `LEDGER_INVALID` for a file that is missing
 * or malformed. Memory does not grow with the log.
 */
export async function scanLog(hasher: TreeHasher, read: ReadTile, options: ScanOptions): Promise<LogScan> {
  const { size, onProgress } = options;
  const range = new CompactRange(hasher);
  const upper = new UpperTiles(size);
  const changed = new Reported<number>();
  let nForeignLeaves = 0;
  for await (const { index, entries, tile } of bundlesOf(read, size)) {
    const leafHashes = hasher.leaves(entries);
    entries.forEach((entry, i) => {
      if (!equalBytes(hashAt(leafHashes, i), hashAt(tile, i))) changed.add(index * TILE_WIDTH + i);
      if (entry.length !== LEAF_BYTES || entry[0] !== LEAF_VERSION) nForeignLeaves++;
    });
    range.appendAll(tile, (level, first, hashes) => upper.collect(level, first, hashes));
    await upper.compareFull(read);
    onProgress?.(range.size, size);
  }
  await upper.compareEdge(read);
  const { first: changedEntries, count: nChanged } = changed;
  return { changedEntries, nChanged, wrongTiles: upper.wrong.first, nForeignLeaves, root: range.root() };
}

interface BundleAndTile {
  readonly index: number;
  readonly entries: readonly Uint8Array[];
  readonly tile: Uint8Array;
}

async function* bundlesOf(read: ReadTile, size: number): AsyncGenerator<BundleAndTile> {
  const load = async (index: number): Promise<BundleAndTile> => {
    const width = tileWidth(size, 0, index);
    const [entries, tile] = await Promise.all([
      readBundle(read, { level: 'entries', index, width }),
      readHashTile(read, { level: 0, index, width }),
    ]);
    return { index, entries, tile };
  };
  const bundles = Math.ceil(size / TILE_WIDTH);
  const loading: Promise<BundleAndTile>[] = [];
  for (let next = 0; next < bundles || loading.length > 0; ) {
    while (next < bundles && loading.length < READ_AHEAD) {
      const one = load(next++);
      // The promise is awaited below; until then a failure must not count as unhandled.
      one.catch(() => undefined);
      loading.push(one);
    }
    yield await loading.shift()!;
  }
}

/** The first few of many findings, and their number. */
class Reported<T> {
  readonly first: T[] = [];
  count = 0;

  add(item: T): void {
    if (this.first.length < MAX_REPORTED) this.first.push(item);
    this.count++;
  }
}

interface ComputedTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
}

/** The tiles above level 0, computed from below and compared with those of the log as soon as they are full. */
class UpperTiles {
  readonly wrong = new Reported<string>();
  readonly #size: number;
  readonly #hashesByLevel: Uint8Array[][] = [];
  #full: ComputedTile[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  collect(subtreeLevel: number, first: number, hashes: Uint8Array): void {
    const level = subtreeLevel / TILE_HEIGHT;
    if (!Number.isInteger(level) || level === 0) return;
    for (let i = 0; i < hashes.length / HASH_BYTES; i++) {
      this.#hashesByLevel[level] ??= [];
      const collected = this.#hashesByLevel[level];
      collected.push(copyBytes(hashAt(hashes, i)));
      if (collected.length < TILE_WIDTH) continue;
      this.#full.push({ level, index: Math.floor((first + i) / TILE_WIDTH), hashes: collected });
      this.#hashesByLevel[level] = [];
    }
  }

  async compareFull(read: ReadTile): Promise<void> {
    for (const tile of this.#full) await this.#compare(read, tile);
    this.#full = [];
  }

  async compareEdge(read: ReadTile): Promise<void> {
    for (const [level, hashes] of this.#hashesByLevel.entries()) {
      if (hashes === undefined || hashes.length === 0) continue;
      await this.#compare(read, { level, index: Math.floor(hashesAtLevel(this.#size, level) / TILE_WIDTH), hashes });
    }
  }

  async #compare(read: ReadTile, { level, index, hashes }: ComputedTile): Promise<void> {
    const id = { level, index, width: hashes.length };
    const stored = await readHashTile(read, id);
    const same =
      stored.length === hashes.length * HASH_BYTES && hashes.every((hash, i) => equalBytes(hash, hashAt(stored, i)));
    if (!same) this.wrong.add(tilePath(id));
  }
}
