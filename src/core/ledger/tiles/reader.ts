import { copyBytes, equalBytes } from '../../base/bytes.js';
import { demand } from '../base/fail.js';
import { TILE_HEIGHT, TILE_WIDTH } from '../base/limits.js';
import type { TreeHasher } from '../merkle/hasher.js';
import { planConsistency, planInclusion } from '../merkle/plan.js';
import { demandIndex, type EntryRange, foldRight, perfectSubtrees, type SubtreeId } from '../merkle/ranges.js';
import { type ExpandedTile, expandTile, hashAt } from './expand.js';
import { tileWidth } from './layout.js';
import { tilePath } from './path.js';
import { type ReadTile, readBundle, readHashTile } from './read.js';
import { readEdge, type TreeHead } from './tree-edge.js';

/** Most expanded tiles in memory: 16 kB each, 8 MB in all. A proof reads one tile a level, at most 4 below 4 billion entries. */
const MAX_CACHED_TILES = 512;

/**
 * Reads hashes, proofs and entries of a log out of its tiles and trusts none of them: every tile is checked up to the root
 * of the head before a hash of it is used. All methods throw `LEDGER_INVALID` when a tile is missing or does not belong to
 * the tree.
 *
 * @example
 * const reader = new TileReader(hasher, readTile, { size: checkpoint.size, root: checkpoint.root });
 * const proof = await reader.inclusionProof(4711);
 */
export class TileReader {
  readonly head: TreeHead;
  readonly #hasher: TreeHasher;
  readonly #read: ReadTile;
  readonly #tiles = new Map<string, Promise<ExpandedTile>>();
  #edge: Promise<(ExpandedTile | undefined)[]> | undefined;

  constructor(hasher: TreeHasher, read: ReadTile, head: TreeHead) {
    this.#hasher = hasher;
    this.#read = read;
    this.head = head;
  }

  /** Hashes of the inclusion proof of an entry in the head's tree. */
  inclusionProof(index: number): Promise<Uint8Array[]> {
    return this.#hashes(planInclusion(index, this.head.size));
  }

  /** Hashes of the consistency proof from an older size to the head. */
  consistencyProof(oldSize: number): Promise<Uint8Array[]> {
    return this.#hashes(planConsistency(oldSize, this.head.size));
  }

  /** Root that the tree had at an older size. */
  async rootAt(size: number): Promise<Uint8Array> {
    planConsistency(size, this.head.size);
    if (size === 0) return this.#hasher.emptyRoot;
    return (await this.#hashes([{ begin: 0, end: size }]))[0]!;
  }

  async leafHash(index: number): Promise<Uint8Array> {
    demandIndex(index, this.head.size);
    return copyBytes(await this.#subtreeHash({ level: 0, index }));
  }

  /** The bytes of an entry, checked against its leaf hash. */
  async entry(index: number): Promise<Uint8Array> {
    demandIndex(index, this.head.size);
    return (await this.entries(Math.floor(index / TILE_WIDTH)))[index % TILE_WIDTH]!;
  }

  /** The entries of a bundle (256, fewer in the last), each checked against its leaf hash. */
  async entries(bundleIndex: number): Promise<Uint8Array[]> {
    const width = tileWidth(this.head.size, 'entries', bundleIndex);
    demand(width > 0, `there is no entry bundle ${bundleIndex}`, 'Ask for a bundle below the tree size over 256.');
    const [entries, tile] = await Promise.all([
      readBundle(this.#read, { level: 'entries', index: bundleIndex, width }),
      this.#tile(0, bundleIndex),
    ]);
    const leafHashes = this.#hasher.leaves(entries);
    entries.forEach((_entry, i) => {
      demand(
        equalBytes(hashAt(leafHashes, i), hashAt(tile.hashesByHeight[0]!, i)),
        `entry ${bundleIndex * TILE_WIDTH + i} was changed: it does not hash to its leaf in the tree`,
        'Keep the bundle and the checkpoint as evidence.',
      );
    });
    return entries;
  }

  async #hashes(ranges: readonly EntryRange[]): Promise<Uint8Array[]> {
    return Promise.all(
      ranges.map(async (range) => {
        const hashes = await Promise.all(perfectSubtrees(range).map((id) => this.#subtreeHash(id)));
        // The caller gets a copy, so that changing it does not change the cached tile.
        return copyBytes(foldRight(this.#hasher, hashes));
      }),
    );
  }

  async #subtreeHash({ level, index }: SubtreeId): Promise<Uint8Array> {
    const height = level % TILE_HEIGHT;
    const perTile = 2 ** (TILE_HEIGHT - height);
    const tile = await this.#tile(Math.floor(level / TILE_HEIGHT), Math.floor(index / perTile));
    return hashAt(tile.hashesByHeight[height]!, index % perTile);
  }

  async #tile(level: number, index: number): Promise<ExpandedTile> {
    if (tileWidth(this.head.size, level, index) < TILE_WIDTH) return (await this.#edgeTiles())[level]!;
    const path = tilePath({ level, index, width: TILE_WIDTH });
    const known = this.#tiles.get(path);
    if (known !== undefined) return known;
    const loading = this.#loadFullTile(level, index, path);
    loading.catch(() => this.#tiles.delete(path));
    this.#tiles.set(path, loading);
    if (this.#tiles.size > MAX_CACHED_TILES) this.#tiles.delete(this.#tiles.keys().next().value!);
    return loading;
  }

  /**
   * Loads a full tile and checks its root, which is a hash of the tile above; that tile is authentic by the same rule, up to the right
   * edge.
   */
  async #loadFullTile(level: number, index: number, path: string): Promise<ExpandedTile> {
    const [bytes, above] = await Promise.all([
      readHashTile(this.#read, { level, index, width: TILE_WIDTH }),
      this.#tile(level + 1, Math.floor(index / TILE_WIDTH)),
    ]);
    const tile = expandTile(this.#hasher, bytes);
    demand(
      equalBytes(tile.hashesByHeight[TILE_HEIGHT]!, hashAt(above.hashesByHeight[0]!, index % TILE_WIDTH)),
      `${path} does not belong to the tree of the checkpoint`,
      'Fetch the tile again; if it stays so, keep it and the checkpoint as evidence.',
    );
    return tile;
  }

  #edgeTiles(): Promise<(ExpandedTile | undefined)[]> {
    if (this.#edge === undefined) {
      this.#edge = readEdge(this.#hasher, this.#read, this.head).then(({ tilesByLevel }) =>
        tilesByLevel.map((tile) => (tile === undefined ? undefined : expandTile(this.#hasher, tile))),
      );
      // A failed read may be a passing fault of the network, so the next call tries again.
      this.#edge.catch(() => {
        this.#edge = undefined;
      });
    }
    return this.#edge;
  }
}
