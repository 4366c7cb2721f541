import type { BatchColumns, BatchIds, BatchKind, DecisionRef, LeafRange, LogSize, SealedBatch } from './batches.js';
import type { LogName } from './log-name.js';

/** A number of a producer's request that was made durable with its records. */
export interface SeenNumber {
  readonly source: string;
  readonly sequence: number;
  readonly receivedAtMs: number;
}

/** The first answer to a request with an idempotency key, stored with the records that it is about. */
export interface IdempotentAnswer {
  /** Sender and key; unique. */
  readonly scope: string;
  readonly key: string;
  /** Keyed digest of the body. */
  readonly bodyDigest: Uint8Array;
  /** The answer; empty where only the number of the request is stored. */
  readonly answer: string;
  readonly receivedAtMs: number;
  /** Running number of the request at its producer. */
  readonly seen?: SeenNumber;
}

/** An id that came again and should not have. It is stored and shown; the first record is never overwritten. */
export interface IntegrityEvent {
  readonly log: LogName;
  readonly detectedAtMs: number;
  readonly decision: Uint8Array;
  /**
   * Type of the event. `conflict`: other content under a known id; `late-repeat`: found beyond the window; `erased-id`: sent again after
   * erasure.
   */
  readonly type: 'conflict' | 'late-repeat' | 'erased-id';
  /** Entry of the record that came first. */
  readonly firstIndex: number;
  /** Keyed digest of the other content. */
  readonly otherDigest: Uint8Array;
  readonly source: string;
  /** For a late repeat its own entry, because it was accepted. */
  readonly index?: number;
  /** For a late repeat, whether its content is that of the first record; `unknown` when one of the two was erased before. */
  readonly content?: 'same' | 'other' | 'unknown';
}

/** Everything that one commit makes durable, all or nothing. */
export interface Commit {
  readonly batches: readonly SealedBatch[];
  readonly answers: readonly IdempotentAnswer[];
  readonly integrityEvents: readonly IntegrityEvent[];
}

/** The append-only log of sealed batches. It has one writer: `append` fails once another process holds the log. */
export interface DecisionLog {
  size(log: LogName): Promise<LogSize>;
  /** Resolves when the commit is durable. A commit whose fate is unknown (lost connection) throws `STORE_UNAVAILABLE`. */
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
  /** Replaces re-sealed parts if the stored ones are still those read (`expected`); false when they are not. */
  replaceParts(batch: SealedBatch, expected: SealedBatch): Promise<boolean>;
  /** Index of the event entry with this id among the batches from `fromSeq` on; null when there is none. */
  eventAt(log: LogName, id: Uint8Array, fromSeq: number): Promise<number | null>;
  /** Ids of event entries, batch by batch from `fromSeq` on, a page at a time. */
  eventIds(log: LogName, fromSeq: number): AsyncIterable<Pick<SealedBatch, 'seq' | 'ids'>>;
  /** Label and attributes records that refer to a decision, as (seq, position). */
  refsOf(log: LogName, decision: Uint8Array): Promise<{ kind: BatchKind; seq: number; position: number }[]>;
  /** The same for many decisions at once, with the decision of each, in no particular order. */
  refsOfAll(log: LogName, decisions: readonly Uint8Array[]): Promise<DecisionRef[]>;
  /** Ids of decision batches; batches that do not exist are left out. */
  columnsOf(log: LogName, seqs: readonly number[]): Promise<BatchColumns[]>;
  /** Bit maps of erased records of batches; batches that do not exist are left out. */
  erasedOf(log: LogName, seqs: readonly number[]): Promise<Pick<SealedBatch, 'seq' | 'erased'>[]>;
  /** Number of entries of a batch of labels or attributes that have the reference they should have. */
  countRefs(batch: Pick<SealedBatch, 'log' | 'seq' | 'kind' | 'n' | 'ids'>): Promise<number>;
  /** Number of references to batches before `seq`. */
  countRefsBefore(log: LogName, seq: number): Promise<number>;
  idempotentAnswer(scope: string, key: string): Promise<IdempotentAnswer | null>;
  /** Scopes and keys of the idempotent answers received at or after a time. */
  answerKeysSince(receivedAtMs: number): Promise<{ scope: string; key: string }[]>;
  /** Removes idempotent answers received before a time. */
  dropAnswersBefore(receivedAtMs: number): Promise<void>;
  integrityEvents(log: LogName, limit: number): Promise<IntegrityEvent[]>;
  /** Integrity events about some decisions, newest first. */
  integrityEventsOf(log: LogName, decisions: readonly Uint8Array[]): Promise<IntegrityEvent[]>;
  /**
   * Names the first integrity event of a log that somebody else wrote, changed or took away, by its number; null where every one is as the
   * service left it.
   */
  foreignIntegrityEvent(log: LogName): Promise<string | null>;
  /** Empties the stored digests of other contents of these decisions. */
  forgetDigests(log: LogName, decisions: readonly Uint8Array[]): Promise<void>;
}
