import { TribuneError } from '../../../core/errors.js';
import { CompactRange, encodeHex, type TreeHasher } from '../../../core/ledger/index.js';
import type { DecisionLog, KeptHead } from '../ports.js';
import { entriesOf } from './publisher.js';

const PAGE_BATCHES = 64;

/** Recomputes the root of a head from the leaves in the database. Throws `LEDGER_INVALID` when it is another. */
export async function verifyAgainstHead(
  decisions: DecisionLog,
  hasher: TreeHasher,
  { log, size, root }: KeptHead,
): Promise<void> {
  const range = new CompactRange(hasher);
  while (range.size < size) {
    const before = range.size;
    for (const { firstIndex, leaves } of await decisions.leavesFrom(log, range.size, PAGE_BATCHES)) {
      if (firstIndex > range.size) break;
      const entries = entriesOf(leaves).slice(range.size - firstIndex);
      for (const entry of entries) if (range.size < size) range.append(hasher.leaf(entry));
    }
    if (range.size === before) throw changed(`entry ${before} of log ${log} is missing from the database`);
  }
  const found = encodeHex(range.root());
  if (found !== encodeHex(root))
    throw changed(`the ${size} entries of log ${log} have the root ${found}, signed was ${encodeHex(root)}`);
}

const changed = (what: string): TribuneError =>
  new TribuneError('LEDGER_INVALID', what, {
    remedy: 'Keep database and tiles as evidence: rows were changed after logging.',
  });
