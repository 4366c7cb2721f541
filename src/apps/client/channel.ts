import { type Batch, type Item, idsOf, joinLines, lineOf, linesOf, type Waiter } from './batch.js';
import { type Delivered, deliver } from './deliver.js';
import { DecisionLogError } from './errors.js';
import type { Settings } from './settings.js';
import { keyOf, openSpool, type Spool } from './spool.js';
import type { ClientStats, Outcome, Stored } from './types.js';
import { uuidV7 } from './uuid.js';

/** Sends records of one kind to one address: it batches them, keeps them on disk, sends them, and reports their outcomes. */
export class Channel {
  readonly #settings: Settings;
  readonly #url: URL;
  readonly #spool: Promise<Spool> | null;
  readonly #closing = new AbortController();
  readonly #tasks: (() => Promise<void>)[] = [];
  /** Resolves when the batches of an earlier process are in the queue. */
  readonly #recovered: Promise<void>;
  /** All batches that are sealed and not yet settled. */
  readonly #unsettled = new Set<Promise<void>>();
  readonly #warned = new Set<string>();
  #open: Item[] = [];
  #openBytes = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sending = 0;
  #records = 0;
  #bytes = 0;
  #closed = false;
  #waitingForRoom: (() => void)[] = [];
  #stored = 0;
  #failed = 0;
  #retries = 0;

  constructor(path: string, settings: Settings) {
    this.#settings = settings;
    this.#url = new URL(path, settings.origin);
    const folder = settings.spool === undefined ? null : `${settings.spool}/${path.replaceAll('/', '-')}`;
    this.#spool = folder === null ? null : openSpool(folder);
    this.#recovered = this.#spool === null ? Promise.resolve() : this.#recover(this.#spool);
  }

  /** Takes a record. Any fault of the record or of the client rejects the promise. */
  take(prepare: () => readonly [id: string, record: unknown]): Promise<Stored> {
    const promise = this.#take(prepare);
    // A caller that listens to outcomes need not handle every promise as well.
    if (this.#settings.onOutcome !== undefined) promise.catch(() => undefined);
    return promise;
  }

  #take(prepare: () => readonly [id: string, record: unknown]): Promise<Stored> {
    let id = '';
    const refused = (code: DecisionLogError['code'], message: string, cause?: unknown): Promise<Stored> => {
      const error = new DecisionLogError(code, message, { id, cause });
      this.#report({ id, error });
      return Promise.reject(error);
    };
    let line: Uint8Array;
    try {
      const [name, record] = prepare();
      id = name;
      line = lineOf(record);
    } catch (cause) {
      return refused('RECORD_UNUSABLE', 'the record cannot be written as JSON', cause);
    }
    if (this.#closed) return refused('CLOSED', 'the client is closed');
    const { queueRecords, queueBytes } = this.#settings;
    // The last record may exceed the bytes, so that `ready` agrees with this check and no record is too large for an empty queue.
    if (this.#records >= queueRecords || this.#bytes >= queueBytes)
      return refused('QUEUE_FULL', `${this.#records} records wait already; await ready() before logging more`);
    return new Promise((resolve, reject) => this.#enqueue({ id, line, waiter: { resolve, reject } }));
  }

  ready(): Promise<void> {
    const { queueRecords, queueBytes } = this.#settings;
    if (this.#records < queueRecords && this.#bytes < queueBytes) return Promise.resolve();
    return new Promise((done) => this.#waitingForRoom.push(done));
  }

  async flush(): Promise<void> {
    this.#seal();
    await this.#recovered;
    await Promise.all([...this.#unsettled]);
  }

  async close(timeoutMs: number): Promise<void> {
    this.#closed = true;
    const timer = setTimeout(() => this.#closing.abort(), timeoutMs);
    await this.flush();
    clearTimeout(timer);
  }

  stats(): ClientStats {
    return { stored: this.#stored, failed: this.#failed, queued: this.#records, retries: this.#retries };
  }

  #enqueue(item: Item): void {
    const { batchRecords, batchBytes, batchWaitMs } = this.#settings;
    if (this.#open.length > 0 && this.#openBytes + item.line.length > batchBytes) this.#seal();
    this.#open.push(item);
    this.#openBytes += item.line.length;
    this.#records++;
    this.#bytes += item.line.length;
    if (this.#open.length >= batchRecords || this.#openBytes >= batchBytes) this.#seal();
    else this.#timer ??= setTimeout(() => this.#seal(), batchWaitMs);
  }

  /** Closes the open batch, which goes to disk at once, whether or not it can be sent now. */
  #seal(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#open.length === 0) return;
    const items = this.#open;
    this.#open = [];
    this.#openBytes = 0;
    const body = joinLines(items.map(({ line }) => line));
    const fresh = { body, ids: items.map(({ id }) => id), waiters: items.map(({ waiter }) => waiter) };
    const kept = this.#keep(fresh);
    this.#schedule(async () => {
      const batch = await kept;
      if (batch !== null) await this.#deliver(batch);
      this.#release(items.length, body.length);
    });
  }

  /** The batch under a key of its own, on disk when there is a spool; null when the spool cannot be used at all. */
  async #keep(fresh: Pick<Batch, 'body' | 'ids' | 'waiters'>): Promise<Batch | null> {
    const idempotencyKey = uuidV7(Date.now());
    if (this.#spool === null) return { ...fresh, idempotencyKey, spoolName: null };
    let spool: Spool;
    try {
      spool = await this.#spool;
    } catch (cause) {
      const { message } = cause as DecisionLogError;
      const outcomes = fresh.ids.map(
        (id): Outcome => ({ id, error: new DecisionLogError('SPOOL_UNUSABLE', message, { id, cause }) }),
      );
      this.#settle(outcomes, fresh.waiters);
      return null;
    }
    try {
      return { ...fresh, idempotencyKey, spoolName: await spool.put(idempotencyKey, fresh.body) };
    } catch (cause) {
      // When the disk of the spool is full, the records are still in memory and are still sent.
      this.#problem(new Error('a batch could not be written to the spool; it is sent from memory', { cause }));
      return { ...fresh, idempotencyKey, spoolName: null };
    }
  }

  async #recover(opening: Promise<Spool>): Promise<void> {
    const spool = await opening.catch((error: Error) => {
      this.#problem(error);
      return null;
    });
    for (const spoolName of spool?.found ?? []) {
      this.#schedule(async () => {
        // Another process that shares the folder may have sent the batch meanwhile.
        const body = await spool!.read(spoolName).catch(() => null);
        if (body === null) return;
        await this.#deliver({ body, ids: idsOf(body), waiters: [], spoolName, idempotencyKey: keyOf(spoolName) });
      });
    }
  }

  #schedule(run: () => Promise<void>): void {
    const work = new Promise<void>((done) => {
      this.#tasks.push(async () => {
        await run().catch((fault: Error) => this.#problem(fault));
        done();
      });
    });
    this.#unsettled.add(work);
    void work.then(() => this.#unsettled.delete(work));
    this.#pump();
  }

  #pump(): void {
    while (this.#sending < this.#settings.inFlight && this.#tasks.length > 0) {
      this.#sending++;
      void this.#tasks.shift()!().then(() => {
        this.#sending--;
        this.#pump();
      });
    }
  }

