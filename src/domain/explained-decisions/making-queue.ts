import type { Clock, Timer } from '../../core/base/clock.js';
import { TribuneError } from '../../core/base/errors.js';

/** Most explanations that are being made or wait for it. */
const MOST_WAITING = 1000;
/** Time for which a failure is told to who asks again, ms: they come back after a second. */
const FAILURE_KEPT_MS = 60_000;

export interface QueueDeps {
  readonly after: Clock['after'];
  /** Longest time for which a caller waits, ms. */
  readonly waitMs: number;
}

/**
 * What is being made, each thing once however many ask for it. Who asks waits a short time and comes again otherwise; a failure is kept for
 * them, as nobody may be waiting when it happens.
 */
export class MakingQueue {
  readonly #deps: QueueDeps;
  readonly #making = new Map<string, Promise<unknown>>();

  constructor(deps: QueueDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#making.size;
  }

  /**
   * Gives what is made under a name, or `pending` when it takes longer than callers wait and this one may leave.
   *
   * @param leave asked once their time is over: whether the caller goes away, which is settled then; false for one who is being given it
   * @throws TribuneError SERVICE_BUSY, and what the making throws
   */
  async get<T>(name: string, make: () => Promise<T>, leave: () => boolean = () => true): Promise<T | 'pending'> {
    const making = (this.#making.get(name) as Promise<T> | undefined) ?? this.#begin(name, make);
    let timer: Timer | undefined;
    const waited = new Promise<'pending'>((done) => {
      timer = this.#deps.after(this.#deps.waitMs, () => {
        if (leave()) done('pending');
      });
    });
    try {
      return await Promise.race([making, waited]);
    } catch (cause) {
      // Whoever asked again meanwhile has begun another making, which stays.
      this.#end(name, making);
      throw cause;
    } finally {
      timer?.cancel();
    }
  }

  #begin<T>(name: string, make: () => Promise<T>): Promise<T> {
    if (this.#making.size >= MOST_WAITING) {
      throw new TribuneError('SERVICE_BUSY', `${MOST_WAITING} explanations are being made already`, {
        remedy: 'Send again after the time in Retry-After.',
      });
    }
    const making = make();
    this.#making.set(name, making);
    making.then(
      () => this.#end(name, making),
      () => void this.#deps.after(FAILURE_KEPT_MS, () => this.#end(name, making)),
    );
    return making;
  }

  #end(name: string, making: Promise<unknown>): void {
    if (this.#making.get(name) === making) this.#making.delete(name);
  }
}
