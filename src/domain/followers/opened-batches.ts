import type { DecisionLog, LogName, SealedBatch } from '../log/ports/index.js';
import type { BatchRecords, OpenedBatch } from '../log/seal/index.js';
import { FreshBatches } from './fresh-batches.js';

interface Shared {
  readonly batch: SealedBatch;
  readonly opened: Promise<OpenedBatch>;
  users: number;
}

/** Batches that a follower is working on. */
export interface Lent {
  readonly batches: readonly BatchRecords[];
  /** Must be called when the follower has finished with the batches. */
  release(): void;
}

/**
 * Opens batches once for all followers that read them at the same time; those that were committed a moment ago need no opening. A batch is dropped as
 * soon as nobody works on it, so memory does not grow with the backlog, and no content outlives an erasure here.
 */
export class OpenedBatches {
  readonly fresh: FreshBatches = new FreshBatches();
  readonly #decisions: Pick<DecisionLog, 'readFrom'>;
  readonly #open: (batch: SealedBatch) => Promise<OpenedBatch>;
  readonly #shared = new Map<string, Shared>();

  constructor(decisions: Pick<DecisionLog, 'readFrom'>, open: (batch: SealedBatch) => Promise<OpenedBatch>) {
    this.#decisions = decisions;
    this.#open = open;
  }

  /** Lends opened batches of a log from a sequence number on, at most `limit`; of those that are in memory already as many as hold `freshEntries`. */
  async lend(log: LogName, seq: number, limit: number, freshEntries: number): Promise<Lent> {
    const fresh = this.fresh.from(log, seq, freshEntries);
    if (fresh.length > 0) return { batches: fresh, release: () => undefined };
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
    // A failure reaches the caller when all batches are awaited; until then it must not count as an unhandled rejection.
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

/** False when an erasure sealed the batch anew, so that it must be opened again. */
const isSealedAlike = (a: SealedBatch, b: SealedBatch): boolean =>
  isSameSlot(a.payload, b.payload) && isSameSlot(a.attributes, b.attributes);

const isSameSlot = (a: SealedBatch['attributes'], b: SealedBatch['attributes']): boolean =>
  a?.page === b?.page && a?.slot === b?.slot;
