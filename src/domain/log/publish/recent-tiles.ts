import { TILE_WIDTH, type TileReader } from '../../../core/ledger/index.js';

/**
 * Number of newest bundles that are checked: 50 s at 80,000 entries a second. Tiles are not forced to the disk one by one, since they can
 * be derived, so that after a loss of power those of about the last half minute (the kernel's write-back) may be empty.
 */
const RECENT_BUNDLES = 16_384;
/** Number of bundles read at once. */
const PARALLEL = 16;

/** Checks the newest full bundles and tiles against the checkpoint. Throws `LEDGER_INVALID` when one is missing or damaged. */
export async function demandRecentTiles(reader: TileReader): Promise<void> {
  const bundles = Math.floor(reader.head.size / TILE_WIDTH);
  for (let from = Math.max(0, bundles - RECENT_BUNDLES); from < bundles; from += PARALLEL) {
    const some = Array.from({ length: Math.min(PARALLEL, bundles - from) }, (_, i) => reader.entries(from + i));
    await Promise.all(some);
  }
}
