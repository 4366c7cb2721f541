import { createGenerator, type Generator } from '../../../core/stats/index.js';
import type { Batch } from '../read/index.js';

/** A decision of a batch, by its moment. */
export interface MadeDecision {
  readonly batch: Batch;
  readonly at: number;
  readonly isFavourable: boolean;
  /** Whether its label is the favourable one; null where it gets none. */
  readonly isLabelled: boolean | null;
}

/** Says yes to a share of what it is asked, as exactly as whole numbers allow, or by draws. */
class Share {
  readonly #share: number;
  readonly #generator: Generator | null;
  #asked = 0;

  constructor(share: number, generator: Generator | null) {
    this.#share = share;
    this.#generator = generator;
  }

  next(): boolean {
    if (this.#generator !== null) return this.#generator.nextUniform() < this.#share;
    const before = Math.round(this.#asked * this.#share);
    this.#asked += 1;
    return Math.round(this.#asked * this.#share) > before;
  }
}

/** Makes the decisions of a batch, one after the other. */
class Maker {
  readonly #batch: Batch;
  readonly #favourable: Share;
  readonly #others: Share;
  readonly #labels: Share | null;

  constructor(batch: Batch, generator: Generator | null) {
    const { shares } = batch;
    this.#batch = batch;
    const isLabelled = shares.kind === 'labelled';
    this.#favourable = new Share(isLabelled ? shares.ofThese : shares.favourable, generator);
    this.#others = new Share(isLabelled ? shares.ofOthers : 0, generator);
    this.#labels = isLabelled ? new Share(shares.labelled, generator) : null;
  }

  make(at: number): MadeDecision {
    const isLabelled = this.#labels?.next() ?? null;
    const isFavourable = isLabelled === false ? this.#others.next() : this.#favourable.next();
    return { batch: this.#batch, at, isFavourable, isLabelled };
  }
}

/** Makes decisions step by step. Draws of one scenario are one stream. */
export class Batches {
  readonly #generator: Generator | null;

  constructor(seed: number | null) {
    this.#generator = seed === null ? null : createGenerator(seed);
  }

  /** The decisions of a step in the order of their time, those of each line spread evenly over every interval. */
  *of(batches: readonly Batch[], time: { from: number; lastsMs: number; everyMs: number }): Iterable<MadeDecision> {
    const makers = batches.map((batch) => ({ batch, maker: new Maker(batch, this.#generator) }));
    for (let from = time.from; from < time.from + time.lastsMs; from += time.everyMs) {
      const moments = makers.flatMap(({ batch, maker }) =>
        Array.from({ length: batch.n }, (_, i) => ({
          maker,
          at: from + Math.floor(((i + 0.5) * time.everyMs) / batch.n),
        })),
      );
      moments.sort((a, b) => a.at - b.at);
      for (const { maker, at } of moments) yield maker.make(at);
    }
  }
}
