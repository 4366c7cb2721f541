import type { CommittedBatch } from '../log/commit/index.js';
import type { LogName, Place } from '../log/ports/index.js';
import { FreshBatch } from '../log/seal/index.js';

/**
 * Most bytes that are kept for followers, with what is known of each record: about five seconds of what one service takes in. A follower that is held up for longer
 * reads rows, which takes the thread of the requests as long as taking the decisions in did, so that it may stay behind; it is kept only while one is behind.
 */
const MOST_BYTES = 128 * 1024 * 1024;

/**
 * Batches that were committed a moment ago, as they came in, for the followers that are about to take them. It is a cache of what the rows
 * hold: a follower that falls behind it reads the rows. A batch leaves it once every follower has taken it, once the next ones take its
 * room, and once an erasure sealed it anew.
 */
export class FreshBatches {
  readonly #batches: Record<LogName, Map<number, FreshBatch>> = { main: new Map(), reads: new Map() };
  /** The next batch of each follower that reads contents, by log; 0 before it took any. */
  readonly #next: Record<LogName, Map<string, number>> = { main: new Map(), reads: new Map() };
  #bytes = 0;

  /** Number of bytes that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps batches of a log from now on for one more follower. */
  expect(log: LogName, follower: string): void {
    this.#next[log].set(follower, 0);
  }

  /** Keeps batches that were just committed; none where nobody would read them. */
  add(log: LogName, committed: readonly CommittedBatch[]): void {
    if (this.#next[log].size === 0) return;
    for (const { batch, parts } of committed) {
      if (parts === null) continue;
      const fresh: FreshBatch = new FreshBatch(batch, parts, (bytes) => {
        if (this.#batches[log].get(batch.seq) === fresh) this.#bytes += bytes;
      });
      this.#batches[log].set(batch.seq, fresh);
      this.#bytes += fresh.size;
    }
    for (const name of ['main', 'reads'] as const)
      for (const seq of this.#batches[name].keys()) {
        if (this.#bytes <= MOST_BYTES) return;
        this.drop(name, seq);
      }
  }

  /** The batches from `seq` on that are here one after the other, until they hold so many entries. */
  from(log: LogName, seq: number, entries: number): FreshBatch[] {
    const found: FreshBatch[] = [];
    let held = 0;
    for (let at = seq; held < entries; at++) {
      const fresh = this.#batches[log].get(at);
      if (fresh === undefined) break;
      found.push(fresh);
      held += fresh.batch.n;
    }
    return found;
  }

  /** Called when a follower has taken every batch before a place. */
  taken(log: LogName, follower: string, { seq }: Pick<Place, 'seq'>): void {
    this.#next[log].set(follower, seq);
    const first = Math.min(...this.#next[log].values());
    for (const seq of this.#batches[log].keys()) {
      if (seq >= first) return;
      this.drop(log, seq);
    }
  }

  /** Forgets a batch, which is not any more what its row holds. */
  drop(log: LogName, seq: number): void {
    const batch = this.#batches[log].get(seq);
    if (batch === undefined) return;
    this.#batches[log].delete(seq);
    this.#bytes -= batch.size;
  }
}
