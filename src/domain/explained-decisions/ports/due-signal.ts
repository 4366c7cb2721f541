/** Tells the queue of this process that decisions became due, so that it need not look again and again. */
export class DueSignal {
  #listener: () => void = () => undefined;

  /** Called after decisions became due. */
  notify(): void {
    this.#listener();
  }

  /** Has a listener called from now on; there is one, the queue. */
  listen(listener: () => void): void {
    this.#listener = listener;
  }
}
