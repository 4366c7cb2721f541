import { TILE_WIDTH } from '../base/limits.js';
import { demandSize } from '../merkle/ranges.js';
import type { TileId } from './path.js';

/** Number of hashes at a tile level of a tree: its perfect subtrees of 256^level entries. */
export function hashesAtLevel(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** Width of the tile that a tree of this size has at a place: 256, a partial width, or 0 when there is no tile yet. */
export function tileWidth(size: number, level: number | 'entries', index: number): number {
  const hashes = hashesAtLevel(size, level === 'entries' ? 0 : level);
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

/** The partial tiles on the right edge of a tree, lowest level first; their hashes determine the root. */
export function edgeTiles(size: number): TileId[] {
  demandSize(size);
  const tiles: TileId[] = [];
  for (let level = 0; hashesAtLevel(size, level) > 0; level++) {
    const hashes = hashesAtLevel(size, level);
    const width = hashes % TILE_WIDTH;
    if (width > 0) tiles.push({ level, index: Math.floor(hashes / TILE_WIDTH), width });
  }
  return tiles;
}

/** The partial bundle at the end of a tree, if the size is no multiple of 256. */
export function edgeBundle(size: number): TileId | undefined {
  const width = size % TILE_WIDTH;
  return width === 0 ? undefined : { level: 'entries', index: Math.floor(size / TILE_WIDTH), width };
}
