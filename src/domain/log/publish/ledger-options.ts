import { DAY_MS } from '../../../core/base/durations.js';
import type { LedgerCrypto } from '../../../core/ledger/index.js';
import type { WitnessPort } from '../ports/index.js';

/** How checkpoints are shown, witnessed and checked. */
export interface LedgerOptions {
  /** Witnesses that sign checkpoints, and the crypto that verifies their signatures. */
  readonly witnesses?: { readonly ports: readonly WitnessPort[]; readonly crypto: LedgerCrypto };
  /** Number of signatures that make a checkpoint witnessed; more than half of the witnesses by default. */
  readonly quorum?: number;
  /** Shortest time between two requests to witnesses, ms. */
  readonly witnessIntervalMs?: number;
  /** Longest wait for witnesses before a checkpoint is shown without them, ms. */
  readonly witnessWaitMs?: number;
  /** Whether anyone may read the log: its checkpoints are then shown at fixed times only. */
  readonly isPublic?: boolean;
  /** Time between two checkpoints of a public log, ms. */
  readonly publicIntervalMs?: number;
  /** Time between two whole checks of the logs, ms; 0 for no checks. */
  readonly checkIntervalMs?: number;
  /** Time from the start to the first whole check, ms. */
  readonly firstCheckAfterMs?: number;
}

/**
 * Default of `witnessIntervalMs`, our choice. Under steady load a witness signs six times a minute; on a quiet log a checkpoint waits only
 * for its answer.
 */
export const WITNESS_INTERVAL_MS = 10_000;
/** Default of `witnessWaitMs`, our choice: ten times what a witness on another continent needs. */
export const WITNESS_WAIT_MS = 5000;
/**
 * Default of `publicIntervalMs`, which keeps the promise of one second from commit to checkpoint. A longer time reveals less of the traffic
 * to outsiders.
 */
export const PUBLIC_INTERVAL_MS = 500;
export const CHECK_INTERVAL_MS = DAY_MS;
/** Default of `firstCheckAfterMs`, after the rush of a start. */
export const FIRST_CHECK_AFTER_MS = 60_000;
/** Default time for which both keys sign, ms: verifiers and witnesses need time to learn the new one. */
export const KEY_OVERLAP_MS: number = 30 * DAY_MS;
/** Time limit of the last request to witnesses when the service stops, ms. */
export const LAST_ROUND_MS = 2000;
