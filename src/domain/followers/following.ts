import type { Clock, Timer } from '../../core/base/clock.js';
import { TribuneError } from '../../core/base/errors.js';
import type {
  DecisionLog,
  FollowerPlaces,
  FollowerRecord,
  FollowerStore,
  Place,
  StoreTransactions,
} from '../log/ports/index.js';
import { type Follower, refused, type Stretch } from './follower.js';
import { displaced, FollowerPlace, UNSTORED_MS } from './follower-place.js';
import type { OpenedBatches } from './opened-batches.js';

/** Number of batches opened at once, which hold a few thousand records. */
const BATCHES_AT_ONCE = 16;
/** Entries that are handed over at once where they are in memory already: each stretch is a transaction, whatever it holds. */
const FRESH_ENTRIES = 8192;
/** Pause after the first failure, ms; it doubles with each further failure in a row. */
const RETRY_FIRST_MS = 1000;
const RETRY_LONGEST_MS = 60_000;

export interface FollowingDeps {
  readonly clock: Clock;
  readonly decisions: Pick<DecisionLog, 'readAt' | 'read'>;
  readonly store: FollowerPlaces;
  readonly opened: OpenedBatches;
  /** Gives the end of the log as it is known now. */
  readonly end: () => Place;
  /** Receives every failure. */
  readonly onProblem: (cause: Error) => void;
}

/** State of a follower, for metrics and for people. */
export interface FollowerStatus {
  readonly name: string;
  /** Number of entries that the follower has not taken yet; null until its place was read. */
  readonly entries: number | null;
  /**
   * Time for which entries have waited although the follower was due, ms: while it rests by its own pace it is not behind. Null until its
   * place was read.
   */
  readonly waitedMs: number | null;
  /** When it took entries last, or its place was first stored, ms; null until its place was read. */
  readonly tookAtMs: number | null;
  readonly failuresInRow: number;
  /** Number of failures since the start of the service. */
  readonly failures: number;
}

interface Awaited {
  readonly size: number;
  readonly done: () => void;
  readonly fail: (cause: unknown) => void;
}

/** A stretch that the follower is working on. */
interface Handed extends Stretch {
  /** Every entry after the stretch was received at this time or later, ms. */
  readonly untilMs: number;
  readonly release: () => void;
}

const NOTHING = (): void => undefined;

/** Leads one follower along the log: hands it what is due, one stretch after the other, and pauses after failures. */
export class Following<Stores extends { readonly followers: FollowerStore }> {
  readonly #follower: Follower<Stores>;
  readonly #place: FollowerPlace<Stores>;
  readonly #deps: FollowingDeps;
  /** The last known place, for the status; it stays while the record must be read again. */
  #lastKnown: Place | null = null;
  #behindSinceMs: number | null = null;
  /** Since when the pace has asked for what waits; null while it does not. */
  #dueSinceMs: number | null = null;
  #tookAtMs = 0;
  #awaited: Awaited[] = [];
  #running: Promise<void> | null = null;
  #timer: Timer | null = null;
  /** Runs out when the place is to be stored although nothing more came. */
  #storing: Timer | null = null;
  #state: 'waiting' | 'started' | 'closed' = 'waiting';
  #isFirstLook = true;
  #mustRest = false;
  #failuresInRow = 0;
  #failures = 0;
  /** How often contents had to be forgotten. */
  #forgotten = 0;

  constructor(follower: Follower<Stores>, transactions: StoreTransactions<Stores>, deps: FollowingDeps) {
    this.#follower = follower;
    this.#place = new FollowerPlace(follower, transactions, deps);
    this.#deps = deps;
  }

  get name(): string {
    return this.#follower.name;
  }

  get log(): Follower<Stores>['log'] {
    return this.#follower.log;
  }

