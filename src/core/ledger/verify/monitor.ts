import { equalBytes } from '../../base/bytes.js';
import { counted } from '../../base/counted.js';
import { TILE_WIDTH } from '../base/limits.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import { hashAt } from '../tiles/expand.js';
import { hashesAtLevel, tileWidth } from '../tiles/layout.js';
import { type ReadTile, readHashTile } from '../tiles/read.js';
import type { TileReader } from '../tiles/reader.js';

/**
 * How a log changed between two observations. `rollback`: it has fewer entries. `fork`: its beginning is no longer the same. `other-log`:
 * the origin changed.
 */
export type ObservationStatus = 'unchanged' | 'grown' | 'rollback' | 'fork' | 'other-log';

export interface Observation {
  readonly status: ObservationStatus;
  readonly detail: string;
}

/**
 * Compares the head seen before with the one seen now. Both must have been verified against their signatures, so that a contradicting pair
 * is evidence that the log misbehaved. Throws `LEDGER_INVALID` when the tiles do not fit the present head.
 *
 * @param reader tiles of the present head.
 */
export async function observe(before: Checkpoint, now: Checkpoint, reader: TileReader): Promise<Observation> {
  if (before.origin !== now.origin) {
    return { status: 'other-log', detail: `the origin was ${before.origin} and is ${now.origin}` };
  }
  if (now.size < before.size) {
    const detail = `the log had ${counted(before.size, 'entry')} and shows ${now.size}; a cache may serve an old checkpoint for seconds, not longer`;
    return { status: 'rollback', detail };
  }
  const sameBeginning = equalBytes(await rootBefore(before, now, reader), before.root);
  if (!sameBeginning) {
    return { status: 'fork', detail: `the first ${before.size} entries are not those that were signed before` };
  }
  return now.size === before.size
    ? { status: 'unchanged', detail: counted(now.size, 'entry') }
    : { status: 'grown', detail: `from ${before.size} to ${counted(now.size, 'entry')}` };
}

/** The root to compare with. At equal sizes it is the signed root itself, so that a fork shows even where the tiles were not replaced. */
const rootBefore = (before: Checkpoint, now: Checkpoint, reader: TileReader): Promise<Uint8Array> | Uint8Array =>
  before.size === now.size ? now.root : reader.rootAt(before.size);

const MAX_ROWS_REPORTED = 1000;

/** Two copies of a log's tiles, such as the monitor's own and the log's present ones. */
export interface TwoCopies {
  readonly before: ReadTile;
  readonly now: ReadTile;
  /** Number of entries that both copies have. */
  readonly size: number;
}

/**
 * Indices of the entries whose leaves differ between two copies, at most 1,000. It descends only where a tile hash differs, so finding one
 * row among a million reads a handful of tiles. Throws `LEDGER_INVALID` for a missing tile.
 */
export async function rewrittenRows({ before, now, size }: TwoCopies): Promise<number[]> {
  let top = 0;
  while (hashesAtLevel(size, top + 1) > 0) top++;
  let suspects = allTiles(size, top);
  for (let level = top; level > 0; level--) {
    const differing = await differences({ before, now, size }, level, suspects);
    // A hash at this level stands for a full tile below; the tiles that no hash covers yet are on the right edge.
    const covered = hashesAtLevel(size, level);
    suspects = [...differing, ...allTiles(size, level - 1).filter((index) => index >= covered)];
  }
  return (await differences({ before, now, size }, 0, suspects)).slice(0, MAX_ROWS_REPORTED);
}

function allTiles(size: number, level: number): number[] {
  const tiles = Math.ceil(hashesAtLevel(size, level) / TILE_WIDTH);
  // Only the last tile can be uncovered by the level above, and the top level has one tile.
  return tiles === 0 ? [] : [tiles - 1];
}

/** Positions at a level where the two copies have different hashes, within the given tiles. */
async function differences(
  { before, now, size }: TwoCopies,
  level: number,
  tiles: readonly number[],
): Promise<number[]> {
  const found: number[] = [];
  for (const index of tiles) {
    if (found.length >= MAX_ROWS_REPORTED) break;
    const id = { level, index, width: tileWidth(size, level, index) };
    const [a, b] = await Promise.all([readHashTile(before, id), readHashTile(now, id)]);
    for (let i = 0; i < id.width; i++) {
      if (!equalBytes(hashAt(a, i), hashAt(b, i))) found.push(index * TILE_WIDTH + i);
    }
  }
  return found;
}
