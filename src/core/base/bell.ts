import type { Clock } from './clock.js';

/** A wait for the next ring. */
export interface Wait {
  /** Resolves at the next ring, when it is cancelled or aborted, and when its time is over. */
  readonly isOver: Promise<void>;
  readonly cancel: () => void;
}

/**
 * Wakes whoever waits for something to happen. Who reads what happened begins to wait before it reads, so that nobody sleeps over what comes in
 * between.
 *
 * @example
 * const next = bell.next(1000, signal);
 * const changes = await read();
 * if (changes.length === 0) await next.isOver;
 * else next.cancel();
 */
export class Bell {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock;
  }

  ring(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Waits for the next ring, at most for some milliseconds. */
  next(ms: number, signal: AbortSignal): Wait {
    let done: () => void = () => undefined;
    const isOver = new Promise<void>((resolve) => {
      done = resolve;
    });
    const wake = (): void => {
      timer.cancel();
      this.#waiting.delete(wake);
      signal.removeEventListener('abort', wake);
      done();
    };
    const timer = this.#clock.after(Math.max(1, ms), wake);
    this.#waiting.add(wake);
    signal.addEventListener('abort', wake);
    if (signal.aborted) wake();
    return { isOver, cancel: wake };
  }
}
