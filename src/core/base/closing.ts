/**
 * Runs all steps one after the other, even when one failed; then throws the first failure.
 *
 * @example
 * await finishAll([() => service.close(), () => store.close()]);
 */
export async function finishAll(steps: readonly (() => unknown)[]): Promise<void> {
  const faults: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (cause) {
      faults.push(cause);
    }
  }
  if (faults.length > 0) throw faults[0];
}

/** Runs all steps at once and waits for all of them; then throws the first failure. */
export async function finishTogether(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const results = await Promise.allSettled(steps.map((step) => step()));
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/**
 * What was opened so far, to be closed in reverse order: what was opened later works on what was opened before. A start that fails at any
 * step and a stop take the same way.
 *
 * @example
 * const opened = new Opened();
 * try {
 *   const store = opened.add(await openStore(), (one) => one.close());
 *   const service = opened.add(await openService(store), (one) => one.close());
 *   return { service, close: () => opened.close() };
 * } catch (cause) {
 *   throw await opened.abandon(cause);
 * }
 */
export class Opened {
  readonly #steps: (() => unknown)[] = [];
  #closing: Promise<void> | null = null;

  /** Adds something that was opened, with how it is closed, and gives it back. */
  add<T>(one: T, close: (one: T) => unknown): T {
    this.#steps.push(() => close(one));
    return one;
  }

  /** Closes everything, whatever fails, and throws the first failure. A second call gets the result of the first. */
  close(): Promise<void> {
    this.#closing ??= finishAll(this.#steps.toReversed());
    return this.#closing;
  }

  /** Closes everything after a failure and gives the failure, which matters more than one of the closing. */
  async abandon<Cause>(cause: Cause): Promise<Cause> {
    await this.close().catch(() => undefined);
    return cause;
  }
}
