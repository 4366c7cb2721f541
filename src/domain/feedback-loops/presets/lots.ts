import type { Generator } from '../../../core/stats/index.js';
import type { Switches } from '../play/index.js';

/** How one decision comes about, and whether the system learns from it. */
export interface Draw {
  /** Decided by lot, whatever the system believes. */
  readonly byLot: boolean;
  /** Decided by lot for the share that the system learns from alone. */
  readonly heldOut: boolean;
  readonly teaches: boolean;
}

/** Draws which decisions are taken by lot: the explored share, and the held out one. */
export class Lots {
  /** Share of decisions by lot. */
  readonly share: number;
  readonly #holdout: number;

  constructor({ exploration, holdout }: Pick<Switches, 'exploration' | 'holdout'>) {
    this.share = exploration + holdout;
    this.#holdout = holdout;
  }

  draw(generator: Generator): Draw {
    const at = generator.nextUniform();
    const heldOut = at < this.#holdout;
    return { byLot: at < this.share, heldOut, teaches: heldOut || this.#holdout === 0 };
  }
}

/** Counts the records that are learned from, and those among them that exist because the system decided so. */
export class RecordCount {
  #own = 0;
  #all: number;

  /** @param before records that the system begins with. */
  constructor(before: number) {
    this.#all = before;
  }

  add({ byLot }: Pick<Draw, 'byLot'>, n = 1): void {
    this.#all += n;
    if (!byLot) this.#own += n;
  }

  get ownShare(): number {
    return this.#own / this.#all;
  }
}
