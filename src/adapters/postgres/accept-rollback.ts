import { TribuneError } from '../../core/base/errors.js';
import { printUuid, UUID_BYTES, uuidV7 } from '../../core/base/uuid.js';
import { sha256, treeHasher } from '../../core/ledger/index.js';
import { rollbackAccepted } from '../../domain/log/events/index.js';
import type { LogName, SignedCheckpoint } from '../../domain/log/ports/index.js';
import { verifyAgainstCheckpoint } from '../../domain/log/publish/index.js';
import { nodeRuntime } from '../runtime/index.js';
import type { Store } from './open-store.js';

/** A log that goes on from an older state, and the file that stores the checkpoint it gave up. */
export interface AcceptedRollback {
  readonly log: LogName;
  readonly lostSize: number;
  readonly keptSize: number;
  readonly evidence: string;
}

const LOGS = ['main', 'reads'] as const;

/**
 * After a deliberate restore to an older state: gives up the newer heads kept beside the keys and lets the logs go on from what the
 * database holds. That it was done becomes an entry of the log, kept in the database before anything else changes. The service
 * must not run; the store is open. Logs that were not rolled back stay as they are.
 */
export async function acceptRollback(
  store: Store,
  { reason, by }: { readonly reason: string; readonly by: string },
): Promise<AcceptedRollback[]> {
  const { ledger, pinned, pinnedNumbers, outbox } = store;
  const accepted: AcceptedRollback[] = [];
  const waiting = await outbox.pending();
  for (const log of LOGS) {
    const [lost, kept] = [await pinned.read(log), await ledger.lastCheckpoint(log)];
    if (lost === null || !(await isLost(store, lost, kept))) continue;
    const keptSize = kept?.size ?? 0;
    const event = rollbackAccepted({ log, lostSize: lost.size, lostHead: lost.note, keptSize, reason, by });
    const isTold = waiting.some(({ type, payload }) => type === event.type && payload.lostHead === lost.note);
    if (!isTold) await outbox.add({ ...event, id: newId(), log: 'main' });
    await pinnedNumbers.setAside(`lost-${lost.size}`);
    // Tiles of the lost entries must not be taken for those that come in their place.
    await ledger.clearFiles(log);
    // Tiles are made again from the entries, so the next start finds any fault of the entries that stay.
    await ledger.saveFault(log, null);
    // The lost checkpoint goes last: while it is there the log counts as lost, so after a crash all of this is done again.
    const evidence = await pinned.setAside(log, `lost-${lost.size}`);
    if (kept !== null) await pinned.write(kept);
    accepted.push({ log, lostSize: lost.size, keptSize, evidence: evidence ?? '' });
  }
  return accepted;
}

/** Whether the pinned checkpoint is ahead of the database, or not the beginning of what the database holds. */
async function isLost({ decisions }: Store, lost: SignedCheckpoint, kept: SignedCheckpoint | null): Promise<boolean> {
  if (kept === null || lost.size > kept.size) return true;
  try {
    await verifyAgainstCheckpoint(decisions, treeHasher(sha256), lost, { pause: nodeRuntime.turn, clock: nodeRuntime });
    return false;
  } catch (cause) {
    if (cause instanceof TribuneError && cause.code === 'LEDGER_INVALID') return true;
    throw cause;
  }
}

const newId = (): string => printUuid(uuidV7(nodeRuntime.nowMs(), nodeRuntime.randomBytes(UUID_BYTES)));
