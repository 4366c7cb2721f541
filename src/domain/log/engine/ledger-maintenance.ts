import type { TribuneError } from '../../../core/base/errors.js';
import { Mutex } from '../../../core/base/mutex.js';
import { printUuid, uuidOf } from '../../../core/base/uuid.js';
import { equalBytes, type TreeHasher } from '../../../core/ledger/index.js';
import { checkLog, type RowCheck } from '../check/check-log.js';
import { keyRetired, verificationFailed } from '../events/index.js';
import type {
  CheckResult,
  LedgerMetrics,
  LogName,
  LogStores,
  PendingEvent,
  RotationResult,
  Runtime,
  SignedCheckpoint,
  WaitingEvent,
} from '../ports/index.js';
import { changed } from '../publish/faults.js';
import { FullCheck } from '../publish/full-check.js';
import {
  CHECK_INTERVAL_MS,
  FIRST_CHECK_AFTER_MS,
  KEY_OVERLAP_MS,
  type LedgerOptions,
} from '../publish/ledger-options.js';
import { entryOf, flushEvents } from '../publish/outbox.js';
import { verifyAgainstCheckpoint } from '../publish/verify.js';
import type { WitnessRoundDeps } from '../publish/witness-round.js';
import type { OpenDeps } from '../seal/open-batch.js';
import type { LogEngine } from './log-engine.js';

export interface LedgerMaintenanceDeps {
  readonly engines: Readonly<Record<LogName, LogEngine>>;
  readonly stores: Pick<LogStores, 'decisions' | 'outbox' | 'ledger'>;
  readonly pages: OpenDeps['pages'];
  /** Starts the checks that compare further tables with the entries of a log. */
  readonly rowChecks: (log: LogName) => Promise<readonly RowCheck[]>;
  readonly runtime: Runtime;
  readonly hasher: TreeHasher;
  readonly options: LedgerOptions;
  /** Throws for an event that cannot become an entry. */
  readonly demand: (event: PendingEvent) => unknown;
  /** Turns events into entries of their logs; those of one log all, or none. */
  readonly record: (events: readonly PendingEvent[]) => Promise<unknown>;
  /** Makes an id for an entry. */
  readonly newId: () => string;
  readonly onProblem: (cause: Error) => void;
}

const LOGS = ['main', 'reads'] as const;

/** Maintenance of the logs beside taking and signing entries: whole checks, keys, waiting events, alarms of witnesses. */
export class LedgerMaintenance {
  readonly #deps: LedgerMaintenanceDeps;
  readonly #check: FullCheck;
  readonly #results = new Map<LogName, CheckResult>();
  readonly #flushing = new Mutex();

