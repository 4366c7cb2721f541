import { TribuneError } from '../../../core/base/errors.js';

export interface AuditLineOptions {
  /** Number of audits that run at once. */
  readonly atOnce: number;
  /** Most audits that wait, of all callers; `maxWaitingOfOne` is the limit of one caller. */
  readonly maxWaiting: number;
  readonly maxWaitingOfOne: number;
  readonly nowMs: () => number;
}

interface Waiting {
  readonly start: () => void;
}

const MS_PER_S = 1000;
/** Weight of the last audit's duration in the running mean. */
const WEIGHT = 0.3;

/**
 * Queue of audits. Callers take turns, however many audits each has sent, and an audit that would wait behind too many is refused at once
 * with their number and the time to come again.
 */
export class AuditLine {
  readonly #options: AuditLineOptions;
  /** Waiting audits by caller; the caller whose turn is next is first. */
  readonly #waiting = new Map<string, Waiting[]>();
  #running = 0;
  #tookMs = MS_PER_S;

  constructor(options: AuditLineOptions) {
    this.#options = options;
  }

  /** Runs an audit when it is its turn. Throws `SERVICE_BUSY` with the seconds to wait. */
  async run<T>(caller: string, work: () => Promise<T>): Promise<T> {
    await this.#turn(caller);
    const started = this.#options.nowMs();
    try {
      return await work();
    } finally {
      this.#tookMs += WEIGHT * (this.#options.nowMs() - started - this.#tookMs);
      this.#running -= 1;
      this.#next();
    }
  }

  #turn(caller: string): Promise<void> {
    if (this.#running < this.#options.atOnce) {
      this.#running += 1;
      return Promise.resolve();
    }
    const own = this.#waiting.get(caller) ?? [];
    this.#demandRoom(own.length);
    return new Promise((start) => {
      own.push({ start });
      this.#waiting.set(caller, own);
    });
  }

  #demandRoom(own: number): void {
    const { maxWaiting, maxWaitingOfOne, atOnce } = this.#options;
    const all = [...this.#waiting.values()].reduce((sum, { length }) => sum + length, 0);
    if (all < maxWaiting && own < maxWaitingOfOne) return;
    // Number of audits that must begin before there is room: one, or for a caller with too many of their own, as many as it takes until
    // one of these begins.
    const ahead = own < maxWaitingOfOne ? 1 : Math.max(1, all - own + 1);
    const retryAfterS = Math.max(1, Math.ceil((ahead * this.#tookMs) / atOnce / MS_PER_S));
    const whose =
      own < maxWaitingOfOne ? `${all} audits wait already` : `${own} audits of this caller wait already, of ${all}`;
    throw new TribuneError('SERVICE_BUSY', `${whose}; this one would be number ${all + 1}`, {
      remedy: `Try again in ${retryAfterS} s; audits take ${(this.#tookMs / MS_PER_S).toFixed(1)} s at the moment.`,
      retryAfterS,
    });
  }

  #next(): void {
    const first = this.#waiting.entries().next().value;
    if (first === undefined) return;
    const [caller, own] = first;
    const { start } = own.shift()!;
    // The caller goes to the end of the queue, behind all other callers.
    this.#waiting.delete(caller);
    if (own.length > 0) this.#waiting.set(caller, own);
    this.#running += 1;
    start();
  }
}
