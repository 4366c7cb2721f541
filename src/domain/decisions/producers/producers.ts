import { firstSeen, missingOf, see } from './numbering.js';
import type { ProducerState, ProducerStore, SeenNumber } from './ports.js';

/** Producers whose numbering is followed; further ones are not, so that no sender can fill the memory. */
const MAX_PRODUCERS = 10_000;
/** How often states are saved, off the way of answers. */
const SAVE_MS = 5_000;
/** Numbers saved are at most this old when they are told again at the start: longer than any save takes. */
const OVERLAP_MS = 60_000;

/**
 * Which numbers of requests never came, by producer. A number is durable with the commit of its request; what is summed up here is saved
 * now and then, and after a crash the numbers since are told again. So a restart neither loses a gap nor makes one up.
 */
export class Producers {
  readonly #store: ProducerStore | null;
  readonly #onProblem: (cause: unknown) => void;
  readonly #states = new Map<string, ProducerState>();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #saving: Promise<void> = Promise.resolve();

  constructor(store: ProducerStore | null, onProblem: (cause: unknown) => void) {
    this.#store = store;
    this.#onProblem = onProblem;
  }

  async open(nowMs: number): Promise<void> {
    if (this.#store === null) return;
    const saved = await this.#store.load();
    for (const state of saved) this.#states.set(state.source, state);
    // A state is saved when it changed: what came after the newest one is in none.
    const newest = saved.reduce((latest, { seenAtMs }) => Math.max(latest, seenAtMs), 0);
    for (const seen of await this.#store.seenSince(Math.min(newest, nowMs) - OVERLAP_MS)) this.see(seen);
    this.#timer = setInterval(() => void this.save().catch(this.#onProblem), SAVE_MS);
    this.#timer.unref?.();
  }

  /** Called once a request was answered. */
  see(seen: SeenNumber): void {
    const known = this.#states.get(seen.source);
    if (known === undefined && this.#states.size >= MAX_PRODUCERS) return;
    this.#states.set(seen.source, known === undefined ? firstSeen(seen) : see(known, seen));
    this.#changed.add(seen.source);
  }

  save(): Promise<void> {
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#save());
    return this.#saving;
  }

  /** Saves a last time. A failure loses nothing: the numbers are told again at the next start. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.save();
  }

  /** By name. */
  list(): ProducerState[] {
    return [...this.#states.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
  }

  /** Missing numbers by producer. */
  gaps(): Record<string, number> {
    return Object.fromEntries(this.list().map((state) => [state.source, missingOf(state)]));
  }

  async #save(): Promise<void> {
    if (this.#store === null || this.#changed.size === 0) return;
    const names = [...this.#changed];
    this.#changed.clear();
    try {
      await this.#store.save(names.map((name) => this.#states.get(name)!));
    } catch (cause) {
      for (const name of names) this.#changed.add(name);
      throw cause;
    }
  }
}
