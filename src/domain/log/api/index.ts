import type { TribuneError } from '../../../core/base/errors.js';
import type { LogEvent, LogName, RotationResult, SignedCheckpoint, WaitingEvent } from '../ports/index.js';

/** The place of an event that became an entry. */
export interface LoggedEvent {
  readonly id: string;
  readonly index: number;
}

/** The two logs, `main` and `reads`: entries of any kind, their keys, their state, and the files that outsiders may read. */
export interface Log {
  /** Turns an event into an entry of the log that its declaration names; resolves once the entry is durable. */
  record(event: LogEvent): Promise<LoggedEvent>;
  /**
   * A file of the public log by its path: `checkpoint`, `rotations`, `tile/...`. Null when the checkpoint that is shown covers no such
   * file.
   */
  file(log: LogName, path: string): Promise<Uint8Array | null>;
  /** The newest checkpoint; outsiders may still be shown the one before. */
  checkpoint(log: LogName): SignedCheckpoint | null;
  /** Verifier key of a log, for outsiders. */
  verifierKey(log: LogName): string;
  /** Signs everything committed now instead of within a second, and shows the checkpoint unless it waits for witnesses or for its time. */
  publish(): Promise<void>;
  /** Recomputes both logs from the database and compares them with their checkpoints; throws `LEDGER_INVALID`. */
  verify(): Promise<void>;
  /** Why a log is no longer signed: its entries are not those that were signed. Null while there is no fault. */
  readonly fault: TribuneError | null;
  /** Turns waiting events into entries. Events are stored in the transaction of their act, and this also runs at every start. */
  flush(): Promise<void>;
  /**
   * As `flush`, after an act that is stored with its event: a failure does not undo the act, and the entry is written at the next attempt.
   */
  flushEvents(): Promise<void>;
  /** Whether an event was kept: it waits, or is an entry already. For whoever lost the answer to the commit that was to keep it. */
  isSaved(event: WaitingEvent): Promise<boolean>;
  /** Reads every leaf again now; a fault that is found stops the log. */
  check(): Promise<void>;
  /** Chooses whether checkpoints are shown at fixed times only, or as soon as they are signed. */
  setPublic(isPublic: boolean): void;
  /** Hands a log over to a new signing key; the old one signs beside it for a while, 30 days by default. */
  rotateKey(log: LogName, request: { readonly overlapMs?: number; readonly by: string }): Promise<RotationResult>;
}
