import type { LogName } from './log-name.js';

/** Kind of the entries of a batch. All entries of a batch have the same kind. */
export type BatchKind = 'decision' | 'label' | 'attributes' | 'event';

/** The two parts of a batch that are sealed separately, under different keys. */
export type PartName = 'payload' | 'attributes';

/** Things with key pages of their own: the parts of batches, the segments derived from them, and results of audits that show persons. */
export type KeyPart = PartName | 'segment' | 'result';

/** Place of a batch key. Pages of 256 keys are wrapped together. */
export interface KeySlot {
  readonly page: number;
  readonly slot: number;
}

/** Output of AES-256-GCM with the place of its key. */
export interface SealedPart extends KeySlot {
  /** Nonce (12 bytes), tag (16 bytes), ciphertext. */
  readonly bytes: Uint8Array;
}

/** Records committed and sealed together: the unit of storage and of erasure. */
export interface SealedBatch {
  readonly log: LogName;
  /** Sequence number within a log, from 0 without gaps. */
  readonly seq: number;
  readonly kind: BatchKind;
  /** Index of the first entry in the log. */
  readonly firstIndex: number;
  readonly n: number;
  readonly receivedAtMs: number;
  /** Ids, n x 16 bytes: the decision that each entry is about; for an event its own id. */
  readonly ids: Uint8Array;
  /** Leaves, n x 32 bytes: SHA-256(0x02 || salt || entry), the public leaf without its version byte. */
  readonly leaves: Uint8Array;
  readonly payload: SealedPart;
  readonly attributes: SealedPart | null;
  /**
   * Bit map of the erased records, empty while there are none; it lets a label be refused without opening the batch. Null in batches of
   * programs before schema 11 that were never re-sealed, where only the content tells.
   */
  readonly erased: Uint8Array | null;
}

export interface BatchIds {
  readonly seq: number;
  readonly ids: Uint8Array;
  readonly receivedAtMs: number;
}

/** Columns that tell, without opening a batch, which records are in it. */
export type BatchColumns = Pick<SealedBatch, 'seq' | 'n' | 'ids'>;

export interface LeafRange {
  readonly seq: number;
  readonly firstIndex: number;
  readonly leaves: Uint8Array;
}

export interface LogSize {
  /** Sequence number of the next batch. */
  readonly nextSeq: number;
  /** Number of entries. */
  readonly size: number;
}

/** A label or attributes record that refers to a decision. */
export interface DecisionRef {
  readonly decision: Uint8Array;
  readonly kind: BatchKind;
  readonly seq: number;
  readonly position: number;
}
