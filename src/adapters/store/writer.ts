import pg from 'pg';
import { databaseError, storeError } from './fail.js';

/** Held for as long as a process writes; "TRIW" in ASCII. */
const WRITER_LOCK = 0x54524957;

/**
 * The one connection that writes the log. It holds an advisory lock, and writes go over the very connection that holds it:
 * whoever lost the lock has lost the way to write. Reconnects on the next use after a failure.
 */
export class Writer {
  readonly #config: pg.ClientConfig;
  #client: pg.Client | null = null;
  #connecting: Promise<pg.Client> | null = null;
  #closed = false;

  constructor(config: pg.ClientConfig) {
    this.#config = config;
  }

  /** Runs a statement; `name` prepares it once for each connection. */
  async query<Row extends object>(query: pg.QueryConfig, doing: string): Promise<Row[]> {
    const client = await this.connect();
    try {
      return (await client.query(query)).rows as Row[];
    } catch (cause) {
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
    await client?.end().catch(() => undefined);
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    const forget = (): void => {
      if (this.#client === client) this.#client = null;
    };
    client.on('error', forget);
    client.on('end', forget);
    try {
      await client.connect();
      await client.query('set synchronous_commit = on');
      const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
        WRITER_LOCK,
      ]);
      if (rows[0]?.locked !== true) {
        const remedy = 'One database serves one Tribune service: stop the other, or use another database.';
        throw storeError('STORE_LOCKED', 'another process writes to this database', remedy);
      }
    } catch (cause) {
      await client.end().catch(() => undefined);
      throw databaseError(cause, 'connecting');
    }
    this.#client = client;
    return client;
  }
}