  constructor(deps: LedgerMaintenanceDeps) {
    this.#deps = deps;
    const { engines, runtime, options, onProblem } = deps;
    this.#check = new FullCheck({
      check: (checkpoint, pause) => this.#checkLog(checkpoint, pause),
      onProblem,
      clock: runtime,
      intervalMs: options.checkIntervalMs ?? CHECK_INTERVAL_MS,
      firstAfterMs: options.firstCheckAfterMs ?? FIRST_CHECK_AFTER_MS,
      checkpoints: () => LOGS.flatMap((log) => engines[log].checkpoint ?? []),
      onResult: (result) => {
        this.#results.set(result.log, result);
        if (result.ok) engines[result.log].clearFault();
      },
      onMismatch: (log, why) => {
        engines[log].halt(why);
        onProblem(why);
      },
    });
  }

  /** Starts after the engines: turns events that a crash left waiting into entries, and begins the checks. */
  async open(): Promise<void> {
    await this.flush();
    this.#check.start(this.fault !== null);
  }

  get fault(): TribuneError | null {
    return LOGS.map((log) => this.#deps.engines[log].halted).find((why) => why !== null) ?? null;
  }

  /** Turns waiting events into entries. */
  flush(): Promise<void> {
    const { stores, demand, record } = this.#deps;
    return this.#flushing.run(() => flushEvents({ ...stores, demand, record }));
  }

  /**
   * As `flush`, after an act that is stored with its event: a failure does not undo the act, and the entry is written at the next attempt.
   */
  async flushEvents(): Promise<void> {
    await this.flush().catch((cause: unknown) => this.#deps.onProblem(cause as Error));
  }

  /** Looks among those that wait first: one of them is crossed out only after it became an entry. */
  async isSaved(event: WaitingEvent): Promise<boolean> {
    const { outbox, decisions } = this.#deps.stores;
    return (await outbox.waits(event)) || (await entryOf(decisions, event, event.afterSeq)) !== null;
  }

  /** Reads every leaf again now; a fault that is found stops the log. */
  check(): Promise<void> {
    return this.#check.run();
  }

  /** Reads every leaf again now, and throws a fault that is found. */
  async verify(): Promise<void> {
    for (const log of LOGS) {
      const { checkpoint } = this.#deps.engines[log];
      if (checkpoint !== null) await this.#checkLog(checkpoint, () => this.#deps.runtime.turn());
    }
  }

  async #checkLog(checkpoint: SignedCheckpoint, pause: (workedMs: number) => Promise<void>): Promise<void> {
    const { stores, runtime, hasher, pages, rowChecks } = this.#deps;
    await this.#checkHead(checkpoint);
    const checks = await rowChecks(checkpoint.log);
    await verifyAgainstCheckpoint(stores.decisions, hasher, checkpoint, { pause, clock: runtime });
    await checkLog({ decisions: stores.decisions, runtime, pages, checks, pause }, checkpoint);
  }

  /** Checks that the checkpoints in the database are those that were signed and cosigned. */
  async #checkHead(checkpoint: SignedCheckpoint): Promise<void> {
    const { stores, engines } = this.#deps;
    const { log } = checkpoint;
    const [stored, cosigned] = [await stores.ledger.lastCheckpoint(log), await stores.ledger.cosignedCheckpoint(log)];
    const known = [checkpoint, engines[log].checkpoint, engines[log].cosigned].filter((one) => one !== null);
    const isKnown = (one: SignedCheckpoint): boolean =>
      known.some(({ size, root, note }) => size === one.size && equalBytes(root, one.root) && note === one.note);
    // A newer checkpoint was signed since the engine was asked.
    const isNewer = (one: SignedCheckpoint): boolean => known.every(({ size }) => one.size > size);
    for (const one of [stored, cosigned]) {
      const isLost = one === null && one === stored;
      if (isLost || (one !== null && !isKnown(one) && !isNewer(one)))
        throw changed(`a checkpoint of log ${log} in the database is not the one that was signed`);
    }
    if (stored !== null && stored.size < checkpoint.size)
      throw changed(`the checkpoint of log ${log} in the database is older than the signed one`);
  }

  /** Chooses whether checkpoints are shown at fixed times only, or as soon as they are signed. */
  setPublic(isPublic: boolean): void {
    for (const log of LOGS) this.#deps.engines[log].setPublic(isPublic);
  }

  async rotateKey(
    log: LogName,
    { overlapMs = KEY_OVERLAP_MS, by }: { overlapMs?: number; by: string },
  ): Promise<RotationResult> {
    const nowMs = this.#deps.runtime.nowMs();
    const result = await this.#deps.engines[log].rotateKey({ nowMs, overlapMs, by, eventId: this.#deps.newId() });
    await this.flushEvents();
    return result;
  }

  /** Periodic work: retires keys whose overlap is over, and writes events that could not be written. */
  async maintain(): Promise<void> {
    const { engines, runtime } = this.#deps;
    for (const log of LOGS) await engines[log].retireKeys(runtime.nowMs(), (key) => this.#recordRetirement(log, key));
    // An event that cannot become an entry must not keep other maintenance waiting.
    await this.flushEvents();
  }

  /** Records that a key was retired. The id follows from the key, so that an entry that was written before a crash is not written again. */
  async #recordRetirement(log: LogName, key: string): Promise<void> {
    const { runtime, record, stores } = this.#deps;
    const id = printUuid(uuidOf(runtime.sha256(new TextEncoder().encode(`retired ${log} ${key}`))));
    if ((await entryOf(stores.decisions, { id, log: 'main' }, 0)) !== null) return;
    await record([{ ...keyRetired({ log, key }), id, log: 'main' }]);
  }

  /** Records that a witness saw another log. */
  alarm(log: LogName, alarm: Parameters<WitnessRoundDeps['onAlarm']>[0]): void {
    const event: PendingEvent = { ...verificationFailed({ log, ...alarm }), id: this.#deps.newId(), log: 'main' };
    this.#deps.record([event]).catch((cause: unknown) => this.#deps.onProblem(cause as Error));
  }

  metrics(): LedgerMetrics {
    const { engines } = this.#deps;
    const status = { main: engines.main.status, reads: engines.reads.status };
    return {
      shownSize: { main: status.main.shownSize, reads: status.reads.shownSize },
      cosignedSize: { main: status.main.cosignedSize, reads: status.reads.cosignedSize },
      showsWithinMs: { main: status.main.showsWithinMs, reads: status.reads.showsWithinMs },
      witnesses: LOGS.flatMap((log) => status[log].witnesses.map((witness) => ({ ...witness, log }))),
      checks: [...this.#results.values()],
      halted: this.fault !== null,
    };
  }

  close(): Promise<void> {
    return this.#check.close();
  }
}
