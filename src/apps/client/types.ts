import type { DecisionLogError } from './errors.js';
import type * as wire from './wire.js';

/** Fields that may be absent, because the client fills them in. */
type Lenient<Wire, Filled extends keyof Wire> = Omit<Wire, Filled> & Partial<Pick<Wire, Filled>>;

/**
 * A decision as the service takes it. `id` is made here when absent, so that a record sent twice is stored once; `decidedAt` is now,
 * `route` is `automatic`. Fields and meaning: examples/logging/README.md and `/openapi.json`.
 */
export type DecisionRecord = Lenient<wire.DecisionRecord, 'decidedAt' | 'route'>;

/** The truth about a decision, known later; `knownAt` is now when absent. */
export type LabelRecord = Lenient<wire.LabelRecord, 'knownAt'>;

/**
 * The record is durable. `accepted`: now. `duplicate`: it was before, with the same content. `stored`: one of the two; the
 * service counts duplicates for each batch and does not name them.
 */
export interface Stored {
  readonly id: string;
  readonly status: 'accepted' | 'duplicate' | 'stored';
}

/** What became of one record; also of records that an earlier process left in the spool. */
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
  /** API key with the scopes `decisions:write` (and `labels:write` for labels); a function is asked before each request. */
  readonly key: string | (() => string | Promise<string>);
  /** Folder for batches until they are accepted (Node only). What a killed process left there is sent at the next start. */
  readonly spool?: string;
  /** A batch goes out when it has so many records ... */
  readonly batchRecords?: number;
  /** ... or so many bytes ... */
  readonly batchBytes?: number;
  /** ... or when its first record waited so long, ms. */
  readonly batchWaitMs?: number;
  /** Requests at once. */
  readonly inFlight?: number;
  /** Records and bytes taken and not yet answered; past them `log` rejects with `QUEUE_FULL`. */
  readonly queueRecords?: number;
  readonly queueBytes?: number;
  /** One request must be answered within this time, ms. */
  readonly timeoutMs?: number;
  /** Passing failures are tried again for so long, ms; without end by default when there is a spool. */
  readonly giveUpAfterMs?: number;
  /** First and longest pause before trying again, ms; a `retry-after` of the service may ask for more. */
  readonly retryBaseMs?: number;
  readonly retryCapMs?: number;
  /** Told what became of each record. With it, an ignored promise of `log` is no unhandled rejection. */
  readonly onOutcome?: (outcome: Outcome) => void;
  /** Told what went wrong beside the records, such as a full disk under the spool. */
  readonly onProblem?: (problem: Error) => void;
  readonly fetch?: typeof globalThis.fetch;
}

/** Logs decisions and labels. */
export interface DecisionClient {
  /** Resolves when the service has the record on disk; rejects with a `DecisionLogError` that says why not. */
  log(record: DecisionRecord): Promise<Stored>;
  /** The truth about a decision, with the same promises. */
  label(record: LabelRecord): Promise<Stored>;
  /** Resolves when there is room in the queue. */
  ready(): Promise<void>;
  /** Sends what waits; resolves when everything taken so far is settled, well or not. */
  flush(): Promise<void>;
  /** Takes no more, sends what waits for at most `timeoutMs` (default 30 s), then settles the rest as `CLOSED`. */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
  stats(): ClientStats;
}
