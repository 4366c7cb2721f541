import type { DecisionLogError } from './errors.js';
import type * as wire from './wire/index.js';

/** Fields that may be absent, because the client fills them in. */
type Lenient<Wire, Filled extends keyof Wire> = Omit<Wire, Filled> & Partial<Pick<Wire, Filled>>;

/**
 * A decision as the service accepts it. `id` is made here when absent, so that a record sent twice is stored once; `decidedAt` defaults to
 * now, `route` to `automatic`. Fields and meaning: examples/logging/README.md and `/openapi.json`.
 */
export type DecisionRecord = Lenient<wire.DecisionRecord, 'decidedAt' | 'route'>;

/** A label that became known later; `knownAt` defaults to now. */
export type LabelRecord = Lenient<wire.LabelRecord, 'knownAt'>;

/**
 * The record is durable. `accepted`: it was stored now. `duplicate`: it was stored before, with the same content. `stored`: one of the two,
 * because the service counts duplicates for each batch and does not name them.
 */
export interface Stored {
  readonly id: string;
  readonly status: 'accepted' | 'duplicate' | 'stored';
}

/** Outcome of one record, also of one that an earlier process left in the spool. */
export type Outcome =
  | { readonly id: string; readonly stored: Stored; readonly error?: never }
  | { readonly id: string; readonly stored?: never; readonly error: DecisionLogError };

/** Counters since the client was made. */
export interface ClientStats {
  readonly stored: number;
  readonly failed: number;
  readonly queued: number;
  readonly retries: number;
}

export interface ClientOptions {
  /** Address of the service, such as `https://tribune.example`. */
  readonly url: string;
  /** API key with the scopes `decisions:write` (and `labels:write` for labels); a function is called before each request. */
  readonly key: string | (() => string | Promise<string>);
  /** Folder for batches until they are accepted (Node only). Batches that a killed process left in it are sent at the next start. */
  readonly spool?: string;
  /** Number of records at which a batch is sent. */
  readonly batchRecords?: number;
  /** Number of bytes at which a batch is sent. */
  readonly batchBytes?: number;
  /** Longest wait of a batch's first record, in ms, after which the batch is sent. */
  readonly batchWaitMs?: number;
  /** Most requests at once. */
  readonly inFlight?: number;
  /** Most records and bytes taken and not yet answered; beyond them `log` rejects with `QUEUE_FULL`. */
  readonly queueRecords?: number;
  readonly queueBytes?: number;
  /** Longest time for one request, in ms. */
  readonly timeoutMs?: number;
  /** Time for which temporary failures are retried, in ms; without end by default when there is a spool. */
  readonly giveUpAfterMs?: number;
  /** First and longest pause before a retry, in ms; a `retry-after` of the service may ask for more. */
  readonly retryBaseMs?: number;
  readonly retryCapMs?: number;
  /** Called with the outcome of each record. With it, an ignored promise of `log` is no unhandled rejection. */
  readonly onOutcome?: (outcome: Outcome) => void;
  /** Called with faults that concern no single record, such as a full disk under the spool, and once with what the service warns of by deployment. */
  readonly onProblem?: (problem: Error) => void;
  readonly fetch?: typeof globalThis.fetch;
}

/** Logs decisions and labels. */
export interface DecisionClient {
  /** Logs a decision. Resolves when the service has the record on disk; rejects with a `DecisionLogError` that gives the reason. */
  log(record: DecisionRecord): Promise<Stored>;
  /** Logs the label of a decision. Resolves and rejects as `log` does. */
  label(record: LabelRecord): Promise<Stored>;
  /** Resolves when there is room in the queue. */
  ready(): Promise<void>;
  /** Sends the waiting records; resolves when everything taken so far is settled, stored or not. */
  flush(): Promise<void>;
  /** Takes no more records, sends those that wait for at most `timeoutMs` (default 30 s), then settles the rest as `CLOSED`. */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
  stats(): ClientStats;
}
