import type { Clock } from './clock.js';

/** Longest that one piece of work keeps others waiting, ms, and most steps of it, whatever the clock says. */
const MOST_MS = 20;
const MOST_STEPS = 250;

/** Gives everybody else a turn whenever a long piece of work went on for long enough. A promise that is resolved already gives none: its callers go on before requests and timers do. */
export class Turns {
  readonly #clock: Pick<Clock, 'nowMs' | 'turn'>;
  #sinceMs: number;
  #steps = 0;

  constructor(clock: Pick<Clock, 'nowMs' | 'turn'>) {
    this.#clock = clock;
    this.#sinceMs = clock.nowMs();
  }

  /** Is awaited after each step of the work. */
  async next(): Promise<void> {
    if (this.isDue()) await this.give();
  }

  /** Is asked after each step of work whose steps are too short to await a promise after each: whether the others' turn is due. */
  isDue(): boolean {
    this.#steps += 1;
    return this.#steps >= MOST_STEPS || this.#clock.nowMs() - this.#sinceMs >= MOST_MS;
  }

  /** Gives the others their turn. */
  async give(): Promise<void> {
    await this.#clock.turn();
    this.#sinceMs = this.#clock.nowMs();
    this.#steps = 0;
  }
}
