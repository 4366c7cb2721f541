import { encodeHex, equalBytes } from '../../base/bytes.js';
import { demand } from '../base/fail.js';
import { TILE_HEIGHT } from '../base/limits.js';
import { demandHash } from '../bytes/bytes.js';
import type { Frontier } from '../merkle/compact-range.js';
import type { TreeHasher } from '../merkle/hasher.js';
import { foldRight, perfectSubtrees } from '../merkle/ranges.js';
import { expandTile, hashAt } from './expand.js';
import { edgeTiles, hashesAtLevel } from './layout.js';
import { type ReadTile, readHashTile } from './read.js';

/** Size and root of a tree, as a checkpoint states them. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * Reads the partial tiles on the right edge and checks that they make up the root. Each of their hashes is part of that computation, so
 * afterwards all of them are authentic.
 */
export async function readEdge(
  hasher: TreeHasher,
  read: ReadTile,
  head: TreeHead,
): Promise<{ frontier: Frontier; hashesByLevel: Uint8Array[][]; tilesByLevel: (Uint8Array | undefined)[] }> {
  demandHash(head.root, 'the root');
  const tiles = edgeTiles(head.size);
  const bytes = await Promise.all(tiles.map((tile) => readHashTile(read, tile)));
  const tilesByLevel: (Uint8Array | undefined)[] = [];
  for (let level = 0; hashesAtLevel(head.size, level) > 0; level++) {
    tilesByLevel.push(bytes[tiles.findIndex((tile) => tile.level === level)]);
  }
  const expanded = tilesByLevel.map((tile) => (tile === undefined ? undefined : expandTile(hasher, tile)));
  const hashes = perfectSubtrees({ begin: 0, end: head.size }).map(({ level, index }) => {
    const height = level % TILE_HEIGHT;
    const inTile = expanded[Math.floor(level / TILE_HEIGHT)]!.hashesByHeight[height]!;
    return hashAt(inTile, index % 2 ** (TILE_HEIGHT - height));
  });
  demand(
    equalBytes(foldRight(hasher, hashes), head.root),
    `the tiles of ${head.size} entries do not have the root ${encodeHex(head.root)}`,
    'Restore the tiles from a copy of the log, or recompute them from its entries; do not trust this log until it verifies.',
  );
  const hashesByLevel = tilesByLevel.map((tile) =>
    tile === undefined ? [] : Array.from({ length: tile.length / 32 }, (_, i) => hashAt(tile, i)),
  );
  return { frontier: { size: head.size, hashes }, hashesByLevel, tilesByLevel };
}
