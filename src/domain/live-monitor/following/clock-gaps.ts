/** Most gaps that are remembered. Of an older one time is counted again as if it had passed. */
const MOST_GAPS = 100;

/**
 * Times in which nobody looked at the clock: it is found further on than it can be between two looks, so it was set, or the process stood still. Nothing could come meanwhile, so that nobody was silent and no label was waited for.
 */
export class ClockGaps {
  readonly #longestMs: number;
  #lastMs: number | null = null;
  #gaps: readonly { readonly fromMs: number; readonly toMs: number }[] = [];

  /** @param longestMs most time between two looks */
  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  /** An entry that was recorded at a time. Of those that are caught up with nobody knows what was missed before them. */
  heard(atMs: number): void {
    if (this.#lastMs !== null && atMs > this.#lastMs) this.look(atMs);
  }

  /** A look at the clock. @returns whether it went on, by no more than it can between two looks; the first never has */
  look(nowMs: number): boolean {
    const lastMs = this.#lastMs;
    this.#lastMs = nowMs;
    if (lastMs === null) return false;
    if (nowMs < lastMs) {
      // What a clock that was set back has yet to come to is no gap behind it.
      this.#gaps = this.#gaps.flatMap(({ fromMs, toMs }) =>
        fromMs >= nowMs ? [] : [{ fromMs, toMs: Math.min(toMs, nowMs) }],
      );
      return false;
    }
    if (nowMs - lastMs <= this.#longestMs) return true;
    this.#gaps = [...this.#gaps, { fromMs: lastMs, toMs: nowMs }].slice(-MOST_GAPS);
    return false;
  }

  /** Time since a moment in which nobody looked. */
  missedSince(ms: number): number {
    return this.#gaps.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, toMs - Math.max(fromMs, ms)), 0);
  }
}

/** Time since a moment in which nothing could come; none where nothing is known of it. */
export type MissedSince = (ms: number) => number;
export const NOTHING_MISSED: MissedSince = () => 0;
