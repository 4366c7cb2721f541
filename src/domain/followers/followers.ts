import type { Clock } from '../../core/base/clock.js';
import { type RowCheck, readForCheck } from '../log/check/index.js';
import type { CommittedBatch } from '../log/commit/index.js';
import type {
  DecisionLog,
  FollowerPlaces,
  FollowerStore,
  LogName,
  Place,
  SealedBatch,
  StoreTransactions,
} from '../log/ports/index.js';
import { changed } from '../log/publish/index.js';
import type { OpenedBatch } from '../log/seal/index.js';
import { type Follower, refused } from './follower.js';
import { type FollowerStatus, Following } from './following.js';
import { OpenedBatches } from './opened-batches.js';

export interface FollowersDeps {
  readonly clock: Clock;
  readonly decisions: Pick<DecisionLog, 'size' | 'read' | 'readAt' | 'readFrom'>;
  readonly store: FollowerPlaces;
  readonly open: (batch: SealedBatch) => Promise<OpenedBatch>;
  /** Receives every failure of a follower. */
  readonly onProblem: (cause: Error) => void;
}

/** The part of `Following` that does not depend on the stores a follower writes to, so that all followers fit into one map. */
type AnyFollowing = Pick<
  Following<{ readonly followers: FollowerStore }>,
  keyof Following<{ readonly followers: FollowerStore }>
>;

const NOWHERE: Place = { seq: 0, size: 0 };

/**
 * Hands the committed batches of the logs to their followers. Each follower has its own place, so one that fails or is slow holds up no
 * other. A commit only wakes them and they read the log themselves, so a backlog takes no memory.
 */
export class Followers {
  readonly #deps: FollowersDeps;
  readonly #opened: OpenedBatches;
  readonly #followings = new Map<string, AnyFollowing>();
  readonly #ends: Record<LogName, Place> = { main: NOWHERE, reads: NOWHERE };
  #isStarted = false;

  constructor(deps: FollowersDeps) {
    this.#deps = deps;
    this.#opened = new OpenedBatches(deps.decisions, deps.open);
  }

  /**
   * Adds a follower.
   *
   * @param transactions over the stores that it writes to
   * @throws TribuneError INVALID_ARGUMENT where another one has its name
   */
  add<Stores extends { readonly followers: FollowerStore }>(
    follower: Follower<Stores>,
    transactions: StoreTransactions<Stores>,
  ): void {
    const { name, log, wants } = follower;
    if (this.#followings.has(name)) throw refused(`two followers are named ${name}`, 'Give each a name of its own.');
    const { clock, decisions, store, onProblem } = this.#deps;
    const end = (): Place => this.#ends[log];
    const opened = this.#opened;
    const following = new Following(follower, transactions, { clock, decisions, store, opened, end, onProblem });
    this.#followings.set(name, following);
    if (wants === 'opened') opened.fresh.expect(log, name);
    if (this.#isStarted) following.start();
  }

  /** Reads where the logs end. */
  async open(): Promise<void> {
    for (const log of ['main', 'reads'] as const) {
      const { nextSeq, size } = await this.#deps.decisions.size(log);
      this.#ends[log] = { seq: nextSeq, size };
    }
  }

  /** From now on every follower takes what is due; before, each takes only what somebody waits for. */
  start(): void {
    this.#isStarted = true;
    for (const following of this.#followings.values()) following.start();
  }

  /** Called with the batches that were just committed, in order. */
  committed(log: LogName, batches: readonly CommittedBatch[]): void {
    const last = batches.at(-1)?.batch;
    if (last === undefined) return;
    this.#ends[log] = { seq: last.seq + 1, size: last.firstIndex + last.n };
    this.#opened.fresh.add(log, batches);
    for (const following of this.#followings.values()) if (following.log === log) following.committed();
  }

  /** Called when a batch was sealed anew, so that what came in is not any more what its row holds. */
  sealedAnew(log: LogName, seq: number): void {
    this.#opened.fresh.drop(log, seq);
    for (const following of this.#followings.values()) if (following.log === log) following.forget();
  }

  /** Resolves when a follower took every entry before `size`; rejects with its failure. */
  reach(name: string, size: number): Promise<void> {
    return this.#of(name).reach(size);
  }

  /** Gives the place of a follower; null before it began. */
  place(name: string): Promise<Place | null> {
    return this.#of(name).place();
  }

  /** Resolves when a follower is not working on any stretch. */
  settled(name: string): Promise<void> {
    return this.#of(name).settled();
  }

  /** Gives the states of all followers, in the order in which they were added. */
  status(): FollowerStatus[] {
    return [...this.#followings.values()].map(({ status }) => status);
  }

  /** Compares the places of the followers with the batches, at the end of a walk over a log. */
  check(log: LogName): RowCheck {
    return { see: async () => undefined, finish: () => this.#checkPlaces(log) };
  }

  async #checkPlaces(log: LogName): Promise<void> {
    const { store, decisions } = this.#deps;
    for (const { name } of [...this.#followings.values()].filter((one) => one.log === log)) {
      const record = await readForCheck(() => store.readPlace(name));
      if (record === null) continue;
      const { seq, size } = record.place;
      const before = seq === 0 ? null : await decisions.read(log, seq - 1);
      const end = before === null ? 0 : before.firstIndex + before.n;
      if (record.log !== log || size !== end || (seq > 0 && before === null))
        throw changed(`the place of follower ${name} is none of log ${log}`);
    }
  }

  /** Lets no follower take more, and waits until each has finished its current stretch. */
  async close(): Promise<void> {
    await Promise.all([...this.#followings.values()].map((following) => following.close()));
  }

  #of(name: string): AnyFollowing {
    const following = this.#followings.get(name);
    if (following !== undefined) return following;
    throw refused(`there is no follower ${name}`, 'Give the name of one that was taken in.');
  }
}
