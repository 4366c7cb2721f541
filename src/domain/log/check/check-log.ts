import { TribuneError } from '../../../core/base/errors.js';
import type { DecisionLog, LogName, SealedBatch, SignedCheckpoint } from '../ports/index.js';
import { changed } from '../publish/faults.js';
import { type OpenDeps, type OpenedBatch, openBatch } from '../seal/open-batch.js';

/** Number of batches read at once: at 512 records of 200 bytes, 3 MB. */
const PAGE_BATCHES = 32;

/** A further check of the entries of a log, beside that of their root. */
export interface RowCheck {
  /** Called with every batch, in order. Throws `LEDGER_INVALID`. */
  see(opened: OpenedBatch): Promise<void>;
  /** Called after the last batch. Throws `LEDGER_INVALID`. */
  finish(): Promise<void>;
}

export interface CheckLogDeps extends OpenDeps {
  readonly decisions: DecisionLog;
  readonly checks: readonly RowCheck[];
  /** Called between batches, with the time that the last one took, ms. */
  readonly pause: (workedMs: number) => Promise<void>;
}

/**
 * Reads every batch of a log again, checks that each is in its place and opens under its own columns, and passes it to further checks.
 * Throws `LEDGER_INVALID` with the first batch that was changed.
 */
export async function checkLog(
  deps: CheckLogDeps,
  { log, size }: Pick<SignedCheckpoint, 'log' | 'size'>,
): Promise<void> {
  const { decisions, checks, pause, runtime } = deps;
  const end = (await decisions.size(log)).size;
  let [seq, index] = [0, 0];
  while (index < Math.max(end, size)) {
    const batches = await decisions.readFrom(log, seq, PAGE_BATCHES);
    for (const batch of batches) {
      const started = runtime.nowMs();
      if (batch.seq !== seq || batch.firstIndex !== index) throw missing(log, index);
      const opened = await openAsLogged(deps, batch);
      for (const check of checks) await check.see(opened);
      [seq, index] = [seq + 1, index + batch.n];
      await pause(runtime.nowMs() - started);
    }
    if (batches.length === 0) throw missing(log, index);
  }
  for (const check of checks) await check.finish();
}

const missing = (log: LogName, index: number): TribuneError =>
  changed(`entry ${index} of log ${log} is missing from the database`);

/** Opens a batch. It may be re-sealed between the reading of its row and of its key; its new row is read then. */
async function openAsLogged(deps: CheckLogDeps, batch: SealedBatch): Promise<OpenedBatch> {
  const { log, seq } = batch;
  try {
    return await openBatch(deps, batch);
  } catch (cause) {
    if (!(cause instanceof TribuneError) || !NOT_AS_LEFT.has(cause.code)) throw cause;
    const again = cause.code === 'KEY_MISSING' ? await deps.decisions.read(log, seq) : null;
    const isNew = again !== null && again.payload.slot !== batch.payload.slot;
    if (isNew) return openAsLogged(deps, again);
    throw changed(`entries ${batch.firstIndex} to ${batch.firstIndex + batch.n - 1} of log ${log}: ${cause.message}`);
  }
}

const NOT_AS_LEFT: ReadonlySet<string> = new Set(['STORE_INVALID', 'KEY_MISSING']);
