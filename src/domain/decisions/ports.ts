/**
 * What the decision service asks of the world. Adapters implement it (PostgreSQL in `adapters/store`, memory in
 * `apps/testing`); one contract suite runs over both. Byte strings are `Uint8Array`, times are milliseconds since 1970.
 */

import type { IdSpill } from './commit/id-spill.js';
import type { LogName } from './log-name.js';
import type { ProducerStore, SeenNumber } from './producers/ports.js';
import type { EventOutbox, KeptRotation, PendingEvent } from './publish/ports.js';
import type { TreeGrowth } from './publish/tree-growth.js';
import type { RepeatStore, SegmentStore } from './segments/ports.js';

export type { LogName } from './log-name.js';

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

/** The first answer to a request with an idempotency key, kept with the records it answers for. */
export interface KeptAnswer {
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

export interface LogSize {
  /** Sequence number that the next batch gets. */
  readonly nextSeq: number;
  /** Number of entries. */
  readonly size: number;
}

export interface BatchIds {
  readonly seq: number;
  readonly ids: Uint8Array;
  readonly receivedAtMs: number;
}

/** What tells, without opening a batch, which records are in it. */
export type BatchColumns = Pick<SealedBatch, 'seq' | 'n' | 'ids'>;

/** A label or attribute record that speaks about a decision. */
export interface DecisionRef {
  readonly decision: Uint8Array;
  readonly kind: BatchKind;
  readonly seq: number;
  readonly position: number;
}

export interface LeafRange {
  readonly seq: number;
  readonly firstIndex: number;
  readonly leaves: Uint8Array;
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
  readonly answers: readonly KeptAnswer[];
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
  keptAnswer(scope: string, key: string): Promise<KeptAnswer | null>;
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

/** A signed head of a log, kept before anyone sees it. */
export interface KeptHead {
  readonly log: LogName;
  readonly size: number;
  readonly root: Uint8Array;
  /** The signed note, verbatim. */
  readonly note: string;
}

/** Heads are rows, tiles are files that can be derived from the leaves again. */
export interface LedgerStore {
  lastHead(log: LogName): Promise<KeptHead | null>;
  /** Durable on return. Refuses a smaller size, and another root at the same size; the same head with another note replaces the note. */
  keepHead(head: KeptHead): Promise<void>;
  /** The last head, from a place apart from the database; never older than one that was shown. */
  pinnedHead(log: LogName): Promise<KeptHead | null>;
  /** Durable on return. */
  pinHead(head: KeptHead): Promise<void>;
  /** What was found that is not what was signed, from a place apart from the database; null while all is well. */
  keptFault(log: LogName): Promise<string | null>;
  /** Durable on return; null takes it back. */
  keepFault(log: LogName, fault: string | null): Promise<void>;
  /** The newest head that witnesses signed, with their signatures. */
  cosignedHead(log: LogName): Promise<KeptHead | null>;
  keepCosignedHead(head: KeptHead): Promise<void>;
  /** Hand-overs of the signing key, oldest first. */
  rotations(log: LogName): Promise<KeptRotation[]>;
  /** Keeps the hand-over and the event that tells of it, both or neither. */
  keepRotation(rotation: KeptRotation, event: PendingEvent): Promise<void>;
  /** A tile, bundle, `checkpoint` or `rotations` by its path below the log. */
  readFile(log: LogName, path: string): Promise<Uint8Array | null>;
  writeFiles(log: LogName, files: readonly { readonly path: string; readonly bytes: Uint8Array }[]): Promise<void>;
  /** Grows the tree whose tiles are the files of a log. One at a time for a log. */
  growTree(log: LogName): TreeGrowth;
  /** Deletes tiles and checkpoint, before they are derived anew. */
  clearFiles(log: LogName): Promise<void>;
}

/** A page of 256 batch keys, wrapped under the key-encryption key of an epoch. */
export interface WrappedPage {
  readonly part: KeyPart;
  readonly page: number;
  readonly epoch: number;
  readonly bytes: Uint8Array;
}

export interface KeyStore {
  /** Number that the next page of a part gets. */
  nextPage(part: KeyPart): Promise<number>;
  insertPage(page: WrappedPage): Promise<void>;
  readPage(part: KeyPart, page: number): Promise<WrappedPage | null>;
  replacePage(page: WrappedPage): Promise<void>;
  /** Pages of a part not yet under this epoch. */
  pagesOutside(part: KeyPart, epoch: number, limit: number): Promise<WrappedPage[]>;
}

/** Key-encryption keys by epoch, outside every database backup. */
export interface Keyring {
  /** Epoch that new pages are wrapped under. */
  currentEpoch(): number;
  /** When the current epoch began. */
  epochStartedAtMs(): number;
  /** 32 bytes; throws `KEY_MISSING` for an epoch that was destroyed. */
  key(epoch: number): Uint8Array;
  /** Epochs that are not destroyed. */
  epochs(): number[];
  /** Key of the subject index and of digests, 32 bytes. */
  indexKey(): Uint8Array;
  /** Makes the key of the next epoch and makes it durable. */
  begin(epoch: number, nowMs: number): Promise<void>;
  /** Durable on return: the key is nowhere any more. */
  destroy(epoch: number): Promise<void>;
}

/** A run of the tag index: 8-byte tags, each with the place of its entry. */
export interface TagRun {
  readonly log: LogName;
  readonly kind: 'subject' | 'id';
  /** Batches `firstSeq` to `lastSeq` (inclusive) are in this run. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** 256 buckets by the first byte of the tag; each bucket n x (tag 8, seq 6, position 2), big-endian. */
  readonly buckets: readonly Uint8Array[];
}

/** Batches from one to another, inclusive. */
export interface SeqRange {
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** Where entries of a subject or an id are; built off the acknowledgement path, so its tail lags behind the log. */
export interface TagIndexStore {
  /** First batch that no run covers. */
  indexedTo(log: LogName, kind: TagRun['kind']): Promise<number>;
  /** All or nothing. */
  insertRuns(runs: readonly TagRun[]): Promise<void>;
  /** Oldest first. */
  runs(log: LogName, kind: TagRun['kind']): Promise<Pick<TagRun, 'firstSeq' | 'lastSeq'>[]>;
  /** One bucket of every run, or at least of those that have batches within a range. */
  bucket(
    log: LogName,
    kind: TagRun['kind'],
    bucket: number,
    within?: SeqRange,
  ): Promise<{ firstSeq: number; bytes: Uint8Array }[]>;
  /** Some buckets of every run. */
  buckets(
    log: LogName,
    kind: TagRun['kind'],
    buckets: readonly number[],
  ): Promise<{ bucket: number; bytes: Uint8Array }[]>;
  replaceBucket(
    log: LogName,
    kind: TagRun['kind'],
    place: { firstSeq: number; bucket: number },
    bytes: Uint8Array,
  ): Promise<void>;
}

/** Records of one batch that go, and the keys they were sealed under when that was decided. */
export interface PlannedBatch extends SeqKeys {
  /** Positions of the decisions themselves. */
  readonly own: readonly number[];
  /** Positions of labels and attributes that came later about erased decisions. */
  readonly later: readonly number[];
}

interface SeqKeys {
  readonly seq: number;
  readonly payload: KeySlot;
  readonly attributes: KeySlot | null;
}

/** What an erasure still has to do. Kept before the first record goes, so that a crash anywhere is finished at the next start. */
export interface ErasurePlan {
  /** Id of the entry that will tell of it: by it an entry that was written before a crash is known again. */
  readonly entry: string;
  /** First batch that can hold that entry. */
  readonly afterSeq: number;
  readonly type: 'subject.erased' | 'retention.expired';
  /** What the entry says beyond the numbers. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Bucket of the tag index that holds the subject's tags; null where several subjects are erased. */
  readonly bucket: number | null;
  readonly batches: readonly PlannedBatch[];
  /** Keyed hash over all of it and the erasure it belongs to: nobody with the database alone can have records erased. */
  readonly seal: string;
}

/** One erasure and how far it got. */
export interface ErasureRecord {
  readonly id: string;
  readonly requestedAtMs: number;
  /** Keyed tag of the subject: recognises a repeated request, reveals nothing. Removed when complete. */
  readonly subjectTag: Uint8Array | null;
  readonly basis: string;
  readonly requestedBy: string;
  readonly nRecords: number;
  readonly nBatches: number;
  /** Last epoch whose key opens an old copy. */
  readonly epoch: number;
  readonly status: 'pending' | 'complete';
  readonly completedAtMs: number | null;
  /** Entry in the log that says so. */
  readonly entryIndex: number | null;
  /** Null once it is carried out and its entry written. */
  readonly plan: ErasurePlan | null;
  /** Finished after the request for it had failed: whoever asks again is answered with this one. */
  readonly isUntold: boolean;
}

/** Blocks the erasure of a subject (GDPR Article 17(3)), with someone who answers for it and a day to look again. */
export interface LegalHold {
  readonly id: string;
  readonly subjectTag: Uint8Array;
  readonly owner: string;
  readonly reason: string;
  readonly reviewAtMs: number;
  readonly setAtMs: number;
  readonly releasedAtMs: number | null;
}

/** Erasures and holds: what may be, was and will be forgotten. An event is kept together with what it tells of, or neither is. */
export interface VaultStore {
  insertErasure(erasure: ErasureRecord): Promise<void>;
  updateErasure(erasure: ErasureRecord, event?: PendingEvent): Promise<void>;
  erasure(id: string): Promise<ErasureRecord | null>;
  erasures(status?: ErasureRecord['status']): Promise<ErasureRecord[]>;
  insertHold(hold: LegalHold, event?: PendingEvent): Promise<void>;
  updateHold(hold: LegalHold, event?: PendingEvent): Promise<void>;
  holds(subjectTag?: Uint8Array): Promise<LegalHold[]>;
}

/** The stores of the decision service, opened together. */
export interface DecisionStores {
  readonly decisions: DecisionLog;
  readonly ledger: LedgerStore;
  readonly keys: KeyStore;
  readonly keyring: Keyring;
  readonly tags: TagIndexStore;
  readonly vault: VaultStore;
  readonly outbox: EventOutbox;
  /** Absent: audits read the log itself. */
  readonly segments?: SegmentStore;
  /** Absent: ids beyond the window are not compared. */
  readonly repeats?: RepeatStore;
  /** Absent: all ids of the window stay in memory. */
  readonly idSpill?: IdSpill;
  /** Absent: gaps in the numbering of producers are counted since the start. */
  readonly producers?: ProducerStore;
}

/** Clock, randomness, hashing, sealing and compression, passed in so that tests decide them. */
export interface Machine {
  nowMs(): number;
  randomBytes(n: number): Uint8Array;
  sha256(data: Uint8Array): Uint8Array;
  /** SHA-256 as text, one character per byte: the cheapest way out of the runtime's hash for short inputs. */
  sha256Latin1(data: Uint8Array): string;
  sha256Base64(data: Uint8Array): string;
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** Nonce (12), tag (16), ciphertext. The key is used once. */
  seal(key: Uint8Array, aad: Uint8Array, plain: Uint8Array): Uint8Array;
  /** Throws when key, associated data or a bit of the bytes is wrong. */
  open(key: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array;
  /** `n` bytes of the keystream of a 32-byte key: salts of a batch out of one seed. */
  keystream(key: Uint8Array, n: number): Uint8Array;
  compress(data: Uint8Array): Uint8Array;
  /** Throws when the result would exceed `maxBytes`. */
  decompress(data: Uint8Array, maxBytes: number): Uint8Array;
}
