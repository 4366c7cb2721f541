import type { IntegrityEvent, KeptAnswer, SealedBatch } from '../ports.js';
import type { Item } from '../seal/item.js';

/** What one request asks to be made durable. */
export interface Work {
  readonly items: readonly Item[];
  /** Built before the commit, kept with it. */
  readonly keptAnswer: KeptAnswer | null;
  readonly integrityEvents: readonly IntegrityEvent[];
  readonly bytes: number;
}

/**
 * `committed`: durable; `firstIndex` is the entry of its first item. `retry`: another request with one of the ids went ahead;
 * look the ids up again.
 */
export type WorkResult = { readonly status: 'committed'; readonly firstIndex: number } | { readonly status: 'retry' };

/** A batch that became durable, with the subjects of its records for the index; null when they must be read out of it. */
export interface CommittedBatch {
  readonly batch: SealedBatch;
  readonly subjects: readonly string[] | null;
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
