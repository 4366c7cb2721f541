import type { Clock } from '../../core/base/clock.js';
import { TribuneError } from '../../core/base/errors.js';
import type { FollowerPlaces, FollowerRecord, FollowerStore, Place, StoreTransactions } from '../log/ports/index.js';
import type { Follower, Taken } from './follower.js';

/** Longest time for which a place stays unstored where nothing was found, ms: so much is looked through once more after a crash. */
export const UNSTORED_MS = 1000;

export interface FollowerPlaceDeps {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly store: FollowerPlaces;
  /** Gives the end of the log as it is known now. */
  readonly end: () => Place;
}

/** A transaction that failed without saying whether it was committed; the stored place tells, at once or later. */
interface Doubt {
  readonly from: Place;
  readonly to: Place;
  readonly committed: () => void;
}

/**
 * Where a follower stands. What it found is written in the transaction that moves its place; where it found nothing the place is stored once in a
 * while, because a transaction for every commit of the log and every follower costs more than what they look at.
 */
export class FollowerPlace<Stores extends { readonly followers: FollowerStore }> {
  readonly #follower: Pick<Follower<Stores>, 'name' | 'log' | 'from'>;
  readonly #transactions: StoreTransactions<Stores>;
  readonly #deps: FollowerPlaceDeps;
  /** Null when it must be read again. */
  #record: FollowerRecord | null = null;
  /** The place that is stored. */
  #stored: Place | null = null;
  #storedAtMs = 0;
  /** Where the follower has come to since without finding anything; null when it stands where is stored. */
  #ahead: FollowerRecord | null = null;
  #doubts: Doubt[] = [];

  constructor(
    follower: Pick<Follower<Stores>, 'name' | 'log' | 'from'>,
    transactions: StoreTransactions<Stores>,
    deps: FollowerPlaceDeps,
  ) {
    this.#follower = follower;
    this.#transactions = transactions;
    this.#deps = deps;
  }

  /** Where the follower stands; null when that must be read again. */
  get record(): FollowerRecord | null {
    return this.#record;
  }

  /** Whether it is time to store the place at which the follower stands. */
  get isStoringDue(): boolean {
    return this.#ahead !== null && this.#isLongAgo();
  }

  /** True while the follower stands further than what is stored. */
  get isAhead(): boolean {
    return this.#ahead !== null;
  }

  /** After a failure the place is read again. */
  forget(): void {
    this.#record = null;
  }

  /** Reads the place of the follower, and stores a first one when there is none. */
  async recall(): Promise<FollowerRecord> {
    const { store, clock, end } = this.#deps;
    const { name, log, from } = this.#follower;
    const place = from === 'now' ? end() : { seq: 0, size: 0 };
    let record = await store.readPlace(name);
    if (record === null) {
      await store.beginAt({ name, log, place, tookAtMs: clock.nowMs() });
      record = await store.readPlace(name);
    }
    if (record === null || record.log !== log || record.place.seq > end().seq) throw displaced(name, record);
    this.#settleDoubts(record.place);
    if (this.#stored?.seq !== record.place.seq) this.#ahead = null;
    this.#stored = record.place;
    this.#record = this.#ahead ?? record;
    return this.#record;
  }

  /** Moves on: what was found is committed together with the new place, both or neither. */
  async move(taken: Taken<Stores> | undefined, moved: FollowerRecord): Promise<void> {
    if (taken === undefined && !this.#isLongAgo()) {
      this.#ahead = moved;
      this.#record = moved;
      return;
    }
    await (taken === undefined ? this.#pass(moved) : this.#commit(taken, moved));
  }

  /** Stores where the follower stands. */
  async storeNow(): Promise<void> {
    if (this.#ahead !== null) await this.#pass(this.#ahead);
  }

  /** Stores a place up to which nothing was found. A crash that brings the one before back has the same entries looked through once more. */
  async #pass(moved: FollowerRecord): Promise<void> {
    const from = this.#stored!;
    if (!(await this.#deps.store.passPlace(moved, from))) throw elsewhere(this.#follower.name, from);
    this.#standsAt(moved);
  }

  async #commit(taken: Taken<Stores>, moved: FollowerRecord): Promise<void> {
    const from = this.#stored!;
    const committed = (): void => taken.committed?.();
    this.#doubts.push({ from, to: moved.place, committed });
    await this.#transactions.run(async ({ stores }) => {
      await taken.write?.(stores);
      if (!(await stores.followers.movePlace(moved, from))) throw elsewhere(this.#follower.name, from);
    });
    this.#standsAt(moved);
    committed();
  }

  /** Notes a place that is stored. Before it the place was still the one known before, so none of those in doubt was committed. */
  #standsAt(moved: FollowerRecord): void {
    this.#doubts = [];
    this.#stored = moved.place;
    this.#storedAtMs = this.#deps.clock.nowMs();
    this.#ahead = null;
    this.#record = moved;
  }

  /** A clock that was set back does not keep the place from being stored. */
  #isLongAgo(): boolean {
    return Math.abs(this.#deps.clock.nowMs() - this.#storedAtMs) >= UNSTORED_MS;
  }

  /**
   * Decides on the transactions of unknown fate by the place that is stored. Where it has not moved they stay in doubt: a database may
   * still be about to commit one whose answer was lost.
   */
  #settleDoubts({ seq }: Place): void {
    this.#doubts.find(({ to }) => to.seq === seq)?.committed();
    this.#doubts = this.#doubts.filter(({ from, to }) => from.seq === seq && to.seq !== seq);
  }
}

const elsewhere = (name: string, { seq }: Place): TribuneError =>
  new TribuneError('INTERNAL', `follower ${name} does not stand at batch ${seq} any more`, {
    remedy:
      'None: it goes on from where it stands, as after a crash of the database. Report it when it comes without one.',
  });

export const displaced = (name: string, record: FollowerRecord | null): TribuneError =>
  new TribuneError('STORE_INVALID', `follower ${name} stands at ${placeOf(record)}, which its log does not have`, {
    remedy: 'Somebody changed the table `follower`, or the database is older than that: restore the newest backup.',
  });

const placeOf = (record: FollowerRecord | null): string =>
  record === null ? 'no place' : `batch ${record.place.seq} of log ${record.log}`;
