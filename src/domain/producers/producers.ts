import type { Clock, Timer } from '../../core/base/clock.js';
import type { SeenNumber } from '../log/ports/index.js';
import { firstSeen, missingOf, see } from './numbering.js';
import type { ProducerState, ProducerStore } from './ports.js';

/** Greatest number of numberings followed for one key; more than the processes that share a key. Ours. */
export const MAX_OF_A_KEY = 100;
/** Greatest number of numberings in all, which bounds the memory. Ours. */
const MAX_PRODUCERS = 10_000;
/** Name under which the missing numbers of numberings that are no longer followed are counted; no producer can have it. */
const FORGOTTEN = '*';
/** Time between two saves of the states, outside the way of answers. */
const SAVE_MS = 5_000;
/** Age of the numbers that are read again at the start; it is longer than any save takes. */
const OVERLAP_MS = 60_000;

/**
 * Follows for each producer which numbers of requests never came. A number is durable with the commit of its request. The states are saved
 * now and then, and after a crash the numbers since are read again, so a restart neither loses a gap nor makes one up.
 */
export class Producers {
  readonly #store: ProducerStore | null;
  readonly #onProblem: (cause: unknown) => void;
  readonly #states = new Map<string, ProducerState>();
  /** Names of the numberings of each key. */
  readonly #byKey = new Map<string, Set<string>>();
  readonly #changed = new Set<string>();
  readonly #forgotten = new Set<string>();
  #timer: Timer | null = null;
  #saving: Promise<void> = Promise.resolve();

  constructor(store: ProducerStore | null, onProblem: (cause: unknown) => void) {
    this.#store = store;
    this.#onProblem = onProblem;
  }

  async open(clock: Clock): Promise<void> {
    if (this.#store === null) return;
    const saved = await this.#store.load();
    for (const state of saved) this.#put(state);
    this.#changed.clear();
    // A state is saved when it changed, so no state contains numbers after the newest one.
    const newest = saved.reduce((latest, { seenAtMs }) => Math.max(latest, seenAtMs), 0);
    for (const seen of await this.#store.seenSince(Math.min(newest, clock.nowMs()) - OVERLAP_MS)) this.see(seen);
    this.#timer = clock.every(SAVE_MS, () => this.save().catch(this.#onProblem));
  }

  /**
   * Counts a number after its request was answered. In a full list a new name replaces the one of the same key that was unseen for longest.
   */
  see(seen: SeenNumber): void {
    const known = this.#states.get(seen.source);
    if (known === undefined) this.#makeRoom(keyOf(seen.source));
    this.#put(known === undefined ? firstSeen(seen) : see(known, seen));
  }

  save(): Promise<void> {
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#save());
    return this.#saving;
  }

  /** Saves a last time. A failure loses nothing, as the numbers are read again at the next start. */
  async close(): Promise<void> {
    this.#timer?.cancel();
    await this.save();
  }

  /** All states, sorted by name. */
  list(): ProducerState[] {
    return [...this.#states.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
  }

  /** Missing numbers by key, summed over its numberings, as senders choose the names and their number has no bound over time. */
  gaps(): Record<string, number> {
    const sums = new Map<string, number>();
    for (const state of this.list()) {
      const key = keyOf(state.source);
      sums.set(key, (sums.get(key) ?? 0) + missingOf(state));
    }
    return Object.fromEntries(sums);
  }

  #put(state: ProducerState): void {
    const { source } = state;
    this.#states.set(source, state);
    this.#changed.add(source);
    this.#forgotten.delete(source);
    const names = this.#byKey.get(keyOf(source));
    if (names === undefined) this.#byKey.set(keyOf(source), new Set([source]));
    else names.add(source);
  }

  #makeRoom(key: string): void {
    // A second round is needed where the first one only added the `*` state.
    while ((this.#byKey.get(key)?.size ?? 0) >= MAX_OF_A_KEY) this.#forgetOneOf(key);
    while (this.#states.size >= MAX_PRODUCERS) {
      const [largest] = [...this.#byKey].reduce((a, b) => (b[1].size > a[1].size ? b : a));
      this.#forgetOneOf(largest);
    }
  }

  /** Stops following the numbering of a key that was unseen for longest. Its missing numbers stay counted. */
  #forgetOneOf(key: string): void {
    const rest = `${key} ${FORGOTTEN}`;
    const names = this.#byKey.get(key)!;
    const followed = [...names].filter((name) => name !== rest);
    const states = (followed.length > 0 ? followed : [rest]).map((name) => this.#states.get(name)!);
    const oldest = states.reduce((a, b) => (b.seenAtMs < a.seenAtMs ? b : a));
    names.delete(oldest.source);
    if (names.size === 0) this.#byKey.delete(key);
    this.#states.delete(oldest.source);
    this.#changed.delete(oldest.source);
    this.#forgotten.add(oldest.source);
    const missing = missingOf(oldest);
    if (missing === 0 || oldest.source === rest) return;
    const before = this.#states.get(rest) ?? firstSeen({ source: rest, sequence: 0, receivedAtMs: oldest.seenAtMs });
    this.#put({ ...before, lost: before.lost + missing, seenAtMs: Math.max(before.seenAtMs, oldest.seenAtMs) });
  }

  async #save(): Promise<void> {
    if (this.#store === null || this.#changed.size + this.#forgotten.size === 0) return;
    const [names, forgotten] = [[...this.#changed], [...this.#forgotten]];
    this.#changed.clear();
    this.#forgotten.clear();
    try {
      await this.#store.save(
        names.flatMap((name) => this.#states.get(name) ?? []),
        forgotten,
      );
    } catch (cause) {
      for (const name of names) if (this.#states.has(name)) this.#changed.add(name);
      for (const name of forgotten) if (!this.#states.has(name)) this.#forgotten.add(name);
      throw cause;
    }
  }
}

/** The key of a source: the part before the space, which separates the name of a numbering where there is one. */
function keyOf(source: string): string {
  const space = source.lastIndexOf(' ');
  return space < 0 ? source : source.slice(0, space);
}
