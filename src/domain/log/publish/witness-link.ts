import { counted } from '../../../core/base/counted.js';
import {
  addSignatures,
  type LedgerCrypto,
  type NoteSignature,
  parseCosignatures,
  parseNote,
  parseSize,
  printAddCheckpoint,
  printNote,
  readCheckpoint,
  verifyNote,
} from '../../../core/ledger/index.js';
import type { WitnessAlarm, WitnessPort, WitnessStatus } from '../ports/index.js';

/** First pause after a failure, ms; it doubles each time. */
const FIRST_PAUSE_MS = 1000;
/** Longest pause, ms. */
const LONGEST_PAUSE_MS = 300_000;
/** Number of attempts within one request, for a witness that restarts and one that another of our requests overtook. */
const TRIES = 3;

/** A checkpoint to be signed, with the proof that it extends an earlier one. */
export interface CheckpointToSign {
  /** The signed note of the log. */
  readonly note: string;
  readonly size: number;
  readonly consistencyFrom: (oldSize: number) => Promise<readonly Uint8Array[]>;
}

export type WitnessOutcome =
  | { readonly status: 'cosigned'; readonly signature: NoteSignature }
  | { readonly status: 'alarm'; readonly alarm: WitnessAlarm; readonly detail: string }
  | { readonly status: 'failed'; readonly detail: string };

/** One witness with its state: how far it has seen the log, and when it is asked again. */
export class WitnessLink {
  readonly witness: WitnessPort;
  readonly #crypto: LedgerCrypto;
  readonly #nowMs: () => number;
  #knownSize = 0;
  #cosignedSize = 0;
  #cosignedAtMs: number | null = null;
  #failures = 0;
  #failuresInRow = 0;
  #dueAtMs = 0;
  #alarm: WitnessAlarm | null = null;

  constructor(witness: WitnessPort, { crypto, nowMs }: { crypto: LedgerCrypto; nowMs: () => number }) {
    this.witness = witness;
    this.#crypto = crypto;
    this.#nowMs = nowMs;
  }

  /** Size of the newest checkpoint that the witness signed. */
  get cosignedSize(): number {
    return this.#cosignedSize;
  }

  /** Time at which the witness may be asked again, ms since 1970. */
  get dueAtMs(): number {
    return this.#dueAtMs;
  }

  get status(): WitnessStatus {
    const [cosignedSize, cosignedAtMs] = [this.#cosignedSize, this.#cosignedAtMs];
    return { name: this.witness.key.name, cosignedSize, cosignedAtMs, failures: this.#failures, alarm: this.#alarm };
  }

  /** Restores whether the witness signed a note from before this start. */
  async recall(note: string, size: number): Promise<void> {
    const signed = await verifyNote(parseNote(note), [this.witness.key], this.#crypto);
    if (signed.length === 0) return;
    this.#knownSize = size;
    this.#cosignedSize = size;
  }

  /** Asks for a signature. It never rejects: a failure is an outcome, and the pause before the next attempt grows. */
  async cosign(checkpoint: CheckpointToSign, signal: AbortSignal): Promise<WitnessOutcome> {
    const outcome = await this.#tryCosign(checkpoint, signal).catch(
      (cause: unknown): WitnessOutcome => ({ status: 'failed', detail: reasonOf(cause, signal) }),
    );
    if (outcome.status === 'cosigned') {
      this.#failuresInRow = 0;
      this.#cosignedSize = checkpoint.size;
      this.#knownSize = checkpoint.size;
      this.#cosignedAtMs = this.#nowMs();
      this.#alarm = null;
      return outcome;
    }
    this.#failures++;
    this.#dueAtMs = this.#nowMs() + Math.min(FIRST_PAUSE_MS * 2 ** this.#failuresInRow++, LONGEST_PAUSE_MS);
    if (outcome.status === 'alarm') this.#alarm = outcome.alarm;
    return outcome;
  }

  async #tryCosign(checkpoint: CheckpointToSign, signal: AbortSignal): Promise<WitnessOutcome> {
    // A witness that saw more than this checkpoint gets no impossible proof; the answer reports it.
    if (this.#knownSize > checkpoint.size) this.#knownSize = 0;
    for (let attempt = 1; ; attempt++) {
      const oldSize = this.#knownSize;
      const proof = oldSize === 0 ? [] : await checkpoint.consistencyFrom(oldSize);
      const body = printAddCheckpoint({ oldSize, proof, checkpoint: checkpoint.note });
      const answer = await this.witness.addCheckpoint(body, signal);
      if (answer.status === 200) return this.#signatureIn(answer.body, checkpoint);
      if (answer.status === 422) return alarm('fork', `it saw other entries than the ${checkpoint.size} of this log`);
      if (answer.status !== 409) return refused(answer);
      const size = parseSize(answer.body);
      if (size > checkpoint.size)
        return alarm('ahead', `it saw ${counted(size, 'entry')}, this service has signed ${checkpoint.size}`);
      // By some editions of the standard a witness answers 409 to another root at the same size.
      if (size === oldSize) return alarm('fork', `it saw another root for ${counted(size, 'entry')}`);
      if (attempt === TRIES) return { status: 'failed', detail: `it answers 409 again and again, last with ${size}` };
      this.#knownSize = size;
    }
  }

  /**
   * Finds the signature in an answer. A failed signature of a known key would invalidate the whole checkpoint, so it is checked before it
   * is added.
   */
  async #signatureIn(body: string, checkpoint: CheckpointToSign): Promise<WitnessOutcome> {
    const { key } = this.witness;
    const note = parseNote(checkpoint.note);
    const mine = parseCosignatures(body).filter(({ name, keyId }) => name === key.name && keyId === key.keyId);
    const [signature] = mine;
    if (signature === undefined) return { status: 'failed', detail: `its answer has no signature of ${key.name}` };
    try {
      await verifyNote(addSignatures({ ...note, signatures: [] }, mine), [key], this.#crypto);
    } catch {
      return alarm('false-signature', 'its signature does not fit the checkpoint');
    }
    return { status: 'cosigned', signature };
  }
}

/** The note with further signatures. */
export const withSignatures = (note: string, signatures: readonly NoteSignature[]): string =>
  printNote(addSignatures(readCheckpoint(note).note, signatures));

const alarm = (kind: WitnessAlarm, detail: string): WitnessOutcome => ({ status: 'alarm', alarm: kind, detail });

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'it finds the request malformed',
  403: 'it trusts none of the keys that signed; give it the verifier key of this log',
  404: 'it does not watch this log; give it the verifier key of this log',
};

const refused = ({ status }: { status: number }): WitnessOutcome => ({
  status: 'failed',
  detail: REFUSALS[status] ?? `it answers ${status}`,
});

function reasonOf(cause: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'it did not answer in time';
  return cause instanceof Error ? cause.message : String(cause);
}
