import { Bell } from './bell.js';
import type { Clock } from './clock.js';

/** Longest sleep between two looks, ms: other processes make changes too. */
const LOOK_MS = 1000;

export interface FollowedFeed {
  /** Number of the last change that the follower knows. */
  readonly after: number;
  readonly signal: AbortSignal;
  readonly isStopping: () => boolean;
  readonly lifeMs: number;
  readonly pulseMs: number;
}

/** Tells the number of the newest change of some things; 0 before the first. */
interface Numbered {
  lastChange(): Promise<number>;
}

/**
 * That things changed, as a number that grows: whoever follows reads the things anew, so that a slow follower takes no memory and misses
 * nothing.
 */
export class NumberFeed {
  readonly #store: Numbered;
  readonly #clock: Pick<Clock, 'nowMs' | 'after'>;
  readonly #bell: Bell;

  constructor(store: Numbered, clock: Pick<Clock, 'nowMs' | 'after'>) {
    this.#store = store;
    this.#clock = clock;
    this.#bell = new Bell(clock);
  }

  /** Called when something changed. */
  changed(): void {
    this.#bell.ring();
  }

  /** Number of the newest change. Whoever shows the things beside it asks for it first: a change in between is then told, and not passed over. */
  last(): Promise<number> {
    return this.#store.lastChange();
  }

  /**
   * Gives the number of the newest change whenever it is another than the one that is known; null is a sign of life. It is smaller where old
   * things were removed or an older database was put back.
   */
  async *follow({ after, signal, isStopping, lifeMs, pulseMs }: FollowedFeed): AsyncGenerator<number | null> {
    const nowMs = (): number => this.#clock.nowMs();
    const untilMs = nowMs() + lifeMs;
    let known = after;
    let pulsedMs = nowMs();
    while (!signal.aborted && !isStopping() && nowMs() < untilMs) {
      const next = this.#bell.next(Math.min(LOOK_MS, untilMs - nowMs()), signal);
      const newest = await this.#store.lastChange();
      if (newest !== known) {
        known = newest;
        pulsedMs = nowMs();
        yield newest;
      } else if (nowMs() - pulsedMs >= pulseMs) {
        pulsedMs = nowMs();
        yield null;
      }
      await next.isOver;
    }
  }
}
