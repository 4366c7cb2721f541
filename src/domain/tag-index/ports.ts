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

/** The stores that the follower of the index writes to. */
export interface TagFollowingStores {
  readonly followers: FollowerStore;
  readonly tags: TagIndexStore;
}
