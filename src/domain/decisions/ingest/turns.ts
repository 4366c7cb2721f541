/** Work about the same things goes one after the other; all other work at once. */
export class KeyedTurns {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs the work when all that was asked for earlier about any of these things is done. All are taken at once, so nobody waits in a circle. */
  async take<T>(keys: Iterable<string>, work: () => Promise<T>): Promise<T> {
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
