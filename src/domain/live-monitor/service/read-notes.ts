import { HOUR_MS } from '../../../core/base/durations.js';

/** Time for which a reader who asks the same again is the same reading, ms. */
const SAME_READING_MS = HOUR_MS;
/** Most readings that are remembered; of more the oldest are forgotten, and noted again. */
const MOST_REMEMBERED = 10_000;

interface Noted {
  readonly atMs: number;
  readonly done: Promise<void>;
}

/**
 * Has what a program asks for again and again, such as a page that stays open, noted once and not every time: an entry of the signed log for each
 * poll would hide who read what among thousands of the same. What was refused or could not be written is noted by the next who asks.
 */
export class ReadNotes {
  readonly #nowMs: () => number;
  /** By what was read by whom, in the order of time. */
  readonly #noted = new Map<string, Noted>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Writes the note unless the same was noted within the hour. Throws what writing throws. */
  async once(key: string, write: () => Promise<void>): Promise<void> {
    const atMs = this.#nowMs();
    const known = this.#noted.get(key);
    if (known !== undefined && atMs - known.atMs < SAME_READING_MS) return known.done;
    const one: Noted = { atMs, done: write() };
    this.#noted.delete(key);
    this.#noted.set(key, one);
    if (this.#noted.size > MOST_REMEMBERED) this.#noted.delete(this.#noted.keys().next().value!);
    try {
      await one.done;
    } catch (cause) {
      if (this.#noted.get(key) === one) this.#noted.delete(key);
      throw cause;
    }
  }
}
