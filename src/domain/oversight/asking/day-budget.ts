import { DAY_MS } from '../../../core/base/durations.js';

/** What each person may have on one day; a restart begins anew. */
export class DayBudget {
  readonly #most: number;
  readonly #nowMs: () => number;
  #had = new Map<string, number>();
  #day = 0;

  constructor(most: number, nowMs: () => number) {
    this.#most = most;
    this.#nowMs = nowMs;
  }

  /**
   * Takes one of a person's day before it is known whether they get it, so that many at once are no more than one may have. Gives how it is given back
   * where they do not get it; null with none left.
   */
  take(who: string): (() => void) | null {
    const day = Math.floor(this.#nowMs() / DAY_MS);
    if (day !== this.#day) this.#had = new Map();
    this.#day = day;
    const of = this.#had;
    const had = of.get(who) ?? 0;
    if (had >= this.#most) return null;
    of.set(who, had + 1);
    return () => void of.set(who, of.get(who)! - 1);
  }
}
