import { ledgerError } from '../base/fail.js';
import { HASH_BYTES, TILE_WIDTH } from '../base/limits.js';
import type { MaybePromise } from '../hashing/crypto.js';
import { decodeBundle } from './bundle.js';
import { type TileId, tilePath } from './path.js';

/** Reads one file of a log by its path, such as `tile/0/000` or `checkpoint`; `null` when it does not exist. */
export type ReadTile = (path: string) => MaybePromise<Uint8Array | null>;

/**
 * The bytes of a tile or bundle. A log may delete a partial one once the full one exists (C2SP tlog-tiles), so the full one is tried
 * second; `isFull` tells the caller to cut it.
 */
async function fetchTile(read: ReadTile, tile: TileId): Promise<{ bytes: Uint8Array; isFull: boolean }> {
  const exact = await read(tilePath(tile));
  if (exact !== null) return { bytes: exact, isFull: tile.width === TILE_WIDTH };
  const full = tile.width === TILE_WIDTH ? null : await read(tilePath({ ...tile, width: TILE_WIDTH }));
  if (full !== null) return { bytes: full, isFull: true };
  throw ledgerError(
    `${tilePath(tile)} is missing`,
    'Copy the whole log again, its checkpoint first and its tiles after.',
  );
}

/** Hashes of a tile as one array of `width * 32` bytes, not yet authenticated. */
export async function readHashTile(read: ReadTile, tile: TileId): Promise<Uint8Array> {
  const { bytes, isFull } = await fetchTile(read, tile);
  const expected = (isFull ? TILE_WIDTH : tile.width) * HASH_BYTES;
  if (bytes.length === expected) return bytes.subarray(0, tile.width * HASH_BYTES);
  const name = tilePath(tile);
  throw ledgerError(`${name} has ${bytes.length} bytes, not ${expected}`, 'Fetch the tile again.');
}

/** Entries of a bundle, not yet authenticated. */
export async function readBundle(read: ReadTile, bundle: TileId): Promise<Uint8Array[]> {
  const { bytes, isFull } = await fetchTile(read, bundle);
  return decodeBundle(bytes, isFull ? TILE_WIDTH : bundle.width, tilePath(bundle)).slice(0, bundle.width);
}
