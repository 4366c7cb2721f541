import type { TribuneError } from '../../../core/base/errors.js';
import type { LogEvent, LogName, RotationResult, SignedCheckpoint } from '../ports/index.js';

/** Where an event became an entry. */
export interface LoggedEvent {
  readonly id: string;
  readonly index: number;
}

/** The two logs, `main` and `reads`: entries of any kind, their keys, their health, and what outsiders may read of them. */
export interface Log {
  /** Makes an event into an entry of the log that its declaration names; answers once it is durable. */
  record(event: LogEvent): Promise<LoggedEvent>;
  /** A file of the public log by its path: `checkpoint`, `rotations`, `tile/...`. Null when there is none under the head that is shown. */
  file(log: LogName, path: string): Promise<Uint8Array | null>;
  /** The last signed head; outsiders may still be shown the one before. */
  head(log: LogName): SignedCheckpoint | null;
  /** Verifier key of a log, to be given to outsiders. */
  verifierKey(log: LogName): string;
  /** Signs everything committed now instead of within a second, and shows it unless that waits for witnesses or for its time. */
  publish(): Promise<void>;
  /** Recomputes both logs from the database and compares with the signed heads; throws `LEDGER_INVALID`. */
  verify(): Promise<void>;
  /** Why a log is not signed any more: its entries are not those that were signed. Null while all is well. */
  readonly fault: TribuneError | null;
  /** Makes events that were kept with what they tell of into entries; also done at every start. */
  flush(): Promise<void>;
  /** The same after an act that is done and kept with its event: where it fails the act stands, and the entry comes with the next try. */
  flushEvents(): Promise<void>;
  /** Reads every leaf again now; what is found stops the log. */
  check(): Promise<void>;
  /** From now on heads are shown at fixed times only, or as soon as they are signed. */
  setPublic(isPublic: boolean): void;
  /** Hands a log over to a new signing key; the old one goes on beside it for a while, 30 days by default. */
  rotateKey(log: LogName, request: { readonly overlapMs?: number; readonly by: string }): Promise<RotationResult>;
}
