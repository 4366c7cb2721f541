import { DAY_MS } from '../../../core/base/durations.js';
import type { LedgerCrypto } from '../../../core/ledger/index.js';
import type { WitnessPort } from '../ports/index.js';

/** How heads are shown, witnessed and checked. */
export interface LedgerOptions {
  /** Who is asked to sign heads, and what their signatures are checked with. */
  readonly witnesses?: { readonly ports: readonly WitnessPort[]; readonly crypto: LedgerCrypto };
  /** Signatures that make a head witnessed; more than half of the witnesses by default. */
  readonly quorum?: number;
  /** Shortest time between two requests to witnesses, ms. */
  readonly witnessIntervalMs?: number;
  /** How long a head waits for witnesses before it is shown without, ms. */
  readonly witnessWaitMs?: number;
  /** Whether anyone may read: heads then come at fixed times only. */
  readonly isPublic?: boolean;
  /** Time between two checkpoints of a public log, ms. */
  readonly publicIntervalMs?: number;
  /** Time between two whole checks of the logs, ms; 0 for none. */
  readonly checkIntervalMs?: number;
  /** Time from the start to the first whole check, ms. */
  readonly firstCheckAfterMs?: number;
}

/** Ours. Under steady load a witness signs six times a minute; on a quiet log a head waits only for its answer. */
export const WITNESS_INTERVAL_MS = 10_000;
/** Ours: ten times what a witness on another continent needs. */
export const WITNESS_WAIT_MS = 5000;
/** Keeps the promise of one second from commit to checkpoint. A longer time tells outsiders less of the traffic. */
export const PUBLIC_INTERVAL_MS = 500;
export const CHECK_INTERVAL_MS = DAY_MS;
/** After the rush of a start. */
export const FIRST_CHECK_AFTER_MS = 60_000;
/** Both keys sign this long unless told otherwise, ms: verifiers and witnesses need time to learn the new one. */
export const KEY_OVERLAP_MS: number = 30 * DAY_MS;
/** A last request to witnesses when the service stops, ms. */
export const LAST_ROUND_MS = 2000;
