import { TribuneError } from '../../../core/base/errors.js';

/** Bounds how many of one kind of work are under way at once. */
export class Slots {
  readonly #most: number;
  readonly #what: string;
  #taken = 0;

  /** @param what of what there are so many, with its verb: `artifacts are on their way` */
  constructor(most: number, what: string) {
    this.#most = most;
    this.#what = what;
  }

  /** Takes a slot; the function gives it back, once. Throws `SERVICE_BUSY`. */
  take(): () => void {
    if (this.#taken >= this.#most) {
      throw new TribuneError('SERVICE_BUSY', `${this.#most} ${this.#what} already`, {
        remedy: 'Send again after the time in Retry-After.',
      });
    }
    this.#taken += 1;
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      this.#taken -= 1;
    };
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
