/** How often a view is read anew while no notices of changes come, ms. */
const UNNOTIFIED_MS = 1000;

/** Receives notices that something changed, whoever changed it. */
export interface ViewWatcher {
  changed(): void;
  /** No notices come until `changed` is called. */
  lost(): void;
}

export interface FollowedViewDeps<View> {
  /** Reads what stands at a time, ms. */
  readonly read: (nowMs: number) => Promise<View>;
  readonly watch: (watcher: ViewWatcher) => () => void;
  readonly nowMs: () => number;
  /** What is in force before the first reading. */
  readonly empty: View;
}

/**
 * What a store held when it was read last, for whoever asks at every decision. A change that is announced is read before the view is used again;
 * changes by other processes are announced by the database, and while those notices do not come it is read again every second.
 */
export class FollowedView<View> {
  readonly #deps: FollowedViewDeps<View>;
  #view: View;
  /** Number of changes announced; `#loaded` is the number that the view includes. */
  #announced = 1;
  #loaded = 0;
  #isNotified = false;
  #readAtMs = Number.NEGATIVE_INFINITY;
  /** The reading that goes on, with the number of changes that it includes: many requests wait for one. */
  #reading: { readonly announced: number; readonly view: Promise<View> } | null = null;
  #unwatch: () => void = () => undefined;

  constructor(deps: FollowedViewDeps<View>) {
    this.#deps = deps;
    this.#view = deps.empty;
  }

  open(): void {
    this.#unwatch = this.#deps.watch({
      changed: () => {
        this.#isNotified = true;
        this.changed();
      },
      lost: () => {
        this.#isNotified = false;
      },
    });
  }

  close(): void {
    this.#unwatch();
  }

  /** Announces that something may have changed. */
  changed(): void {
    this.#announced++;
  }

  /** The current view, which is read again where that is due. Throws the errors of the store, so that nothing passes unheld. */
  current(): View | Promise<View> {
    if (!this.#isNotified && this.#reading === null && Math.abs(this.#deps.nowMs() - this.#readAtMs) >= UNNOTIFIED_MS)
      this.changed();
    if (this.#loaded === this.#announced) return this.#view;
    if (this.#reading?.announced === this.#announced) return this.#reading.view;
    const reading = { announced: this.#announced, view: this.#read(this.#announced) };
    this.#reading = reading;
    // One that failed is begun anew by whoever asks next.
    const over = (): void => {
      if (this.#reading === reading) this.#reading = null;
    };
    reading.view.then(over, over);
    return reading.view;
  }

  async #read(announced: number): Promise<View> {
    const nowMs = this.#deps.nowMs();
    const view = await this.#deps.read(nowMs);
    // A reading that was started later may have finished first.
    if (announced > this.#loaded) [this.#view, this.#loaded, this.#readAtMs] = [view, announced, nowMs];
    return this.#loaded === announced ? view : this.#view;
  }
}
