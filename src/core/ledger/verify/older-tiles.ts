import { decodeBundle, encodeBundle } from '../tiles/bundle.js';
import { tileWidth } from '../tiles/layout.js';
import { parseTilePath, tilePath } from '../tiles/path.js';
import type { ReadTile } from '../tiles/read.js';

const HASH_BYTES = 32;

/**
 * Reads the tiles of a log as they were at any smaller size. A log need not keep the partial tiles of older sizes, because the present,
 * wider tiles begin with them.
 *
 * @param size number of entries that the log has now.
 */
export function withOlderTiles(read: ReadTile, size: number): ReadTile {
  return async (path) => {
    const exact = await read(path);
    if (exact !== null || !path.startsWith('tile/')) return exact;
    const { level, index, width } = parseTilePath(path);
    const wider = tileWidth(size, level, index);
    if (wider <= width) return null;
    const bytes = await read(tilePath({ level, index, width: wider }));
    if (bytes === null) return null;
    if (level !== 'entries') return bytes.subarray(0, width * HASH_BYTES);
    return encodeBundle(decodeBundle(bytes, wider, path).slice(0, width));
  };
}
