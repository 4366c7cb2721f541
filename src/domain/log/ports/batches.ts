import type { LogName } from './log-name.js';

/** What the entries of one batch are. A batch holds one kind. */
export type BatchKind = 'decision' | 'label' | 'attributes' | 'event';

/** The two halves of a batch that are sealed apart, under different keys. */
export type PartName = 'payload' | 'attributes';

/** What has key pages of its own: the parts of batches, and the segments derived from them. */
export type KeyPart = PartName | 'segment';

/** Place of a batch key: pages of 256 keys are wrapped together. */
export interface KeySlot {
  readonly page: number;
  readonly slot: number;
}

/** AES-256-GCM output with the place of its key. */
export interface SealedPart extends KeySlot {
  /** Nonce (12), tag (16), ciphertext. */
  readonly bytes: Uint8Array;
}

/** Records committed and sealed together; the unit of storage and of erasure. */
export interface SealedBatch {
  readonly log: LogName;
  /** Dense within a log, from 0. */
  readonly seq: number;
  readonly kind: BatchKind;
  /** Index of the first entry in the log. */
  readonly firstIndex: number;
  readonly n: number;
  readonly receivedAtMs: number;
  /** n x 16 bytes: the id of the decision that each entry is about; of an event, its own. */
  readonly ids: Uint8Array;
  /** n x 32 bytes: SHA-256(0x02 || salt || entry), the public leaf without its version byte. */
  readonly leaves: Uint8Array;
  readonly payload: SealedPart;
  readonly attributes: SealedPart | null;
  /**
   * Bit map of the records that were erased, empty while none is: by it a label is refused without opening the batch. Null in batches of
   * programs before schema 11 that were never sealed anew: there only the content tells.
   */
  readonly erased: Uint8Array | null;
}

export interface BatchIds {
  readonly seq: number;
  readonly ids: Uint8Array;
  readonly receivedAtMs: number;
}

/** What tells, without opening a batch, which records are in it. */
export type BatchColumns = Pick<SealedBatch, 'seq' | 'n' | 'ids'>;

export interface LeafRange {
  readonly seq: number;
  readonly firstIndex: number;
  readonly leaves: Uint8Array;
}

export interface LogSize {
  /** Sequence number that the next batch gets. */
  readonly nextSeq: number;
  /** Number of entries. */
  readonly size: number;
}

/** A label or attribute record that speaks about a decision. */
export interface DecisionRef {
  readonly decision: Uint8Array;
  readonly kind: BatchKind;
  readonly seq: number;
  readonly position: number;
}
