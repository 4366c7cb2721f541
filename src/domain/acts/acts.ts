import type { Clock, Random } from '../../core/base/clock.js';
import { TribuneError } from '../../core/base/errors.js';
import { Mutex } from '../../core/base/mutex.js';
import { printUuid, UUID_BYTES, uuidV7 } from '../../core/base/uuid.js';
import type { Log } from '../log/api/index.js';
import type { LogEvent, PendingEvent, WaitingEvent } from '../log/ports/index.js';
import type { Act, Tx } from './define-act.js';
import type { Transaction, Transactions } from './ports.js';

/** How long to wait before the database is asked again what became of a commit whose answer was lost, ms. */
const ASKED_AGAIN_AFTER_MS = [0, 250, 500, 1000, 2000];

export interface ActDeps<Stores> {
  readonly transactions: Transactions<Stores>;
  readonly log: Pick<Log, 'flushEvents' | 'isSaved'>;
  readonly runtime: Pick<Clock, 'nowMs' | 'after'> & Random;
  /** All acts that may be done; the rooms declare them. */
  readonly acts: readonly Act[];
}

/**
 * Does the acts of persons: what an act changes and the entries that tell of it are one transaction. One act is done after the other, so
 * what an act is judged by still stands when it is written.
 *
 * @example
 * await acts.run(revokeKey, async (tx) => {
 *   await tx.identity.endKey(id, { revokedAtMs });
 *   tx.enter(apiKeyRevoked({ key: id, by }));
 * });
 */
export class Acts<Stores> {
  readonly #deps: ActDeps<Stores>;
  readonly #mutex = new Mutex();

  constructor(deps: ActDeps<Stores>) {
    this.#deps = deps;
  }

  /**
   * Does an act. When it rejects, nothing of it stands; only where the database broke off for good at the commit is that unknown, and the
   * error says so. Its entries are in the log when it resolves, or follow as soon as the log takes them.
   */
  run<T>(act: Act<1>, work: (tx: Tx<Stores>) => Promise<T>): Promise<T> {
    return this.carryOut(act, work);
  }

  /** Does any act, like `run`; an act of two persons has been confirmed before. */
  async carryOut<T>(act: Act, work: (tx: Tx<Stores>) => Promise<T>): Promise<T> {
    if (!this.#deps.acts.includes(act)) throw undeclared(`the act ${act.name} is in the list of no room`);
    const saved: WaitingEvent[] = [];
    let worked: { readonly result: T } | null = null;
    const write = async ({ stores, saveEvents }: Transaction<Stores>): Promise<T> => {
      const events: PendingEvent[] = [];
      const enter = (event: LogEvent, id: string = this.newId()): void =>
        void events.push(Object.assign({ ...event }, { id, log: logOf(act, event) }));
      // The stores of a room are opened when one of them is asked for, which a copy of all would do.
      const result = await work(Object.assign(Object.create(stores as object), { enter }) as Tx<Stores>);
      if (events.length > 0) saved.push(...(await saveEvents(events)));
      worked = { result };
      return result;
    };
    const result = await this.#mutex
      .run(() => this.#deps.transactions.run(write))
      .catch((cause: unknown) => this.#afterLostAnswer(cause, worked, saved[0]));
    if (saved.length > 0) await this.#deps.log.flushEvents();
    return result;
  }

  newId(): string {
    const { runtime } = this.#deps;
    return printUuid(uuidV7(runtime.nowMs(), runtime.randomBytes(UUID_BYTES)));
  }

  /**
   * Handles a failed commit after the work was done. The event saved in the same transaction shows whether the commit stands; without an
   * event nothing does.
   */
  async #afterLostAnswer<T>(
    cause: unknown,
    worked: { readonly result: T } | null,
    event: WaitingEvent | undefined,
  ): Promise<T> {
    const isLost = cause instanceof TribuneError && cause.code === 'STORE_UNAVAILABLE';
    if (!isLost || worked === null) throw cause;
    if (event === undefined) throw unknownCommit(cause);
    if (await this.#isSaved(event, cause)) return worked.result;
    throw cause;
  }

  async #isSaved(event: WaitingEvent, cause: unknown): Promise<boolean> {
    const { runtime, log } = this.#deps;
    for (const waitMs of ASKED_AGAIN_AFTER_MS) {
      if (waitMs > 0) await new Promise<void>((done) => void runtime.after(waitMs, done));
      try {
        return await log.isSaved(event);
      } catch {
        // The database is asked again. If it never answers, the error of the commit is thrown.
      }
    }
    throw unknownCommit(cause);
  }
}

const unknownCommit = (cause: unknown): TribuneError =>
  new TribuneError('STORE_UNAVAILABLE', 'the database broke off: whether the change stands is not known', {
    remedy: 'When the database answers again, look whether it stands before you ask for it a second time.',
    cause,
  });

function logOf(act: Act, { type }: LogEvent): PendingEvent['log'] {
  const declared = act.enters.find((one) => one.type === type);
  if (declared !== undefined) return declared.log;
  throw undeclared(`the act ${act.name} does not declare that it enters ${type}`);
}

const undeclared = (what: string): TribuneError =>
  new TribuneError('INTERNAL', what, { remedy: 'Report this. Nothing was changed.' });
