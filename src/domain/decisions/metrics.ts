import { TribuneError } from '../../core/errors.js';
import type { IngestAnswer, IngestOptions, ServiceMetrics } from './service-api.js';

type Counted = Omit<ServiceMetrics, 'queuedBytes' | 'queuedRecords' | 'logSize' | 'publishedSize' | 'dedupeIds'>;

/** Producers whose numbering is followed; further ones are not, so that no sender can fill the memory. */
const MAX_PRODUCERS = 10_000;

/** What `/metrics` shows, counted since start. */
export class Counters {
  batches = 0;
  #accepted = 0;
  #duplicates = 0;
  #conflicts = 0;
  #commits = 0;
  #commitSeconds = 0;
  #busy = 0;
  #unavailable = 0;
  readonly #rejected = new Map<string, number>();
  readonly #sequences = new Map<string, { last: number; missing: number }>();

  answer({ accepted, duplicates, conflicts, rejected }: IngestAnswer): void {
    this.#accepted += accepted;
    this.#duplicates += duplicates;
    this.#conflicts += conflicts.length;
    for (const { code } of rejected) this.#rejected.set(code, (this.#rejected.get(code) ?? 0) + 1);
  }

  commit(seconds: number): void {
    this.#commits++;
    this.#commitSeconds += seconds;
  }

  refused(cause: unknown): void {
    if (!(cause instanceof TribuneError)) return;
    if (cause.code === 'SERVICE_BUSY') this.#busy++;
    if (cause.code === 'STORE_UNAVAILABLE') this.#unavailable++;
  }

  /** Numbers that a producer left out; a late one fills its gap. */
  sequence({ source, sequence }: IngestOptions): void {
    if (sequence === undefined) return;
    const known = this.#sequences.get(source);
    if (known === undefined) {
      if (this.#sequences.size < MAX_PRODUCERS) this.#sequences.set(source, { last: sequence, missing: 0 });
    } else if (sequence > known.last) {
      known.missing += sequence - known.last - 1;
      known.last = sequence;
    } else if (sequence < known.last && known.missing > 0) {
      known.missing--;
    }
  }

  read(): Counted {
    return {
      accepted: this.#accepted,
      duplicates: this.#duplicates,
      conflicts: this.#conflicts,
      rejectedByCode: Object.fromEntries(this.#rejected),
      commits: this.#commits,
      batches: this.batches,
      commitSecondsSum: this.#commitSeconds,
      refusedBusy: this.#busy,
      refusedUnavailable: this.#unavailable,
      integrityEvents: this.#conflicts,
      sequenceGaps: Object.fromEntries([...this.#sequences].map(([source, { missing }]) => [source, missing])),
    };
  }
}