  async #deliver(batch: Batch): Promise<void> {
    const found = await deliver(batch, {
      settings: this.#settings,
      url: this.#url,
      signal: this.#closing.signal,
      onRetry: () => this.#retries++,
    });
    if ('halves' in found) {
      const halves = await Promise.all(found.halves.map((half) => this.#keep(half)));
      // The whole batch leaves the spool only when both halves are in it.
      await this.#dispose(batch, { outcomes: [], spool: 'remove' });
      for (const half of halves) if (half !== null) await this.#deliver(half);
      return;
    }
    await this.#dispose(batch, found);
    this.#settle(found.outcomes, batch.waiters);
    for (const warning of found.warnings ?? []) this.#warn(warning);
  }

  /** Tells of one deployment once: whatever sends without a version does so with every batch. */
  #warn({ code, deployment, message }: NonNullable<Delivered['warnings']>[number]): void {
    const key = `${code} ${deployment}`;
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    this.#problem(new Error(`the service keeps the records and warns: ${message}`));
  }

  async #dispose({ spoolName, body }: Batch, { spool: fate, outcomes }: Delivered): Promise<void> {
    if (spoolName === null || fate === 'keep') return;
    try {
      const spool = (await this.#spool)!;
      if (fate === 'remove') return await spool.remove(spoolName);
      const lines = linesOf(body).filter((_, index) => outcomes[index]?.error !== undefined);
      await spool.setAside(spoolName, joinLines(lines));
    } catch (cause) {
      this.#problem(
        new Error('the spool could not be tidied; the batch may be sent again, which does no harm', { cause }),
      );
    }
  }

  #settle(outcomes: readonly Outcome[], waiters: readonly Waiter[]): void {
    outcomes.forEach((outcome, index) => {
      const waiter = waiters[index];
      if (outcome.error === undefined) waiter?.resolve(outcome.stored);
      else waiter?.reject(outcome.error);
      this.#report(outcome);
    });
  }

  #report(outcome: Outcome): void {
    if (outcome.error === undefined) this.#stored++;
    else this.#failed++;
    try {
      this.#settings.onOutcome?.(outcome);
    } catch (fault) {
      this.#problem(fault as Error);
    }
  }

  #problem(problem: Error): void {
    try {
      this.#settings.onProblem(problem);
    } catch {
      // A listener that throws must not stop the sending.
    }
  }

  #release(records: number, bytes: number): void {
    this.#records -= records;
    this.#bytes -= bytes;
    const waiting = this.#waitingForRoom;
    this.#waitingForRoom = [];
    for (const done of waiting) done();
  }
}
