import { demand, quote } from '../base/fail.js';
import { MAX_TILE_LEVEL, MAX_TREE_SIZE, TILE_WIDTH } from '../base/limits.js';

/** A hash tile at a level, or a bundle of 256 entries; `width` is 256 when full, else the number of hashes or entries. */
export interface TileId {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

const DIGITS = 3;
const GROUP = 10 ** DIGITS;
const PATH = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;
const REMEDY = 'Tile paths look like tile/0/x001/x234/067 or tile/entries/005.p/12 (C2SP tlog-tiles).';

/** Number of entries that one tile of this level spans. */
const spanOf = (level: number | 'entries'): number => TILE_WIDTH ** ((level === 'entries' ? 0 : level) + 1);

function demandTile({ level, index, width }: TileId, what: string): void {
  const known = level === 'entries' || (Number.isInteger(level) && level >= 0 && level <= MAX_TILE_LEVEL);
  demand(known, `${what} is at level ${level}`, `Levels go from 0 to ${MAX_TILE_LEVEL}.`);
  const within = Number.isInteger(index) && index >= 0 && index <= MAX_TREE_SIZE / spanOf(level);
  demand(within, `${what} has index ${index}`, 'A tree has at most 2^53 - 1 entries.');
  const wide = Number.isInteger(width) && width >= 1 && width <= TILE_WIDTH;
  demand(wide, `${what} has width ${width}`, `A tile has 1 to ${TILE_WIDTH} hashes.`);
}

/**
 * Path of a tile below the log's prefix (C2SP tlog-tiles) and in the log's folder.
 *
 * @example
 * tilePath({ level: 0, index: 1234067, width: 7 }); // 'tile/0/x001/x234/067.p/7'
 */
export function tilePath(tile: TileId): string {
  demandTile(tile, 'the tile');
  const groups = [String(tile.index % GROUP).padStart(DIGITS, '0')];
  for (let rest = Math.floor(tile.index / GROUP); rest > 0; rest = Math.floor(rest / GROUP)) {
    groups.unshift(`x${String(rest % GROUP).padStart(DIGITS, '0')}`);
  }
  const suffix = tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`;
  return `tile/${tile.level}/${groups.join('/')}${suffix}`;
}

/**
 * Reads a tile path, strictly: every tile has exactly one path, so that nobody can lead a server outside the log's folder or make it store
 * the same tile twice. Throws `LEDGER_INVALID`.
 */
export function parseTilePath(path: string): TileId {
  const match = PATH.exec(path);
  demand(match !== null, `not a tile path: ${quote(path)}`, REMEDY);
  const tile: TileId = {
    level: match[1] === 'entries' ? 'entries' : Number(match[1]),
    index: Number(match[2]!.replace(/[x/]/g, '')),
    width: match[3] === undefined ? TILE_WIDTH : Number(match[3]),
  };
  demandTile(tile, `the tile ${quote(path)}`);
  demand(tilePath(tile) === path, `not the canonical path of its tile: ${quote(path)}`, REMEDY);
  return tile;
}
