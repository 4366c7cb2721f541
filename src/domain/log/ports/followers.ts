import type { LogName } from './log-name.js';

/** Where a follower of a log stands. */
export interface Place {
  /** Number of the next batch that it takes. */
  readonly seq: number;
  /** Entries before that batch. */
  readonly size: number;
}

/** What is kept of a follower. */
export interface FollowerRecord {
  readonly name: string;
  readonly log: LogName;
  readonly place: Place;
  /** When it took something last; before the first time, when it began. */
  readonly tookAtMs: number;
}

/** Places of followers. They move in the transaction of what the followers write. One contract suite runs over every implementation. */
export interface FollowerStore {
  /** Null before a follower began. */
  readPlace(name: string): Promise<FollowerRecord | null>;
  /** Keeps where a follower begins, unless something is kept of it already. */
  beginAt(record: FollowerRecord): Promise<void>;
  /** Moves a follower on that still stands at a place; false, and nothing is changed, when it stands elsewhere. */
  movePlace(record: FollowerRecord, from: Place): Promise<boolean>;
}

/** The same, outside of transactions. */
export interface FollowerPlaces extends FollowerStore {
  /**
   * Moves a follower on that found nothing up to a place, and still stands at `from`; false, and nothing is changed, when it stands elsewhere. It does not wait
   * for the disk: a crash within a second may bring the place before back.
   */
  passPlace(record: FollowerRecord, from: Place): Promise<boolean>;
}

/** Transactions over stores: all that `work` writes is committed, or nothing when it throws. */
export interface StoreTransactions<Stores> {
  run<T>(work: (transaction: { readonly stores: Stores }) => Promise<T>): Promise<T>;
}