  get status(): FollowerStatus {
    const { end } = this.#deps;
    const entries = this.#lastKnown === null ? null : Math.max(0, end().size - this.#lastKnown.size);
    const waitedMs = entries === null ? null : this.#waitedMs(entries);
    return {
      ...{ name: this.name, entries, waitedMs, tookAtMs: entries === null ? null : this.#tookAtMs },
      ...{ failuresInRow: this.#failuresInRow, failures: this.#failures },
    };
  }

  #waitedMs(entries: number): number {
    if (entries === 0 || this.#behindSinceMs === null) return 0;
    const { pace } = this.#follower;
    const since = [
      ...(pace === undefined ? [this.#behindSinceMs] : []),
      ...(pace?.everyMs === undefined ? [] : [Math.max(this.#behindSinceMs, this.#tookAtMs + pace.everyMs)]),
      ...(this.#dueSinceMs === null ? [] : [this.#dueSinceMs]),
    ];
    return since.length === 0 ? 0 : Math.max(0, this.#deps.clock.nowMs() - Math.min(...since));
  }

  /** From now on the follower takes what is due; before, it takes only what somebody waits for. */
  start(): void {
    if (this.#state === 'waiting') this.#state = 'started';
    this.#wake();
  }

  /** Called after every commit to the log. */
  committed(): void {
    this.#behindSinceMs ??= this.#deps.clock.nowMs();
    if (this.#state !== 'started') return;
    this.#noteDue();
    if (this.#running === null && !this.#mustRest && this.#isDue()) this.#wake();
  }

  /** Resolves when every entry before `size` is taken; rejects with the next failure. */
  reach(size: number): Promise<void> {
    if (this.#state === 'closed')
      return Promise.reject(refused(`follower ${this.name} is closed`, 'Start the service again.'));
    return new Promise((done, fail) => {
      this.#awaited.push({ size, done, fail });
      this.#wake();
    });
  }

  /** Gives the place of the follower; null before it began. */
  async place(): Promise<Place | null> {
    return (this.#place.record ?? (await this.#deps.store.readPlace(this.name)))?.place ?? null;
  }

  /** Resolves once no stretch is being worked on: the current one was committed or given up. */
  async settled(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  /** Has the follower forget contents, now and after the stretch that it is working on, which may still hold what is being erased. */
  forget(): void {
    this.#forgotten += 1;
    this.#follower.forget?.();
  }

  /** Takes no further stretch and finishes the current one. A place that is not stored yet stays so: nothing was found up to it. */
  async close(): Promise<void> {
    this.#state = 'closed';
    this.#disarm();
    this.#storing?.cancel();
    await this.settled();
  }

  #wake(): void {
    if (this.#running !== null || this.#state === 'closed') return;
    this.#disarm();
    this.#mustRest = false;
    // The work begins after the current call, so the caller is not held up and the follower already counts as running.
    this.#running = Promise.resolve().then(() => this.#run());
  }

  async #run(): Promise<void> {
    try {
      do {
        const record = this.#place.record ?? (await this.#recall());
        this.#lastKnown = record.place;
        this.#answerAwaited(record.place);
        if (this.#isDue()) await this.#takeNext(record);
        // More may be committed while the place is stored, and such a commit wakes nobody who is running: so it looks once more afterwards.
        else if (this.#place.isStoringDue) await this.#place.storeNow();
        else break;
      } while (this.#state !== 'closed');
      this.#armNextLook();
      this.#armStoring();
    } catch (cause) {
      this.#failed(cause);
    }
    this.#running = null;
    if (this.#state === 'closed') this.#giveUp(refused(`follower ${this.name} is closed`, 'Start the service again.'));
  }

  #noteDue(): void {
    if (this.#dueSinceMs !== null || this.#lastKnown === null) return;
    const entries = this.#deps.end().size - this.#lastKnown.size;
    const isDue = entries > 0 && this.#follower.pace?.isDue?.({ entries, atStart: false }) === true;
    if (isDue) this.#dueSinceMs = this.#deps.clock.nowMs();
  }

  #isDue(): boolean {
    const { record } = this.#place;
    if (record === null) return true;
    const entries = this.#deps.end().size - record.place.size;
    if (this.#awaited.length > 0) return true;
    if (this.#state !== 'started') return false;
    const atStart = this.#isFirstLook;
    this.#isFirstLook = false;
    if (entries <= 0) return false;
    const { pace } = this.#follower;
    if (pace === undefined || pace.isDue?.({ entries, atStart }) === true) return true;
    return pace.everyMs !== undefined && this.#waitMs(pace.everyMs) <= 0;
  }

  /** Gives the time until the follower is due. A clock that was set back makes it wait no longer than its interval. */
  #waitMs(everyMs: number): number {
    return Math.min(everyMs, this.#place.record!.tookAtMs + everyMs - this.#deps.clock.nowMs());
  }

  #armNextLook(): void {
    const everyMs = this.#follower.pace?.everyMs;
    if (everyMs === undefined || this.#state !== 'started' || this.#place.record === null) return;
    this.#arm(Math.max(1, this.#waitMs(everyMs) > 0 ? this.#waitMs(everyMs) : everyMs));
  }

  #arm(ms: number): void {
    this.#disarm();
    this.#timer = this.#deps.clock.after(ms, () => {
      this.#timer = null;
      this.#wake();
      return this.#running;
    });
  }

  #armStoring(): void {
    if (!this.#place.isAhead || this.#storing !== null || this.#state !== 'started') return;
    this.#storing = this.#deps.clock.after(UNSTORED_MS, () => {
      this.#storing = null;
      this.#wake();
      return this.#running;
    });
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  async #takeNext(record: FollowerRecord): Promise<void> {
    const forgotten = this.#forgotten;
    const stretch = await this.#hand(record.place);
    try {
      const taken = await this.#follower.take(stretch);
      const moved = { ...record, place: stretch.to, tookAtMs: this.#deps.clock.nowMs() };
      await this.#place.move(taken, moved);
      if (this.#follower.wants === 'opened') this.#deps.opened.fresh.taken(this.log, this.name, moved.place);
      this.#tookAtMs = moved.tookAtMs;
      this.#behindSinceMs = stretch.to.size >= this.#deps.end().size ? null : stretch.untilMs;
      this.#dueSinceMs = null;
      this.#failuresInRow = 0;
    } finally {
      stretch.release();
      if (forgotten !== this.#forgotten) this.#follower.forget?.();
    }
  }

  /** Reads where the follower stands. */
  async #recall(): Promise<FollowerRecord> {
    const { end, decisions } = this.#deps;
    const record = await this.#place.recall();
    this.#tookAtMs = record.tookAtMs;
    const next = record.place.seq < end().seq ? await decisions.read(this.log, record.place.seq) : null;
    this.#behindSinceMs = next?.receivedAtMs ?? null;
    return record;
  }

  /** Gives the next stretch, as long as one may be. */
  async #hand(from: Place): Promise<Handed> {
    const { wants, log } = this.#follower;
    if (wants === 'places') return { ...(await this.#nextPlaces(from)), from, batches: [], release: NOTHING };
    const { batches: lent, release } = await this.#deps.opened.lend(log, from.seq, BATCHES_AT_ONCE, FRESH_ENTRIES);
    // What lies before a hole is taken; the hole itself is never stepped over.
    const hole = lent.findIndex(({ batch }, i) => batch.seq !== from.seq + i);
    const batches = hole === -1 ? lent : lent.slice(0, hole);
    const last = batches.at(-1)?.batch;
    if (last === undefined) {
      release();
      throw missing(this.name, from);
    }
    const to = { seq: last.seq + 1, size: last.firstIndex + last.n };
    return { from, to, batches, release, untilMs: last.receivedAtMs };
  }

  async #nextPlaces(from: Place): Promise<Pick<Handed, 'to' | 'untilMs'>> {
    const { decisions, clock, end: endOf } = this.#deps;
    const { log, mostEntries = Number.POSITIVE_INFINITY } = this.#follower;
    const end = endOf();
    if (end.size - from.size <= mostEntries) return { to: end, untilMs: clock.nowMs() };
    const batch = await decisions.readAt(log, from.size + mostEntries);
    if (batch === null) throw displaced(this.name, this.#place.record);
    const { seq, firstIndex, n, receivedAtMs: untilMs } = batch;
    // A batch is never divided, even if it alone has more entries than may be handed over at once.
    return seq > from.seq
      ? { to: { seq, size: firstIndex }, untilMs }
      : { to: { seq: seq + 1, size: firstIndex + n }, untilMs };
  }

  #answerAwaited({ size }: Place): void {
    const reached = this.#awaited.filter((one) => one.size <= size);
    this.#awaited = this.#awaited.filter((one) => one.size > size);
    for (const { done } of reached) done();
    // Whoever still waits here waits for entries that the log does not have.
    if (size >= this.#deps.end().size) this.#giveUp(beyond(this.name, size));
  }

  #giveUp(cause: unknown): void {
    for (const { fail } of this.#awaited.splice(0)) fail(cause);
  }

  #failed(cause: unknown): void {
    this.#place.forget();
    this.#storing?.cancel();
    this.#storing = null;
    this.#failures++;
    this.#failuresInRow++;
    const hadWaiting = this.#awaited.length > 0;
    this.#giveUp(cause);
    // A caller who waits gets the failure itself; without one it must be reported, or nobody would hear of it.
    if (!hadWaiting || this.#state === 'started') this.#deps.onProblem(asError(cause));
    if (this.#state !== 'started') return;
    this.#mustRest = true;
    this.#arm(Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** (this.#failuresInRow - 1)));
  }
}

const asError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)));

const missing = (name: string, { seq }: Place): TribuneError =>
  new TribuneError('STORE_INVALID', `batch ${seq}, which follower ${name} takes next, is missing from the database`, {
    remedy: 'Rows were deleted, or the database is an older copy: restore the newest backup and run `tribune verify`.',
  });

const beyond = (name: string, size: number): TribuneError =>
  new TribuneError('INTERNAL', `follower ${name} is waited for beyond the ${size} entries that there are`, {
    remedy: 'Report this.',
  });
