import type { IdempotentAnswer, IntegrityEvent, SealedBatch } from '../ports/index.js';
import type { Records } from '../seal/records.js';
import type { Part } from '../seal/seal-job.js';

/** Records that one request asks to make durable. */
export interface Work {
  readonly records: Records;
  /** The answer to be repeated, built before the commit and stored with it. */
  readonly idempotentAnswer: IdempotentAnswer | null;
  readonly integrityEvents: readonly IntegrityEvent[];
  readonly bytes: number;
}

/**
 * `committed` means durable; `firstIndex` is the entry of the first record. `retry` means that another request with one of the ids was
 * faster, so the ids have to be looked up again.
 */
export type WorkResult = { readonly status: 'committed'; readonly firstIndex: number } | { readonly status: 'retry' };

/** A batch that became durable. */
export interface CommittedBatch {
  readonly batch: SealedBatch;
  /** Keyed tags of its subjects (n x 8 bytes); null when they must be read from it. */
  readonly tags: Uint8Array | null;
  /** Its records as they came in; null when they must be read from it. */
  readonly parts: readonly Part[] | null;
}

export interface PipelineLimits {
  /** Most records of one batch, the unit of sealing, reading and erasure. */
  readonly recordsPerBatch: number;
  /** Number of records from which on a commit takes no further request. */
  readonly recordsPerCommit: number;
  /** Most bytes that wait or are being committed; above it requests are refused. */
  readonly maxQueuedBytes: number;
}

export const DEFAULT_LIMITS: PipelineLimits = {
  recordsPerBatch: 512,
  recordsPerCommit: 1536,
  maxQueuedBytes: 64 * 1024 * 1024,
};
