/** A moment by the two clocks of a platform, ms. */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

/** The two clocks of a platform, ms. Either may stand still or be set: the monotonic one in a machine that sleeps, the other one by its owner. */
export interface TwoClocks {
  readonly wall: () => number;
  readonly monotonic: () => number;
}

/** How long ago something was heard: by the clock that says longer, so that neither sleep nor a clock that is set back makes it young. */
export class Age {
  readonly #clocks: TwoClocks;
  #heard: Moment | null = null;

  constructor(clocks: TwoClocks) {
    this.#clocks = clocks;
  }

  /** Notes that something was heard at a moment that `now` gave. What was heard earlier than the last makes that no older. */
  heard(at: Moment = this.now()): void {
    if (this.#heard === null || at.monotonic >= this.#heard.monotonic) this.#heard = at;
  }

  now(): Moment {
    return { wall: this.#clocks.wall(), monotonic: this.#clocks.monotonic() };
  }

  /** Milliseconds since it was heard; infinite before the first time. */
  get ms(): number {
    if (this.#heard === null) return Number.POSITIVE_INFINITY;
    const { wall, monotonic } = this.now();
    return Math.max(wall - this.#heard.wall, monotonic - this.#heard.monotonic);
  }
}
