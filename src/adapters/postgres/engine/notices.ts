import pg from 'pg';
import { Leaving } from './leave.js';
import type { Sql } from './sql-access.js';

/** The one channel of all notices. A notice names a topic and nothing else, never what was changed and never a person. */
const CHANNEL = 'tribune_change';
/** How often the connection is checked, ms; nothing else notices one that a broken network lost. */
const LOOK_EVERY_MS = 5_000;
const ANSWER_LIMIT_MS = 5_000;
/** Times between attempts to connect again, from the first to the longest. */
const RETRY_MS = { first: 100, most: 5_000 };

/** Receives notices of changes of one topic, whoever made them. */
export interface ChangeWatcher {
  /** Something may have changed, so the watcher must read again. It is also called whenever the connection is made, at first or again. */
  changed(): void;
  /** From now on no notices come until `changed` is called. */
  lost(): void;
}

/** Notifies every process of a change when the transaction behind `sql` commits; nobody when it is rolled back. */
export async function notify(sql: Sql, topic: string): Promise<void> {
  await sql.query('select pg_notify($1, $2)', [CHANNEL, topic]);
}

/**
 * Notices of changes by any process on the same database (`LISTEN`), over a connection of their own that is made with the first watcher
 * and made again whenever it is lost. What was changed meanwhile is not told one by one: every watcher is called when it stands again.
 */
export class ChangeNotices {
  readonly #config: pg.ClientConfig;
  readonly #onNotice: (line: string) => void;
  readonly #watchers = new Map<string, Set<ChangeWatcher>>();
  readonly #leaving = new Leaving();
  #client: pg.Client | null = null;
  /** Whether notices arrive now. */
  #isListening = false;
  #isStarted = false;
  #isClosed = false;
  #retryMs = RETRY_MS.first;
  #timer: NodeJS.Timeout | null = null;

  constructor(config: pg.ClientConfig, onNotice: (line: string) => void) {
    this.#config = config;
    this.#onNotice = onNotice;
  }

  /** Watches a topic until the returned function is called. */
  watch(topic: string, watcher: ChangeWatcher): () => void {
    const watchers = this.#watchers.get(topic) ?? new Set();
    this.#watchers.set(topic, watchers.add(watcher));
    if (this.#isListening) watcher.changed();
    if (!this.#isStarted) {
      this.#isStarted = true;
      void this.#connect();
    }
    return () => void watchers.delete(watcher);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watchers.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = null;
    this.#leaving.breakOff();
    await client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client(this.#config);
    this.#client = client;
    this.#leaving.joined(client);
    const gone = (cause?: Error): void => this.#gone(client, cause);
    client.on('error', gone);
    client.on('end', () => gone());
    client.on('notification', ({ payload }) => this.#tell(payload ?? ''));
    try {
      await client.connect();
      await client.query({ text: `listen ${CHANNEL}`, query_timeout: ANSWER_LIMIT_MS } as pg.QueryConfig);
    } catch (cause) {
      gone(cause as Error);
      return;
    }
    if (this.#client !== client) return;
    this.#isListening = true;
    this.#retryMs = RETRY_MS.first;
    for (const topic of this.#watchers.keys()) this.#tell(topic);
    this.#lookLater(client);
  }

  #tell(topic: string): void {
    for (const watcher of this.#watchers.get(topic) ?? []) watcher.changed();
  }

  #lookLater(client: pg.Client): void {
    this.#later(LOOK_EVERY_MS, async () => {
      try {
        await client.query({ text: 'select 1', query_timeout: ANSWER_LIMIT_MS } as pg.QueryConfig);
        if (this.#client === client) this.#lookLater(client);
      } catch (cause) {
        this.#gone(client, cause as Error);
      }
    });
  }

  #gone(client: pg.Client, cause?: Error): void {
    // Several events report the end of a connection; it is given up once.
    if (this.#client !== client) return;
    this.#client = null;
    // The end is not awaited, as a server that is away does not answer.
    void client.end().catch(() => undefined);
    if (this.#isListening) {
      this.#isListening = false;
      this.#onNotice(
        `changes by other processes are not told until the database answers again: ${cause?.message ?? 'it closed the connection'}`,
      );
      for (const watcher of [...this.#watchers.values()].flatMap((all) => [...all])) watcher.lost();
    }
    this.#later(this.#retryMs, () => this.#connect());
    this.#retryMs = Math.min(2 * this.#retryMs, RETRY_MS.most);
  }

  #later(ms: number, run: () => Promise<void>): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void run(), ms);
    this.#timer.unref();
  }
}
