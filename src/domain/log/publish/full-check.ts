import type { Clock, Timer } from '../../../core/base/clock.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { CheckResult, LogName, SignedCheckpoint } from '../ports/index.js';

/** Rest after work, as a multiple of its time, so that the check takes at most a fifth of one core. */
const REST_FACTOR = 4;
/** Pause after the database did not answer. */
const RETRY_MS = 60_000;

export interface FullCheckDeps {
  /**
   * Checks the entries under a checkpoint. Throws `LEDGER_INVALID`; `pause` is called between slices with the time that the last one took,
   * ms.
   */
  readonly check: (checkpoint: SignedCheckpoint, pause: (workedMs: number) => Promise<void>) => Promise<void>;
  readonly clock: Clock;
  /** Time from the end of a check to the next, ms; 0 for no checks. */
  readonly intervalMs: number;
  /** Time from the start of the service to the first check, ms. */
  readonly firstAfterMs: number;
  /** The newest checkpoint of each log. */
  readonly checkpoints: () => readonly SignedCheckpoint[];
  readonly onResult: (result: CheckResult) => void;
  /** Called when the entries are not those that were signed. */
  readonly onMismatch: (log: LogName, why: TribuneError) => void;
  readonly onProblem: (cause: Error) => void;
}

/** Checks every entry of every log again, periodically and slowly. */
export class FullCheck {
  readonly #deps: FullCheckDeps;
  #timer: Timer | null = null;
  #wake: (() => void) | null = null;
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(deps: FullCheckDeps) {
    this.#deps = deps;
  }

  /**
   * Starts the periodic check.
   *
   * @param soon whether the first check runs at once, because a fault was found before
   */
  start(soon = false): void {
    if (this.#deps.intervalMs > 0) this.#arm(soon ? 0 : this.#deps.firstAfterMs);
  }

  /** Checks now. Throws when the database does not answer; results go to `onResult` and `onMismatch`. */
  async run(): Promise<void> {
    for (const checkpoint of this.#deps.checkpoints()) if (!this.#closed) await this.#check(checkpoint);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    this.#wake?.();
    await this.#running;
  }

  #arm(waitMs: number): void {
    this.#timer = this.#deps.clock.after(waitMs, () => {
      this.#running = this.run()
        .then(
          () => this.#deps.intervalMs,
          (cause: unknown) => {
            if (!(cause instanceof Closing)) this.#deps.onProblem(cause as Error);
            return RETRY_MS;
          },
        )
        .then((nextMs) => {
          if (!this.#closed) this.#arm(nextMs);
        });
      return this.#running;
    });
  }

  async #check(checkpoint: SignedCheckpoint): Promise<void> {
    const { check, clock, onResult, onMismatch } = this.#deps;
    const started = clock.nowMs();
    const pause = (workedMs: number): Promise<void> => this.#rest(REST_FACTOR * workedMs);
    const report = (ok: boolean): void => {
      const { log, size: entries } = checkpoint;
      onResult({ log, finishedAtMs: clock.nowMs(), tookMs: clock.nowMs() - started, entries, ok });
    };
    try {
      await check(checkpoint, pause);
      report(true);
    } catch (cause) {
      if (!(cause instanceof TribuneError) || cause.code !== 'LEDGER_INVALID') throw cause;
      report(false);
      onMismatch(checkpoint.log, cause);
    }
  }

  async #rest(ms: number): Promise<void> {
    await new Promise<void>((done) => {
      this.#wake = done;
      this.#deps.clock.after(ms, done);
    });
    this.#wake = null;
    if (this.#closed) throw new Closing();
  }
}

/** Thrown to end a check that is running. */
class Closing extends Error {}
