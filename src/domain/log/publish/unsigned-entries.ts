import { TribuneError } from '../../../core/base/errors.js';
import type { DecisionLog, LogName } from '../ports/index.js';
import { openStored } from '../read/index.js';
import type { OpenDeps } from '../seal/open-batch.js';
import { changed, gap } from './faults.js';

/** Number of batches read at once: at 512 records of 200 bytes, 3 MB. */
const PAGE_BATCHES = 32;

interface UnsignedDeps extends OpenDeps {
  readonly log: LogName;
  readonly decisions: DecisionLog;
}

/**
 * Opens the batches of entries that stand in the database and under no checkpoint, such as after a crash. Their keys are kept outside the
 * database, so whoever can write there cannot have a row signed that this service did not commit. Throws `LEDGER_INVALID` with the first
 * batch that is not in its place or does not open under its own columns.
 */
export async function demandAsCommitted(
  deps: UnsignedDeps,
  { from, upTo }: { readonly from: number; readonly upTo: number },
): Promise<void> {
  const { log, decisions } = deps;
  if (from >= upTo) return;
  const first = await decisions.readAt(log, from);
  if (first === null) throw gap(log, from);
  let [seq, index] = [first.seq, first.firstIndex];
  while (index < upTo) {
    const batches = await decisions.readFrom(log, seq, PAGE_BATCHES);
    if (batches.length === 0) throw gap(log, index);
    for (const batch of batches) {
      if (batch.seq !== seq || batch.firstIndex !== index) throw gap(log, index);
      await openStored(deps, batch).catch((cause: unknown) => {
        const isOther =
          cause instanceof TribuneError && (cause.code === 'STORE_INVALID' || cause.code === 'KEY_MISSING');
        throw isOther ? changed(`entries ${index} to ${index + batch.n - 1} of log ${log}: ${cause.message}`) : cause;
      });
      [seq, index] = [seq + 1, index + batch.n];
    }
  }
}
