/**
 * What the decision service asks of the world beside the log. Adapters implement it (PostgreSQL in `adapters/postgres`, memory in
 * `apps/testing`); one contract suite runs over both. Byte strings are `Uint8Array`, times are milliseconds since 1970.
 */

import type { Transactions } from '../../acts/ports.js';
import type { KeySlot, LogStores } from '../../log/ports/index.js';
import type { TagIndexStore } from '../../tag-index/ports.js';
import type { ProducerStore } from './producers.js';
import type { RepeatStore, SegmentStore } from './segments.js';

export type * from '../../tag-index/ports.js';
export type * from './producers.js';
export type * from './segments.js';

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

/** Erasures and holds: what may be, was and will be forgotten. */
export interface ErasureStore {
  insertErasure(erasure: ErasureRecord): Promise<void>;
  updateErasure(erasure: ErasureRecord): Promise<void>;
  erasure(id: string): Promise<ErasureRecord | null>;
  erasures(status?: ErasureRecord['status']): Promise<ErasureRecord[]>;
  insertHold(hold: LegalHold): Promise<void>;
  updateHold(hold: LegalHold): Promise<void>;
  holds(subjectTag?: Uint8Array): Promise<LegalHold[]>;
}

/** The stores of the decision service, opened together. */
export interface DecisionStores extends LogStores {
  readonly tags: TagIndexStore;
  readonly erasures: ErasureStore;
  readonly transactions: Transactions<WrittenStores>;
  /** Absent: audits read the log itself. */
  readonly segments?: SegmentStore;
  /** Absent: ids beyond the window are not compared. */
  readonly repeats?: RepeatStore;
  /** Absent: gaps in the numbering of producers are counted since the start. */
  readonly producers?: ProducerStore;
}

/** The stores that acts and followers of the decisions write to within a transaction. */
export type WrittenStores = Pick<DecisionStores, 'erasures' | 'followers' | 'tags' | 'repeats'>;

/** The stores that the followers of the decisions write to. */
export type FollowingStores = Pick<DecisionStores, 'followers' | 'tags' | 'repeats'>;
export type { NumberRange, ProducerState } from './producers.js';
export type { ErasedCount, LateRepeat, SegmentRecord } from './segments.js';
