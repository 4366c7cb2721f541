import type { NoteSigner, VerifierKey } from '../../../core/ledger/index.js';
import type { LogName } from './log-name.js';

/** A hand-over of a log's signing key. */
export interface RotationRecord {
  readonly log: LogName;
  /** Number of entries of the log when the new key took over. */
  readonly fromSize: number;
  /** The note that both keys signed. */
  readonly statement: string;
  readonly rotatedAtMs: number;
  /** Time until which the old key signs as well. */
  readonly retiresAtMs: number;
}

/** The signer of a log. `key` and `sign` are those of the newest key. */
export interface LogSigner extends NoteSigner {
  /** The signing keys; absent where keys are managed elsewhere, such as in a hardware module. */
  readonly keys?: SigningKeys;
}

/** The signing keys of one log. Changes are durable when a method resolves. */
export interface SigningKeys {
  /** All keys that sign now, newest first. */
  all(): readonly NoteSigner[];
  /** A key that waits beside the others and signs nothing yet; it is the same one until it is adopted. */
  waiting(): Promise<NoteSigner>;
  /** Makes the waiting key the newest, while the others go on signing. Throws `KEY_MISSING` when no such key waits. */
  adopt(key: VerifierKey): Promise<void>;
  /** Destroys all keys but the newest. */
  retire(): Promise<void>;
}

export const signersOf = (signer: LogSigner): readonly NoteSigner[] => signer.keys?.all() ?? [signer];

/** A witness elsewhere (C2SP tlog-witness). */
export interface WitnessPort {
  readonly key: VerifierKey;
  /** Address of the witness, for messages. */
  readonly where: string;
  /** Sends `POST add-checkpoint` and returns status and body of the answer. Rejects when there is no answer. */
  addCheckpoint(body: string, signal: AbortSignal): Promise<{ readonly status: number; readonly body: string }>;
}

/**
 * `ahead`: the witness saw more entries than this service ever signed, so this log was rolled back or has a twin. `fork`: it saw other
 * entries. `false-signature`: its answer is not its signature.
 */
export type WitnessAlarm = 'ahead' | 'fork' | 'false-signature';

export interface WitnessStatus {
  readonly name: string;
  readonly cosignedSize: number;
  /** Time of the last cosignature; null before the first one since the start. */
  readonly cosignedAtMs: number | null;
  readonly failures: number;
  readonly alarm: WitnessAlarm | null;
}

/** Result of the last whole check of a log. */
export interface CheckResult {
  readonly log: LogName;
  readonly finishedAtMs: number;
  readonly tookMs: number;
  readonly entries: number;
  readonly ok: boolean;
}

/** State of the logs for `/metrics`. */
export interface LedgerMetrics {
  /** Number of entries under the checkpoint that is shown; `cosignedSize` is that under the newest that witnesses signed. */
  readonly shownSize: Readonly<Record<LogName, number>>;
  readonly cosignedSize: Readonly<Record<LogName, number>>;
  /**
   * How long a signed checkpoint may have to wait until it is shown, ms: 0 when it is shown at once, the interval of a public log, and with
   * witnesses the time between two requests to them and the wait for their answer.
   */
  readonly showsWithinMs: Readonly<Record<LogName, number>>;
  readonly witnesses: readonly (WitnessStatus & { readonly log: LogName })[];
  /** Results of the last whole check of each log. */
  readonly checks: readonly CheckResult[];
  /** Whether a log is halted because it is not what was signed. */
  readonly halted: boolean;
}

/** Result of a hand-over to a new key, for an administrator. */
export interface RotationResult {
  readonly log: LogName;
  readonly oldKey: string;
  readonly newKey: string;
  readonly fromSize: number;
  /** The note that both keys signed, for those who must learn the new key. */
  readonly statement: string;
  readonly retiresAtMs: number;
}
