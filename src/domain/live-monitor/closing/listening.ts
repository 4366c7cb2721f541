import { ClockGaps } from '../following/index.js';

/** Until when every decision that came is counted, and when nobody listened before. */
export interface Listened {
  readonly untilMs: number;
  /** Time since a moment in which nobody listened. */
  missedSince(ms: number): number;
}

/**
 * Listens to whether something comes. Where the clock is found further on than it can be between two looks, it was set, or the process stood still: nobody could have been heard meanwhile, so that this time is no
 * silence, and senders get some time after it before it is said that nothing came.
 */
export class Listening {
  readonly #graceMs: number;
  #sinceMs = 0;
  readonly #gaps: ClockGaps;

  /**
   * @param longestMs most time between two looks
   * @param graceMs how long senders have after nobody listened
   */
  constructor({ longestMs, graceMs }: { readonly longestMs: number; readonly graceMs: number }) {
    this.#gaps = new ClockGaps(longestMs);
    this.#graceMs = graceMs;
  }

  /** A look at the clock, at a moment at which everything that came is counted, or not. Null where it cannot be said that nothing came. */
  look(nowMs: number, isAllTaken: boolean): Listened | null {
    if (!this.#gaps.look(nowMs)) this.#sinceMs = nowMs;
    if (!isAllTaken || nowMs - this.#sinceMs < this.#graceMs) return null;
    return { untilMs: nowMs, missedSince: (ms) => this.#gaps.missedSince(ms) };
  }
}
