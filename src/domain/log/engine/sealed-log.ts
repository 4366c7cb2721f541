import { finishAll } from '../../../core/base/closing.js';
import { TribuneError } from '../../../core/base/errors.js';
import { printUuid, UUID_BYTES, uuidV7 } from '../../../core/base/uuid.js';
import { openHashLanes, printVerifierKey, treeHasher } from '../../../core/ledger/index.js';
import type { Log, LoggedEvent } from '../api/index.js';
import { closeParts } from '../closing/closing.js';
import { type CommittedBatch, DEFAULT_LIMITS, type PipelineLimits } from '../commit/work.js';
import { EventCatalogue, type EventType } from '../events/index.js';
import type {
  LedgerMetrics,
  LogEvent,
  LogName,
  LogSigner,
  LogStores,
  PendingEvent,
  RotationResult,
  Runtime,
  SignedCheckpoint,
  WaitingEvent,
} from '../ports/index.js';
import type { LedgerOptions } from '../publish/ledger-options.js';
import { eventRecords } from '../seal/event-records.js';
import type { OpenDeps } from '../seal/open-batch.js';
import { inlineSealer } from '../seal/seal-batch.js';
import type { Sealer } from '../seal/seal-job.js';
import { LedgerMaintenance, type LedgerMaintenanceDeps } from './ledger-maintenance.js';
import { LogEngine } from './log-engine.js';

/** Default publishing interval: half of the second that publishing may take, because the rest is for writing tiles. */
const PUBLISH_INTERVAL_MS = 400;
const LOGS = ['main', 'reads'] as const;

/** Options of the logs; each has a default. */
export interface LogTuning {
  /** Seals batches; default in this thread. */
  readonly sealer?: Sealer;
  readonly limits?: Partial<PipelineLimits>;
  /** Longest time between commit and checkpoint. */
  readonly publishIntervalMs?: number;
  /** How checkpoints are shown, witnessed and checked. */
  readonly ledger?: LedgerOptions;
}

export interface LogOptions {
  readonly stores: LogStores;
  readonly signers: Readonly<Record<LogName, LogSigner>>;
  readonly runtime: Runtime;
  readonly pages: OpenDeps['pages'];
  /** All types of events that may become an entry. */
  readonly events: readonly EventType[];
  readonly tuning: LogTuning;
  /** Starts the checks that compare further tables with the entries of a log. */
  readonly rowChecks: LedgerMaintenanceDeps['rowChecks'];
  readonly onCommitted: (log: LogName, batches: readonly CommittedBatch[]) => void;
  /** Called with the duration of each commit in seconds. */
  readonly onCommit: (seconds: number) => void;
  readonly onProblem: (cause: Error) => void;
}

/** Both logs with their engines and their maintenance. */
export class SealedLog implements Log {
  readonly engines: Readonly<Record<LogName, LogEngine>>;
  readonly #options: LogOptions;
  readonly #events: EventCatalogue;
  readonly #maintenance: LedgerMaintenance;
  readonly #opened: LogEngine[] = [];

