import type { Clock } from '../../core/base/clock.js';
import { UUID_BYTES } from '../../core/base/uuid.js';
import { mix } from '../recent-ids/index.js';

/** Number of records entered before other requests get a turn. */
const SLICE_RECORDS = 4096;

interface IdBatch {
  readonly seq: number;
  readonly ids: Uint8Array;
}

/**
 * Finds which of the newest batches may hold an id, by four bytes of a hash. The map is filled when somebody asks, and made anew once the
 * tail was cut.
 */
export class TailIds {
  readonly #seed: number;
  readonly #seqs = new Map<number, number | number[]>();
  #of: readonly IdBatch[] | null = null;
  #known = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Takes in the batches that came since the last call. `tail` grows at its end; when its beginning is cut off, it is another array. */
  async catchUp(tail: () => readonly IdBatch[], clock: Pick<Clock, 'turn'>): Promise<void> {
    for (let sinceYield = 0; ; ) {
      if (this.#of !== tail()) {
        this.#of = tail();
        this.#known = 0;
        this.#seqs.clear();
      }
      const batch = this.#of[this.#known];
      if (batch === undefined) return;
      this.#known++;
      this.#add(batch);
      sinceYield += batch.ids.length / UUID_BYTES;
      if (sinceYield < SLICE_RECORDS) continue;
      sinceYield = 0;
      await clock.turn();
    }
  }

  /** Gives batches that may hold the id. Two ids can have the same hash, so the caller must look into the batch. */
  seqsOf(id: Uint8Array): readonly number[] {
    const found = this.#seqs.get(mix(this.#seed, id, 0));
    if (found === undefined) return [];
    return typeof found === 'number' ? [found] : found;
  }

  #add({ seq, ids }: IdBatch): void {
    for (let at = 0; at < ids.length; at += UUID_BYTES) {
      const hash = mix(this.#seed, ids, at);
      const known = this.#seqs.get(hash);
      if (known === undefined) this.#seqs.set(hash, seq);
      else if (typeof known === 'number') this.#seqs.set(hash, [known, seq]);
      else known.push(seq);
    }
  }
}
