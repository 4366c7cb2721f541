import type { FollowerStore, LogName } from '../log/ports/index.js';

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

/** Range of batches, inclusive. */
export interface SeqRange {
  readonly fromSeq: number;
  readonly toSeq: number;
}

/**
 * Store of the runs, which say where the entries of a subject or an id are. Runs are made after the acknowledgement, so they lag behind the
 * log.
 */
export interface TagIndexStore {
  /** Gives the first batch that no run covers. */
  indexedTo(log: LogName, kind: TagRun['kind']): Promise<number>;
  /** Inserts all runs, or none. */
  insertRuns(runs: readonly TagRun[]): Promise<void>;
  /** Lists the runs, oldest first. */
  runs(log: LogName, kind: TagRun['kind']): Promise<Pick<TagRun, 'firstSeq' | 'lastSeq'>[]>;
  /** Gives one bucket of every run, or at least of the runs that have batches within a range. */
  bucket(
    log: LogName,
    kind: TagRun['kind'],
    bucket: number,
    within?: SeqRange,
  ): Promise<{ firstSeq: number; bytes: Uint8Array }[]>;
  /** Gives some buckets of every run, or at least of the runs that have batches within a range. Where a run has no tag, its bucket may be left out. */
  buckets(
    log: LogName,
    kind: TagRun['kind'],
    buckets: readonly number[],
    within?: SeqRange,
  ): Promise<{ firstSeq: number; bucket: number; bytes: Uint8Array }[]>;
  replaceBucket(
    log: LogName,
    kind: TagRun['kind'],
    place: { firstSeq: number; bucket: number },
    bytes: Uint8Array,
  ): Promise<void>;
}

/** The stores that the follower of the index writes to. */
export interface TagFollowingStores {
  readonly followers: FollowerStore;
  readonly tags: TagIndexStore;
}
