import type { Clock, Timer } from '../../../core/base/clock.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { CheckResult, LogName, SignedCheckpoint } from '../ports/index.js';

/** Rest after work, as a multiple of it: the check takes a fifth of one core at most. */
const REST_FACTOR = 4;
/** After the database could not be asked. */
const RETRY_MS = 60_000;

export interface FullCheckDeps {
  /** Throws `LEDGER_INVALID`; `pause` is called between slices with the time that the last one took, ms. */
  readonly check: (head: SignedCheckpoint, pause: (workedMs: number) => Promise<void>) => Promise<void>;
  readonly clock: Clock;
  /** Time from the end of a check to the next, ms; 0 for none. */
  readonly intervalMs: number;
  /** Time from the start of the service to the first, ms. */
  readonly firstAfterMs: number;
  /** Logs with their newest signed heads. */
  readonly heads: () => readonly SignedCheckpoint[];
  readonly onResult: (result: CheckResult) => void;
  /** The entries are not those that were signed. */
  readonly onMismatch: (log: LogName, why: TribuneError) => void;
  readonly onProblem: (cause: Error) => void;
}

/** Checks every entry of every log again, from time to time and slowly. */
export class FullCheck {
  readonly #deps: FullCheckDeps;
  #timer: Timer | null = null;
  #wake: (() => void) | null = null;
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(deps: FullCheckDeps) {
    this.#deps = deps;
  }

  /** @param soon at once, where something was found before. */
  start(soon = false): void {
    if (this.#deps.intervalMs > 0) this.#arm(soon ? 0 : this.#deps.firstAfterMs);
  }

  /** Checks now. Throws when the database cannot be asked; what it finds goes to `onResult` and `onMismatch`. */
  async run(): Promise<void> {
    for (const head of this.#deps.heads()) if (!this.#closed) await this.#check(head);
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

  async #check(head: SignedCheckpoint): Promise<void> {
    const { check, clock, onResult, onMismatch } = this.#deps;
    const started = clock.nowMs();
    const pause = (workedMs: number): Promise<void> => this.#rest(REST_FACTOR * workedMs);
    const told = (ok: boolean): void => {
      const { log, size: entries } = head;
      onResult({ log, finishedAtMs: clock.nowMs(), tookMs: clock.nowMs() - started, entries, ok });
    };
    try {
      await check(head, pause);
      told(true);
    } catch (cause) {
      if (!(cause instanceof TribuneError) || cause.code !== 'LEDGER_INVALID') throw cause;
      told(false);
      onMismatch(head.log, cause);
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

/** Ends a check in the middle of its work. */
class Closing extends Error {}
