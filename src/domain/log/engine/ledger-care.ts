import type { TribuneError } from '../../../core/base/errors.js';
import { Mutex } from '../../../core/base/mutex.js';
import { printUuid, uuidOf } from '../../../core/base/uuid.js';
import { equalBytes, type TreeHasher } from '../../../core/ledger/index.js';
import { checkLog, type RowCheck } from '../check/check-log.js';
import { keyRetired, verificationFailed } from '../events/index.js';
import type {
  CheckResult,
  KeptHead,
  LedgerMetrics,
  LogName,
  LogStores,
  Machine,
  PendingEvent,
  RotationResult,
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
import { verifyAgainstHead } from '../publish/verify.js';
import type { WitnessRoundTools } from '../publish/witness-round.js';
import type { OpenTools } from '../seal/open-batch.js';
import type { LogEngine } from './log-engine.js';

export interface LedgerCareTools {
  readonly engines: Readonly<Record<LogName, LogEngine>>;
  readonly stores: Pick<LogStores, 'decisions' | 'outbox' | 'ledger'>;
  readonly pages: OpenTools['pages'];
  /** Begins to hold further tables against the entries of a log. */
  readonly rowChecks: (log: LogName) => Promise<readonly RowCheck[]>;
  readonly machine: Machine;
  readonly hasher: TreeHasher;
  readonly options: LedgerOptions;
  readonly record: (event: PendingEvent) => Promise<unknown>;
  /** An id for an entry. */
  readonly newId: () => string;
  readonly onProblem: (cause: Error) => void;
}

const LOGS = ['main', 'reads'] as const;

/** What the logs need beside taking and signing entries: whole checks, keys, events that wait, alarms of witnesses. */
export class LedgerCare {
  readonly #tools: LedgerCareTools;
  readonly #check: FullCheck;
  readonly #results = new Map<LogName, CheckResult>();
  readonly #flushing = new Mutex();

  constructor(tools: LedgerCareTools) {
    this.#tools = tools;
    const { engines, machine, options, onProblem } = tools;
    this.#check = new FullCheck({
      check: (head, pause) => this.#checkLog(head, pause),
      onProblem,
      clock: machine,
      intervalMs: options.checkIntervalMs ?? CHECK_INTERVAL_MS,
      firstAfterMs: options.firstCheckAfterMs ?? FIRST_CHECK_AFTER_MS,
      heads: () => LOGS.flatMap((log) => engines[log].head ?? []),
      onResult: (result) => {
        this.#results.set(result.log, result);
        if (result.ok) engines[result.log].acquit();
      },
      onMismatch: (log, why) => {
        engines[log].halt(why);
        onProblem(why);
      },
    });
  }

  /** After the engines: events that a crash left waiting become entries, and the checks begin. */
  async open(): Promise<void> {
    await this.flush();
    this.#check.start(this.fault !== null);
  }

  get fault(): TribuneError | null {
    return LOGS.map((log) => this.#tools.engines[log].halted).find((why) => why !== null) ?? null;
  }

  /** Makes events that wait into entries. */
  flush(): Promise<void> {
    const { stores, record } = this.#tools;
    return this.#flushing.run(() => flushEvents({ ...stores, record }));
  }

  /** The same after an act that is done and kept with its event: where it fails the act stands, and the entry comes with the next try. */
  async tell(): Promise<void> {
    await this.flush().catch((cause: unknown) => this.#tools.onProblem(cause as Error));
  }

  /** Reads every leaf again now; what is found stops the log. */
  check(): Promise<void> {
    return this.#check.run();
  }

  /** Reads every leaf again now and throws what is found. */
  async verify(): Promise<void> {
    for (const log of LOGS) {
      const { head } = this.#tools.engines[log];
      if (head !== null) await this.#checkLog(head, () => this.#tools.machine.turn());
    }
  }

  async #checkLog(head: KeptHead, pause: (workedMs: number) => Promise<void>): Promise<void> {
    const { stores, machine, hasher, pages, rowChecks } = this.#tools;
    await this.#checkHead(head);
    const checks = await rowChecks(head.log);
    await verifyAgainstHead(stores.decisions, hasher, head, { pause, clock: machine });
    await checkLog({ decisions: stores.decisions, machine, pages, checks, pause }, head);
  }

  /** Whether the heads in the database are those that were signed and cosigned. */
  async #checkHead(head: KeptHead): Promise<void> {
    const { stores, engines } = this.#tools;
    const { log } = head;
    const [kept, cosigned] = [await stores.ledger.lastHead(log), await stores.ledger.cosignedHead(log)];
    const known = [head, engines[log].head, engines[log].cosigned].filter((one) => one !== null);
    const isKnown = (one: KeptHead): boolean =>
      known.some(({ size, root, note }) => size === one.size && equalBytes(root, one.root) && note === one.note);
    // A newer one was signed since the engine was asked.
    const isNewer = (one: KeptHead): boolean => known.every(({ size }) => one.size > size);
    for (const one of [kept, cosigned]) {
      const isLost = one === null && one === kept;
      if (isLost || (one !== null && !isKnown(one) && !isNewer(one)))
        throw changed(`a head of log ${log} in the database is not the one that was signed`);
    }
    if (kept !== null && kept.size < head.size)
      throw changed(`the head of log ${log} in the database is older than the signed one`);
  }

  /** From now on heads are shown at fixed times only, or as soon as they are signed. */
  setPublic(isPublic: boolean): void {
    for (const log of LOGS) this.#tools.engines[log].setPublic(isPublic);
  }

  async rotateKey(
    log: LogName,
    { overlapMs = KEY_OVERLAP_MS, by }: { overlapMs?: number; by: string },
  ): Promise<RotationResult> {
    const nowMs = this.#tools.machine.nowMs();
    const result = await this.#tools.engines[log].rotateKey({ nowMs, overlapMs, by, eventId: this.#tools.newId() });
    await this.tell();
    return result;
  }

  /** From time to time: keys whose overlap is over, events that could not be written. */
  async keepHouse(): Promise<void> {
    const { engines, machine } = this.#tools;
    for (const log of LOGS) await engines[log].retireKeys(machine.nowMs(), (key) => this.#tellRetired(log, key));
    // What cannot become an entry keeps nothing else of the house waiting.
    await this.tell();
  }

  /** The id follows from the key: an entry that a crash left before the key was destroyed is not written again. */
  async #tellRetired(log: LogName, key: string): Promise<void> {
    const { machine, record, stores } = this.#tools;
    const id = printUuid(uuidOf(machine.sha256(new TextEncoder().encode(`retired ${log} ${key}`))));
    if ((await entryOf(stores.decisions, { id, log: 'main' }, 0)) !== null) return;
    await record({ ...keyRetired({ log, key }), id, log: 'main' });
  }

  /** A witness saw another log: that becomes an entry, too. */
  alarm(log: LogName, alarm: Parameters<WitnessRoundTools['onAlarm']>[0]): void {
    const event: PendingEvent = { ...verificationFailed({ log, ...alarm }), id: this.#tools.newId(), log: 'main' };
    this.#tools.record(event).catch((cause: unknown) => this.#tools.onProblem(cause as Error));
  }

  metrics(): LedgerMetrics {
    const { engines } = this.#tools;
    const status = { main: engines.main.status, reads: engines.reads.status };
    return {
      shownSize: { main: status.main.shownSize, reads: status.reads.shownSize },
      cosignedSize: { main: status.main.cosignedSize, reads: status.reads.cosignedSize },
      witnesses: LOGS.flatMap((log) => status[log].witnesses.map((witness) => ({ ...witness, log }))),
      checks: [...this.#results.values()],
      halted: this.fault !== null,
    };
  }

  close(): Promise<void> {
    return this.#check.close();
  }
}
