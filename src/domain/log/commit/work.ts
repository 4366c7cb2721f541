import type { IdempotentAnswer, IntegrityEvent, SealedBatch } from '../ports/index.js';
import type { Records } from '../seal/records.js';

/** What one request asks to be made durable. */
export interface Work {
  readonly records: Records;
  /** Built before the commit, kept with it. */
  readonly idempotentAnswer: IdempotentAnswer | null;
  readonly integrityEvents: readonly IntegrityEvent[];
  readonly bytes: number;
}

/**
 * `committed`: durable; `firstIndex` is the entry of its first record. `retry`: another request with one of the ids went ahead;
 * look the ids up again.
 */
export type WorkResult = { readonly status: 'committed'; readonly firstIndex: number } | { readonly status: 'retry' };

/** A batch that became durable, with the keyed tags of its subjects (n x 8 bytes); null when they must be read out of it. */
export interface CommittedBatch {
  readonly batch: SealedBatch;
  readonly tags: Uint8Array | null;
}

export interface PipelineLimits {
  /** Records in one batch: the unit of sealing, reading and erasure. */
  readonly recordsPerBatch: number;
  /** A commit takes no further request once it has this many records. */
  readonly recordsPerCommit: number;
  /** Bytes waiting or being committed, over which requests are refused. */
  readonly maxQueuedBytes: number;
}

export const DEFAULT_LIMITS: PipelineLimits = {
  recordsPerBatch: 512,
  recordsPerCommit: 1536,
  maxQueuedBytes: 64 * 1024 * 1024,
};
