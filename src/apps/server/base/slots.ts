import { TribuneError } from '../../../core/base/errors.js';

/** Bounds how many of one kind of work are under way at once. */
export class Slots {
  readonly #most: number;
  readonly #what: string;
  readonly #mostOfOne: number;
  #taken = 0;
  /** Slots of each caller who has any, so that it grows no larger than there are slots. */
  readonly #takenBy = new Map<string, number>();

  /**
   * @param what of what there are so many, with its verb: `artifacts are on their way`
   * @param mostOfOne slots that one caller may take, so that nobody takes those of all
   */
  constructor(most: number, what: string, mostOfOne: number = most) {
    this.#most = most;
    this.#what = what;
    this.#mostOfOne = mostOfOne;
  }

  /** Takes a slot, for a caller where one is named; the function gives it back, once. Throws `SERVICE_BUSY`. */
  take(caller?: string): () => void {
    if (this.#taken >= this.#most) throw busy(`${this.#most} ${this.#what} already`);
    const own = caller === undefined ? 0 : (this.#takenBy.get(caller) ?? 0);
    if (own >= this.#mostOfOne) throw busy(`${own} ${this.#what} already for this key or account alone`);
    this.#add(caller, 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#add(caller, -1);
    };
  }

  #add(caller: string | undefined, by: 1 | -1): void {
    this.#taken += by;
    if (caller === undefined) return;
    const own = (this.#takenBy.get(caller) ?? 0) + by;
    if (own === 0) this.#takenBy.delete(caller);
    else this.#takenBy.set(caller, own);
  }

  /** Does the work in a slot. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const release = this.take();
    try {
      return await work();
    } finally {
      release();
    }
  }
}

const busy = (message: string): TribuneError =>
  new TribuneError('SERVICE_BUSY', message, { remedy: 'Send again after the time in Retry-After.' });
