import { DecisionLogError } from './errors.js';
import { serviceUrl } from './net/index.js';
import type { ClientOptions } from './types.js';

/** Default number of records of a batch: at 500 the service acknowledges most records a second (bench/ingest). */
const BATCH_RECORDS = 500;
/** Default size of a batch in bytes, well below the 32 MiB that the service accepts. */
const BATCH_BYTES = 1024 * 1024;
/** Default wait of a single record in ms, no longer than a person notices. */
const BATCH_WAIT_MS = 20;
const IN_FLIGHT = 2;
const QUEUE_RECORDS = 20_000;
const QUEUE_BYTES: number = 64 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
const GIVE_UP_AFTER_MS = 120_000;
const RETRY_BASE_MS = 100;
const RETRY_CAP_MS = 30_000;

/** Options with all defaults filled in. */
export interface Settings {
  readonly origin: URL;
  readonly key: () => string | Promise<string>;
  readonly spool: string | undefined;
  readonly batchRecords: number;
  readonly batchBytes: number;
  readonly batchWaitMs: number;
  readonly inFlight: number;
  readonly queueRecords: number;
  readonly queueBytes: number;
  readonly timeoutMs: number;
  readonly giveUpAfterMs: number;
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
  readonly onOutcome: ClientOptions['onOutcome'];
  readonly onProblem: (problem: Error) => void;
  readonly fetch: typeof globalThis.fetch;
}

/** Fills in defaults. Throws `REFUSED` for an invalid address, `RangeError` for a number out of range. */
export function settingsOf(options: ClientOptions): Settings {
  const { key } = options;
  return {
    origin: originOf(options.url),
    key: typeof key === 'function' ? key : () => key,
    spool: options.spool,
    batchRecords: atLeast('batchRecords', options.batchRecords ?? BATCH_RECORDS, 1),
    batchBytes: atLeast('batchBytes', options.batchBytes ?? BATCH_BYTES, 1),
    batchWaitMs: atLeast('batchWaitMs', options.batchWaitMs ?? BATCH_WAIT_MS, 0),
    inFlight: atLeast('inFlight', options.inFlight ?? IN_FLIGHT, 1),
    queueRecords: atLeast('queueRecords', options.queueRecords ?? QUEUE_RECORDS, 1),
    queueBytes: atLeast('queueBytes', options.queueBytes ?? QUEUE_BYTES, 1),
    timeoutMs: atLeast('timeoutMs', options.timeoutMs ?? TIMEOUT_MS, 1),
    giveUpAfterMs: atLeast('giveUpAfterMs', options.giveUpAfterMs ?? defaultPatience(options), 0),
    retryBaseMs: atLeast('retryBaseMs', options.retryBaseMs ?? RETRY_BASE_MS, 0),
    retryCapMs: atLeast('retryCapMs', options.retryCapMs ?? RETRY_CAP_MS, 0),
    onOutcome: options.onOutcome,
    onProblem: options.onProblem ?? (() => undefined),
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  };
}

/** Default time for retries: records on disk can wait, but those only in memory must get an outcome some day. */
const defaultPatience = ({ spool }: ClientOptions): number =>
  spool === undefined ? GIVE_UP_AFTER_MS : Number.POSITIVE_INFINITY;

function originOf(url: string): URL {
  const found = serviceUrl(url);
  if (found !== null) return found;
  throw new DecisionLogError(
    'REFUSED',
    'the url is not the address of a service; give one such as https://tribune.example',
  );
}

function atLeast(name: string, value: number, least: number): number {
  if (value >= least) return value;
  throw new RangeError(`${name} is ${value}; give a number of at least ${least}`);
}
