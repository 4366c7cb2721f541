import pg from 'pg';
import { Mutex } from '../../../core/base/mutex.js';
import { databaseError, isLost, storeError } from './fail.js';
import { Leaving } from './leave.js';
import { demandOwnSession } from './own-session.js';

/** Number of the lock that a process holds for as long as it writes; "TRIW" in ASCII. */
const WRITER_LOCK = 0x54524957;

/**
 * A commit takes milliseconds; one that takes this long hangs: a disk that does not answer, a standby that is away, a network that
 * swallows. The sender is told to come again, and the end of the log decides what became of it.
 */
export const STATEMENT_LIMIT_MS = 30_000;

/** How often the server checks whether the client is still there while it works for it; else a lost connection would keep the lock. */
const SERVER_LOOKS_MS = 2_000;

/**
 * The one connection that writes the log. It holds an advisory lock, and writes go over the very connection that holds it:
 * whoever lost the lock has lost the way to write. Reconnects on the next use after a failure.
 */
export class Writer {
  readonly #config: pg.ClientConfig;
  readonly #limitMs: number;
  readonly #leaving = new Leaving();
  #client: pg.Client | null = null;
  #connecting: Promise<pg.Client> | null = null;
  #closed = false;
  readonly #statements = new Mutex();

  constructor(config: pg.ClientConfig, limitMs: number = STATEMENT_LIMIT_MS) {
    this.#config = config;
    this.#limitMs = limitMs;
  }

  /** Runs a statement after those before it, which the driver is not to queue; `name` prepares it once for each connection. */
  query<Row extends object>(query: pg.QueryConfig, doing: string): Promise<Row[]> {
    return this.#statements.run(() => this.#send<Row>(query, doing));
  }

  async #send<Row extends object>(query: pg.QueryConfig, doing: string): Promise<Row[]> {
    const client = await this.connect();
    try {
      return (await client.query({ ...query, query_timeout: this.#limitMs } as pg.QueryConfig)).rows as Row[];
    } catch (cause) {
      if (isLost(cause)) this.#drop(client);
      throw databaseError(cause, doing);
    }
  }

  async connect(): Promise<pg.Client> {
    if (this.#closed) throw storeError('STORE_UNAVAILABLE', 'the store is closed', 'Start the service again.');
    if (this.#client !== null) return this.#client;
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#connecting?.catch(() => undefined);
    const client = this.#client;
    this.#client = null;
    this.#leaving.breakOff();
    await client?.end().catch(() => undefined);
  }

  /** Drops a connection that did not answer, as it is of no use any more; the lock goes with it. */
  #drop(client: pg.Client): void {
    if (this.#client === client) this.#client = null;
    void client.end().catch(() => undefined);
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    this.#leaving.joined(client);
    const forget = (): void => {
      if (this.#client === client) this.#client = null;
    };
    client.on('error', forget);
    client.on('end', forget);
    try {
      await client.connect();
      await demandOwnSession(client, this.#config);
      await client.query('set synchronous_commit = on');
      // Not every system has this setting; without it the server notices later.
      await client.query(`set client_connection_check_interval = ${SERVER_LOOKS_MS}`).catch(() => undefined);
      const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
        WRITER_LOCK,
      ]);
      if (rows[0]?.locked !== true) {
        const remedy = 'One database serves one Tribune service: stop the other, or use another database.';
        throw storeError('STORE_LOCKED', 'another process writes to this database', remedy);
      }
      // A commit of our own, so that with a synchronous standby everything before it is there, too: after a crash of the primary its
      // log may end with commits that the standby never confirmed, and that nobody may count on yet.
      await client.query({ text: 'select pg_current_xact_id()', query_timeout: this.#limitMs } as pg.QueryConfig);
    } catch (cause) {
      // The end is not awaited, as a server that waits for its standby does not answer.
      void client.end().catch(() => undefined);
      throw databaseError(cause, 'connecting');
    }
    this.#client = client;
    return client;
  }
}