  constructor(options: LogOptions) {
    this.#options = options;
    const { stores, runtime, pages, rowChecks, onProblem, tuning } = options;
    this.#events = new EventCatalogue(options.events);
    this.engines = { main: this.#engine('main'), reads: this.#engine('reads') };
    this.#maintenance = new LedgerMaintenance({
      engines: this.engines,
      stores,
      runtime,
      pages,
      rowChecks,
      onProblem,
      hasher: treeHasher(runtime.sha256),
      options: tuning.ledger ?? {},
      demand: (event) => this.#events.demand(event),
      record: (waiting) => this.#enterAll(waiting),
      newId: () => this.#newId(),
    });
  }

  /** Recovers both logs, verifies them against their checkpoints and loads the ids of the window; entries are taken afterwards. */
  async open(windowStartMs: number): Promise<void> {
    for (const log of LOGS) {
      await this.engines[log].open(windowStartMs);
      this.#opened.push(this.engines[log]);
    }
  }

  /** Turns events that a crash left waiting into entries and begins the checks, once everything that the checks need is loaded. */
  start(): Promise<void> {
    return this.#maintenance.open();
  }

  /** Releases everything that a failed start had opened, so that nothing of it goes on signing. */
  async abandon(): Promise<void> {
    await finishAll([this.#maintenance, ...this.#opened].map((part) => () => part.close())).catch(() => undefined);
  }

  record(event: LogEvent): Promise<LoggedEvent> {
    return this.recordAs(event, this.#newId());
  }

  /** Turns an event into the entry with this id. */
  async recordAs(event: LogEvent, id: string): Promise<LoggedEvent> {
    return { id, index: await this.#enter([{ ...event, id }]) };
  }

  file(log: LogName, path: string): Promise<Uint8Array | null> {
    return this.engines[log].file(path);
  }

  checkpoint(log: LogName): SignedCheckpoint | null {
    return this.engines[log].checkpoint;
  }

  verifierKey(log: LogName): string {
    return printVerifierKey(this.#options.signers[log].key);
  }

  async publish(): Promise<void> {
    for (const log of LOGS) await this.engines[log].publish();
  }

  verify(): Promise<void> {
    return this.#maintenance.verify();
  }

  get fault(): TribuneError | null {
    return this.#maintenance.fault;
  }

  flush(): Promise<void> {
    return this.#maintenance.flush();
  }

  flushEvents(): Promise<void> {
    return this.#maintenance.flushEvents();
  }

  isSaved(event: WaitingEvent): Promise<boolean> {
    return this.#maintenance.isSaved(event);
  }

  check(): Promise<void> {
    return this.#maintenance.check();
  }

  setPublic(isPublic: boolean): void {
    this.#maintenance.setPublic(isPublic);
  }

  rotateKey(log: LogName, request: { readonly overlapMs?: number; readonly by: string }): Promise<RotationResult> {
    return this.#maintenance.rotateKey(log, request);
  }

  /** Periodic work: retires keys whose overlap is over, and writes events that could not be written. */
  maintain(): Promise<void> {
    return this.#maintenance.maintain();
  }

  metrics(): LedgerMetrics {
    return this.#maintenance.metrics();
  }

  /**
   * Refuses new work, finishes what is queued, signs it. `beside` closes with the engines, after the last commits. Throws the error of what
   * could not be finished, after everything is released.
   */
  close({ beside }: Pick<Parameters<typeof closeParts>[0], 'beside'>): Promise<void> {
    return closeParts({ engines: this.engines, before: [() => this.#maintenance.close()], beside });
  }

  #engine(log: LogName): LogEngine {
    const { stores, runtime, pages, signers, tuning, onCommitted, onCommit, onProblem } = this.#options;
    const { publishIntervalMs = PUBLISH_INTERVAL_MS, limits, ledger = {} } = tuning;
    const { sealer = inlineSealer(runtime, stores.keyring.indexKey()) } = tuning;
    return new LogEngine({
      log,
      stores,
      runtime,
      pages,
      publishIntervalMs,
      sealer,
      ledger,
      onCommit,
      onProblem,
      signer: signers[log],
      hasher: treeHasher(runtime.sha256, openHashLanes()),
      limits: { ...DEFAULT_LIMITS, ...limits },
      onCommitted: (batches) => onCommitted(log, batches),
      onAlarm: (alarm) => this.#maintenance.alarm(log, alarm),
    });
  }

  /** Turns events of both logs into entries at once, which is one commit. Rejects after both have ended, with the first failure. */
  async #enterAll(events: readonly PendingEvent[]): Promise<void> {
    const ofLogs = LOGS.map((log) => events.filter((event) => event.log === log)).filter(({ length }) => length > 0);
    const ended = await Promise.allSettled(ofLogs.map((some) => this.#enter(some)));
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
  }

  /** Turns events of one log into entries in their order, all or none; resolves to the index of the first. */
  async #enter(events: readonly (LogEvent & Pick<PendingEvent, 'id'>)[]): Promise<number> {
    const [{ log }] = events.map((event) => this.#events.demand(event)) as [EventType, ...EventType[]];
    const records = eventRecords(events);
    const work = { records, idempotentAnswer: null, integrityEvents: [], bytes: records.source.length };
    const result = await this.engines[log].pipeline.submit(work);
    if (result.status === 'committed') return result.firstIndex;
    throw new TribuneError('INTERNAL', 'an event was asked to look its id up again', { remedy: 'Report this.' });
  }

  #newId(): string {
    const { runtime } = this.#options;
    return printUuid(uuidV7(runtime.nowMs(), runtime.randomBytes(UUID_BYTES)));
  }
}
