/**
 * Work that is asked for at any time and never runs twice at once: whoever asks while it runs has it run once more, so that what came after its last
 * look is not left lying until somebody asks again.
 *
 * @example
 * const sending = new AskedWork(() => sendWhatIsDue());
 * sending.ask();
 * await sending.idle();
 */
export class AskedWork {
  readonly #work: () => Promise<void>;
  #isAsked = false;
  #isClosed = false;
  #running: Promise<void> | null = null;

  /** @param work does all that is there when it begins; it reports its failures itself */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Has the work done, at once or after the run that is going on. */
  ask(): void {
    this.#isAsked = true;
    if (this.#running === null && !this.#isClosed) this.#running = this.#run();
  }

  /** Resolves when nothing that was asked for is left to do. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Begins no further run, and resolves after the one that is going on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#isAsked && !this.#isClosed) {
        this.#isAsked = false;
        await this.#work();
      }
    } finally {
      // In the same turn as the last look: whoever asks from now on begins a run.
      this.#running = null;
    }
  }
}
