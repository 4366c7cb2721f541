/**
 * Runs tasks one after the other, in the order in which they were submitted. A task that fails does not stop the next.
 *
 * @example
 * const mutex = new Mutex();
 * await mutex.run(() => write(file));
 */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when every task submitted so far is done. */
  async idle(): Promise<void> {
    await this.#last;
  }
}

/** Runs tasks that share a key one after the other, all others at once. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<void>>();

  /**
   * Runs the task when every task submitted earlier for any of these keys is done. All keys are taken at once, so that there is no
   * deadlock.
   */
  async run<T>(keys: Iterable<string>, work: () => Promise<T>): Promise<T> {
    const own = new Set(keys);
    const before = new Set<Promise<void>>();
    let release = (): void => undefined;
    const mine = new Promise<void>((done) => {
      release = done;
    });
    for (const key of own) {
      const last = this.#last.get(key);
      if (last !== undefined) before.add(last);
      this.#last.set(key, mine);
    }
    try {
      await Promise.all(before);
      return await work();
    } finally {
      release();
      for (const key of own) if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
