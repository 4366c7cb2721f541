import { TribuneError } from '../../../core/base/errors.js';
import type { IngestAnswer, ServiceMetrics } from './service-api.js';

/** Names of the metrics that are read from the current state when somebody asks, not counted here. */
type Live = 'queuedBytes' | 'queuedRecords' | 'logSize' | 'publishedSize' | 'dedupeIds' | 'sequenceGaps' | 'ledger';
type Counted = Omit<ServiceMetrics, Live>;

/** Counters of `/metrics` since the start of the process. */
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
    };
  }
}
