import { equalBytes } from '../../base/bytes.js';
import { demand } from '../base/fail.js';
import type { TreeHasher } from '../merkle/hasher.js';
import { hashAt } from './expand.js';
import { edgeBundle } from './layout.js';
import { type ReadTile, readBundle } from './read.js';
import { readEdge, type TreeHead } from './tree-edge.js';
import type { LogEdge } from './writer.js';

/**
 * The edge at which a writer goes on after the stored tiles. It reads only the right edge (at most 7 tiles and one bundle), rebuilds the
 * root from it and throws `LEDGER_INVALID` when that is not the root of the head, or when the last entries are not those that the tiles
 * commit to: a log that cannot be recovered must not be served.
 *
 * @param head size and root of the last signed checkpoint.
 */
export async function recoverEdge(hasher: TreeHasher, read: ReadTile, head: TreeHead): Promise<LogEdge> {
  const { frontier, hashesByLevel } = await readEdge(hasher, read, head);
  const bundle = edgeBundle(head.size);
  const entries = bundle === undefined ? [] : await readBundle(read, bundle);
  const leafHashes = hasher.leaves(entries);
  entries.forEach((_entry, i) => {
    const index = head.size - entries.length + i;
    demand(
      equalBytes(hashAt(leafHashes, i), hashesByLevel[0]![i]!),
      `entry ${index} was changed: it does not hash to its leaf in the tree`,
      'Restore the entry from a backup or a copy of the log; do not serve this log until it verifies.',
    );
  });
  return { frontier, hashesByLevel, entries };
}
