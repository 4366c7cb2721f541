import type { BatchColumns, BatchIds, BatchKind, DecisionRef, LeafRange, LogSize, SealedBatch } from './batches.js';
import type { LogName } from './log-name.js';

/** A number that was made durable with the records of its request. */
export interface SeenNumber {
  readonly source: string;
  readonly sequence: number;
  readonly receivedAtMs: number;
}

/** The first answer to a request with an idempotency key, kept with the records it answers for. */
export interface IdempotentAnswer {
  /** Who sent it and under which key; unique. */
  readonly scope: string;
  readonly key: string;
  /** Keyed digest of the body. */
  readonly bodyDigest: Uint8Array;
  /** Empty where only the number of the request is kept. */
  readonly answer: string;
  readonly receivedAtMs: number;
  /** Running number of the request at its producer. */
  readonly seen?: SeenNumber;
}

/** An id that came again and should not have: kept and shown, the first record is never overwritten. */
export interface IntegrityEvent {
  readonly log: LogName;
  readonly detectedAtMs: number;
  readonly decision: Uint8Array;
  /** `conflict`: other content under a known id; `late-repeat`: found beyond the window; `erased-id`: sent again after erasure. */
  readonly type: 'conflict' | 'late-repeat' | 'erased-id';
  /** Entry of the record that came first. */
  readonly firstIndex: number;
  /** Keyed digest of the other content. */
  readonly otherDigest: Uint8Array;
  readonly source: string;
  /** Of a late repeat: its own entry, for it was taken. */
  readonly index?: number;
  /** Of a late repeat: whether it says the same as the first; `unknown` when one of the two was erased before. */
  readonly content?: 'same' | 'other' | 'unknown';
}

/** Everything that one commit makes durable: all or nothing. */
export interface Commit {
  readonly batches: readonly SealedBatch[];
  readonly answers: readonly IdempotentAnswer[];
  readonly integrityEvents: readonly IntegrityEvent[];
}

/** The append-only log of sealed batches. One writer at a time: `append` fails once another process holds the log. */
export interface DecisionLog {
  size(log: LogName): Promise<LogSize>;
  /** Returns when the commit is durable. A commit whose fate is unknown (lost connection) throws `StoreUnavailable`. */
  append(commit: Commit): Promise<void>;
  read(log: LogName, seq: number): Promise<SealedBatch | null>;
  /** Batches in order, for workers and checks; at most `limit`. */
  readFrom(log: LogName, seq: number, limit: number): Promise<SealedBatch[]>;
  /** The batch that holds an entry. */
  readAt(log: LogName, index: number): Promise<SealedBatch | null>;
  /** Leaves from the batch that holds `index` on. */
  leavesFrom(log: LogName, index: number, limit: number): Promise<LeafRange[]>;
  /** Ids of decision batches received at or after a time, in order, a page at a time. */
  idsSince(log: LogName, receivedAtMs: number): AsyncIterable<BatchIds>;
  /** Puts re-sealed parts in the place of the old, if those are still the ones read (`expected`); false when not. */
  replaceParts(batch: SealedBatch, expected: SealedBatch): Promise<boolean>;
  /** Index of the event entry with this id among the batches from `fromSeq` on; null when there is none. */
  eventAt(log: LogName, id: Uint8Array, fromSeq: number): Promise<number | null>;
  /** Label and attribute batches that speak about a decision: (seq, position). */
  refsOf(log: LogName, decision: Uint8Array): Promise<{ kind: BatchKind; seq: number; position: number }[]>;
  /** The same of many decisions at once, with the decision of each, in no order. */
  refsOfAll(log: LogName, decisions: readonly Uint8Array[]): Promise<DecisionRef[]>;
  /** Ids of decision batches; those that are not there are left out. */
  columnsOf(log: LogName, seqs: readonly number[]): Promise<BatchColumns[]>;
  /** Marks of erased records of batches; those that are not there are left out. */
  erasedOf(log: LogName, seqs: readonly number[]): Promise<Pick<SealedBatch, 'seq' | 'erased'>[]>;
  /** How many of the entries of a batch of labels or attributes are referred to as they should be. */
  countRefs(batch: Pick<SealedBatch, 'log' | 'seq' | 'kind' | 'n' | 'ids'>): Promise<number>;
  /** References to batches before `seq`. */
  countRefsBefore(log: LogName, seq: number): Promise<number>;
  idempotentAnswer(scope: string, key: string): Promise<IdempotentAnswer | null>;
  /** Scopes and keys of the answers received at or after a time. */
  keptKeysSince(receivedAtMs: number): Promise<{ scope: string; key: string }[]>;
  /** Forgets kept answers received before a time. */
  dropAnswersBefore(receivedAtMs: number): Promise<void>;
  integrityEvents(log: LogName, limit: number): Promise<IntegrityEvent[]>;
  /** Those about some decisions, newest first. */
  integrityEventsOf(log: LogName, decisions: readonly Uint8Array[]): Promise<IntegrityEvent[]>;
  /** Empties the digests kept of other contents of these decisions. */
  forgetDigests(log: LogName, decisions: readonly Uint8Array[]): Promise<void>;
}
