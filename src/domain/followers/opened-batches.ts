import type { DecisionLog, LogName, SealedBatch } from '../log/ports/index.js';
import type { OpenedBatch } from '../log/seal/index.js';

interface Shared {
  readonly batch: SealedBatch;
  readonly opened: Promise<OpenedBatch>;
  users: number;
}

/** Opened batches in the hands of a follower. */
export interface Lent {
  readonly batches: readonly OpenedBatch[];
  /** To be called when the follower has done with them. */
  release(): void;
}

/**
 * Batches that followers read at the same time, opened once for all of them. Nothing stays open when nobody works on it, so memory does not
 * grow with what waits, and no content outlives an erasure here.
 */
export class OpenedBatches {
  readonly #decisions: Pick<DecisionLog, 'readFrom'>;
  readonly #open: (batch: SealedBatch) => Promise<OpenedBatch>;
  readonly #shared = new Map<string, Shared>();

  constructor(decisions: Pick<DecisionLog, 'readFrom'>, open: (batch: SealedBatch) => Promise<OpenedBatch>) {
    this.#decisions = decisions;
    this.#open = open;
  }

  /** Batches of a log from a number on, at most `limit`. */
  async lend(log: LogName, seq: number, limit: number): Promise<Lent> {
    const held = (await this.#decisions.readFrom(log, seq, limit)).map((batch) => this.#hold(batch));
    const release = (): void => {
      for (const one of held.splice(0)) this.#letGo(one);
    };
    try {
      return { batches: await Promise.all(held.map(({ opened }) => opened)), release };
    } catch (cause) {
      release();
      throw cause;
    }
  }

  #hold(batch: SealedBatch): Shared {
    const known = this.#shared.get(nameOf(batch));
    if (known !== undefined && isSealedAlike(known.batch, batch)) {
      known.users++;
      return known;
    }
    const opened = this.#open(batch);
    // Whoever waits for all of them hears of it; until then it is nobody's.
    opened.catch(() => undefined);
    const shared = { batch, opened, users: 1 };
    this.#shared.set(nameOf(batch), shared);
    return shared;
  }

  #letGo(shared: Shared): void {
    shared.users--;
    const name = nameOf(shared.batch);
    if (shared.users === 0 && this.#shared.get(name) === shared) this.#shared.delete(name);
  }
}

const nameOf = ({ log, seq }: SealedBatch): string => `${log}/${seq}`;

/** False when an erasure sealed the batch anew: then it is opened anew. */
const isSealedAlike = (a: SealedBatch, b: SealedBatch): boolean =>
  isSameSlot(a.payload, b.payload) && isSameSlot(a.attributes, b.attributes);

const isSameSlot = (a: SealedBatch['attributes'], b: SealedBatch['attributes']): boolean =>
  a?.page === b?.page && a?.slot === b?.slot;
