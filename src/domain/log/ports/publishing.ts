import type { NoteSigner, VerifierKey } from '../../../core/ledger/index.js';
import type { LogName } from './log-name.js';

/** A hand-over of a log's signing key. */
export interface RotationRecord {
  readonly log: LogName;
  /** Entries of the log when the new key took over. */
  readonly fromSize: number;
  /** The note that both keys signed. */
  readonly statement: string;
  readonly rotatedAtMs: number;
  /** Until then the old key signs as well. */
  readonly retiresAtMs: number;
}

/** The signer of a log. `key` and `sign` are those of the newest key. */
export interface LogSigner extends NoteSigner {
  /** Absent where keys are changed elsewhere, such as in a hardware module. */
  readonly keys?: SigningKeys;
}

/** The signing keys of one log. Every method is durable on return. */
export interface SigningKeys {
  /** All that sign now, newest first. */
  all(): readonly NoteSigner[];
  /** A key that waits beside the others and signs nothing yet; the same one until it is adopted. */
  waiting(): Promise<NoteSigner>;
  /** The waiting key becomes the newest; the others go on. Throws `KEY_MISSING` when no such key waits. */
  adopt(key: VerifierKey): Promise<void>;
  /** Destroys all keys but the newest. */
  retire(): Promise<void>;
}

export const signersOf = (signer: LogSigner): readonly NoteSigner[] => signer.keys?.all() ?? [signer];

/** A witness somewhere else (C2SP tlog-witness). */
export interface WitnessPort {
  readonly key: VerifierKey;
  /** Address, for messages. */
  readonly where: string;
  /** `POST add-checkpoint`: status and body of the answer. Rejects when there is none. */
  addCheckpoint(body: string, signal: AbortSignal): Promise<{ readonly status: number; readonly body: string }>;
}

/**
 * `ahead`: the witness saw more entries than this service ever signed, so this log was rolled back or has a twin. `fork`: it saw
 * other entries. `false-signature`: what it answered is not its signature.
 */
export type WitnessAlarm = 'ahead' | 'fork' | 'false-signature';

export interface WitnessStatus {
  readonly name: string;
  readonly cosignedSize: number;
  /** Null before the first signature since start. */
  readonly cosignedAtMs: number | null;
  readonly failures: number;
  readonly alarm: WitnessAlarm | null;
}

/** What the last whole check of a log found. */
export interface CheckResult {
  readonly log: LogName;
  readonly finishedAtMs: number;
  readonly tookMs: number;
  readonly entries: number;
  readonly ok: boolean;
}

/** State of the logs for `/metrics`. */
export interface LedgerMetrics {
  /** Entries under the head that is shown, and under the newest that witnesses signed. */
  readonly shownSize: Readonly<Record<LogName, number>>;
  readonly cosignedSize: Readonly<Record<LogName, number>>;
  readonly witnesses: readonly (WitnessStatus & { readonly log: LogName })[];
  /** What the last whole check of each log found. */
  readonly checks: readonly CheckResult[];
  /** Whether a log is not what was signed. */
  readonly halted: boolean;
}

/** What an administrator is told of a hand-over to a new key. */
export interface RotationResult {
  readonly log: LogName;
  readonly oldKey: string;
  readonly newKey: string;
  readonly fromSize: number;
  /** The note that both keys signed, for those who must learn the new key. */
  readonly statement: string;
  readonly retiresAtMs: number;
}
