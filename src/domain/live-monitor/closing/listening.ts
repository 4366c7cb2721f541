/** Until when every decision that came is counted, and when nobody listened before. */
export interface Listened {
  readonly untilMs: number;
  /** Time since a moment in which nobody listened. */
  missedSince(ms: number): number;
}

/** Most gaps that are remembered. Of an older one silence may be said too soon by its length. */
const MOST_GAPS = 100;

/**
 * Listens to whether something comes. Where the clock is found further on than it can be between two looks, it was set, or the process stood still: nobody could have been heard meanwhile, so that this time is no
 * silence, and senders get some time after it before it is said that nothing came.
 */
export class Listening {
  readonly #longestMs: number;
  readonly #graceMs: number;
  #lastMs: number | null = null;
  #sinceMs = 0;
  readonly #gaps: { readonly fromMs: number; readonly toMs: number }[] = [];

  /**
   * @param longestMs most time between two looks
   * @param graceMs how long senders have after nobody listened
   */
  constructor({ longestMs, graceMs }: { readonly longestMs: number; readonly graceMs: number }) {
    this.#longestMs = longestMs;
    this.#graceMs = graceMs;
  }

  /** A look at the clock, at a moment at which everything that came is counted, or not. Null where it cannot be said that nothing came. */
  look(nowMs: number, isAllTaken: boolean): Listened | null {
    const lastMs = this.#lastMs;
    this.#lastMs = nowMs;
    if (lastMs === null) this.#sinceMs = nowMs;
    else if (nowMs < lastMs || nowMs - lastMs > this.#longestMs) {
      this.#sinceMs = nowMs;
      if (nowMs > lastMs) this.#gaps.push({ fromMs: lastMs, toMs: nowMs });
      if (this.#gaps.length > MOST_GAPS) this.#gaps.shift();
    }
    if (!isAllTaken || nowMs - this.#sinceMs < this.#graceMs) return null;
    return { untilMs: nowMs, missedSince: (ms) => this.#missedSince(ms) };
  }

  #missedSince(ms: number): number {
    return this.#gaps.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, toMs - Math.max(fromMs, ms)), 0);
  }
}
