/**
 * Ports of the decision service beside those of the log. Adapters implement them (PostgreSQL in `adapters/postgres`, memory in
 * `apps/testing`); one contract suite runs over both. Byte strings are `Uint8Array`, times are milliseconds since 1970.
 */

import type { Tx } from '../../acts/index.js';
import type { Transactions } from '../../acts/ports.js';
import type { KeySlot, LogStores } from '../../log/ports/index.js';
import type { ProducerStore } from '../../producers/ports.js';
import type { ExpiredExtent, ResultStore } from '../../sealed-results/ports.js';
import type { SegmentStore } from '../../segments/ports.js';
import type { TagIndexStore } from '../../tag-index/ports.js';
import type { DataPlaces } from './data-places.js';
import type { ErasedIds } from './erased-ids.js';
import type { ErasedCandidates, ErasedListStore } from './erased-lists.js';
import type { RepeatStore } from './repeats.js';

export type * from '../../producers/ports.js';
export type * from '../../sealed-results/ports.js';
export type * from '../../segments/ports.js';
export type * from '../../tag-index/ports.js';
export { type DataPlace, type DataPlaces, taggedText } from './data-places.js';
export type * from './erased-ids.js';
export type * from './erased-lists.js';
export type * from './repeats.js';

/** Records of one batch that are to be erased, and the keys that sealed the batch when the plan was made. */
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

/**
 * What an erasure still has to do. The plan is stored before the first record is erased, so that an erasure cut short by a crash is
 * finished at the next start.
 */
export interface ErasurePlan {
  /** Id of the entry that will tell of the erasure. It shows after a crash whether that entry was written already. */
  readonly entry: string;
  /** First batch that can hold that entry. */
  readonly afterSeq: number;
  readonly type: 'subject.erased' | 'retention.expired';
  /** Members of the entry beside the numbers. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Bucket of the tag index that holds the subject's tags; null where several subjects are erased. */
  readonly bucket: number | null;
  readonly batches: readonly PlannedBatch[];
  /** Of an expiry: results of audits that were made of nothing else are destroyed with it. Plans of earlier versions have none. */
  readonly results?: readonly ExpiredExtent[];
  /** Candidates of lists that are erased with it; absent where there are none. */
  readonly lists?: readonly ErasedCandidates[];
  /** Keyed hash over the plan and its erasure, so that nobody who can only write to the database can have records erased. */
  readonly seal: string;
}

/** One erasure and how far it got. */
export interface ErasureRecord {
  readonly id: string;
  readonly requestedAtMs: number;
  /**
   * Keyed tag of the subject, by which a repeated request is recognised. It reveals nothing, and is removed when the erasure is complete.
   */
  readonly subjectTag: Uint8Array | null;
  readonly basis: string;
  readonly requestedBy: string;
  readonly nRecords: number;
  readonly nBatches: number;
  /** Last epoch whose key opens an old copy of the erased records. */
  readonly epoch: number;
  readonly status: 'pending' | 'complete';
  readonly completedAtMs: number | null;
  /** Index of the entry that tells of the erasure. */
  readonly entryIndex: number | null;
  /** The plan; null once the erasure is carried out and its entry written. */
  readonly plan: ErasurePlan | null;
  /**
   * True when the erasure was finished only after the request for it had failed. Whoever asks again then gets this erasure as the answer.
   */
  readonly isFinishedLater: boolean;
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

/** Stores erasures and legal holds. */
export interface ErasureStore {
  insertErasure(erasure: ErasureRecord): Promise<void>;
  updateErasure(erasure: ErasureRecord): Promise<void>;
  erasure(id: string): Promise<ErasureRecord | null>;
  erasures(status?: ErasureRecord['status']): Promise<ErasureRecord[]>;
  insertHold(hold: LegalHold): Promise<void>;
  updateHold(hold: LegalHold): Promise<void>;
  holds(subjectTag?: Uint8Array): Promise<LegalHold[]>;
}

/** The stores that a hold is set in. */
export interface HoldStores {
  readonly erasures: Pick<ErasureStore, 'insertHold'>;
}

/** An act of another room that sets a hold with what else it does, in one transaction. It declares that it enters `hold.set`. */
export interface HoldingAct {
  /** Does the act: `set` sets the hold in its transaction and gives it. */
  run(set: (tx: Tx<HoldStores>) => Promise<LegalHold>): Promise<LegalHold>;
}

/** The stores of the decision service, opened together. */
export interface DecisionStores extends LogStores {
  readonly tags: TagIndexStore;
  readonly erasures: ErasureStore;
  readonly transactions: Transactions<WrittenStores>;
  /** Store of sealed segments; without it, audits read the log itself. */
  readonly segments?: SegmentStore;
  /** Store of results that may show persons; without it, an erasure has none to destroy. */
  readonly results?: ResultStore;
  /** Store of erased candidates of lists; without it, an incomplete list is one whose candidates are missing. */
  readonly erasedLists?: ErasedListStore;
  /** Store of the data sets in which subjects stand; without it, an erasure has none to remove. */
  readonly dataPlaces?: DataPlaces;
  /** Store of erased ids; without it, other rooms find out by themselves what was erased. */
  readonly erasedIds?: ErasedIds;
  /** Store of late repeats; without it, ids are not compared beyond the window. */
  readonly repeats?: RepeatStore;
  /** Store of the numbering of producers; without it, gaps are only counted since the start. */
  readonly producers?: ProducerStore;
}

/** The stores that acts and followers of the decisions write to within a transaction. */
export type WrittenStores = Pick<DecisionStores, 'erasures' | 'followers' | 'tags' | 'repeats'>;

/** The stores that the followers of the decisions write to. */
export type FollowingStores = Pick<DecisionStores, 'followers' | 'tags' | 'repeats'>;
