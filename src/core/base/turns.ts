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
    this.#steps += 1;
    if (this.#steps < MOST_STEPS && this.#clock.nowMs() - this.#sinceMs < MOST_MS) return;
    await this.#clock.turn();
    this.#sinceMs = this.#clock.nowMs();
    this.#steps = 0;
  }
}
