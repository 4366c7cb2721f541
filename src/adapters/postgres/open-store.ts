import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { Opened } from '../../core/base/closing.js';
import { defined } from '../../core/base/defined.js';
import type { Transactions } from '../../domain/acts/ports.js';
import type { DecisionStores } from '../../domain/decisions/ports/index.js';
import type { LogName, LogSigner } from '../../domain/log/ports/index.js';
import {
  FileIdSpill,
  FileKeyring,
  freeBytes,
  lockFolder,
  openSigner,
  PinnedCheckpoints,
  PinnedNumbers,
  UpgradeSteps,
} from '../data-folder/index.js';
import { nodeRuntime } from '../runtime/index.js';
import { type FileThread, filesFor } from '../tile-files/index.js';
import { AFTER_OTHER_ACTS, postgresTransactions } from './acts/index.js';
import { databaseError, storeError } from './engine/fail.js';
import { Leaving } from './engine/leave.js';
import { migrate } from './engine/migrate.js';
import { ChangeNotices } from './engine/notices.js';
import { oneBufferSocket } from './engine/one-buffer-socket.js';
import { sqlOverPool } from './engine/sql.js';
import type { Sql } from './engine/sql-access.js';
import { STATEMENT_LIMIT_MS, Writer } from './engine/writer.js';
import { demandFittingKeyring } from './keyring-fits.js';
import { keysInUse } from './log/in-use.js';
import { eventSeal } from './log/outbox.js';
import { needsOpenWay } from './server/cluster.js';
import { type EmbeddedServer, startEmbedded } from './server/embedded.js';
import { keyringFor, migrationsOf, type RoomStores, STORE_ROOMS } from './store-rooms.js';
import type { StoreContext, StoreRoom } from './tables/store-room.js';

export interface StoreOptions {
  /** Folder that the service owns: `postgres/`, `keys/`, `ledger/`, `recent-ids/`, `service.lock`. It is made if absent. */
  readonly dataDir: string;
  /** URL of a PostgreSQL of your own, `postgres://...`; by default the service runs an embedded one in the data folder. */
  readonly databaseUrl?: string;
  /** Allows making the system user `postgres`, as which the embedded PostgreSQL runs when the service runs as root. */
  readonly createPostgresUser?: boolean;
  /** Key outside the folder that seals the keyring, 32 bytes; it comes from the environment or a command. */
  readonly rootKey?: Uint8Array;
  /** Name of the logs, such as `ledger.example.org`; fixed by the key files at first start. */
  readonly origin?: string;
  /** Time without an answer of the database after which a statement is given up, ms; by default 30,000. */
  readonly statementLimitMs?: number;
  /** Receives notices of PostgreSQL and of the store; they never hold personal data. */
  readonly onNotice?: (line: string) => void;
  /** Called when the embedded PostgreSQL ended by itself, and each time it cannot be started again. */
  readonly onProblem?: (cause: Error) => void;
  /** Whether the database was set back on purpose: steps of upgrades that had ended before are done again where their migration is missing. */
  readonly isSetBack?: boolean;
  /** Rooms with tables of their own beside those that every service has; `of` gives their stores. */
  readonly rooms?: readonly StoreRoom[];
}

/** An open data folder with the stores of every room. */
export interface Store extends RoomStores, Pick<DecisionStores, 'keyring' | 'idSpill'> {
  /** The stores of a room that was opened with `StoreOptions.rooms`. */
  of<Stores extends object>(room: StoreRoom<Stores>): Stores;
  /** Transactions over the stores of every room, also of those that were opened with `StoreOptions.rooms`. */
  readonly transactions: Transactions<RoomStores>;
  /** The same for acts of persons: one is done after the other, also where another process still does one over this database. */
  readonly actTransactions: Transactions<RoomStores>;
  readonly signers: Readonly<Record<LogName, LogSigner>>;
  readonly sql: Sql;
  readonly pinned: PinnedCheckpoints;
  readonly pinnedNumbers: PinnedNumbers;
  /** Process number of the embedded server; null with a server by URL. */
  databasePid(): number | null;
  /** Rejects with `STORE_UNAVAILABLE` when the database does not answer. */
  ping(): Promise<void>;
  /** Bytes left on the disk of the data folder. */
  freeBytes(): number;
  /** Waits for running queries, stops the embedded PostgreSQL, frees the lock. Safe to call twice. */
  close(): Promise<void>;
}

const ROOT_KEY_BYTES = 32;
/** Number of connections that read, beside the one that writes: for requests for single decisions, workers, the publisher. */
const POOL_SIZE = 6;
const CONNECT_LIMIT_MS = 10_000;

/**
 * Opens the data folder: takes its lock, starts or reaches PostgreSQL, brings the schema up to date, takes the writer's
 * lock and reads the keys. Throws `STORE_LOCKED` when another process has folder or database, `STORE_INVALID`,
 * `KEY_MISSING` or `STORE_UNAVAILABLE`; nothing keeps running then.
 *
 * @example
 * const store = await openStore({ dataDir: './tribune-data', createPostgresUser: true });
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { rootKey } = options;
  if (rootKey !== undefined && rootKey.length !== ROOT_KEY_BYTES) {
    throw storeError('KEY_MISSING', `the root key has ${rootKey.length} bytes`, `Give ${ROOT_KEY_BYTES} random bytes.`);
  }
  const folder = prepareFolders(resolve(options.dataDir));
  const opened = new Opened();
  opened.add(lockFolder(folder), (unlock) => unlock());
  try {
    const onNotice = options.onNotice ?? (() => undefined);
    const idSpill = opened.add(new FileIdSpill(join(folder, 'recent-ids')), (one) => one.close());
    const server = options.databaseUrl === undefined ? await startServer(folder, options, onNotice) : null;
    opened.add(server, (one) => one?.stop());
    const config = clientConfig(server, options.databaseUrl);
    const limitMs = options.statementLimitMs ?? STATEMENT_LIMIT_MS;
    const writer = opened.add(new Writer(config, limitMs), (one) => one.close());
    const rooms: readonly StoreRoom[] = [...STORE_ROOMS, ...(options.rooms ?? [])];
    const steps = new UpgradeSteps(join(folder, 'keys'));
    await migrate(await writer.connect(), migrationsOf(options.rooms), async (missing) => {
      const due = stepsOf(rooms).filter((id) => missing.includes(id));
      const again = options.isSetBack === true ? await steps.repeat(due) : [];
      if (again.length > 0) onNotice(`what stands unsealed in the database is sealed once more: ${again.join(', ')}`);
      // A start that ends between a migration and its step leaves none out.
      if (due.length > 0) await steps.add(due);
    });
    const pool = new pg.Pool({ ...config, max: POOL_SIZE, query_timeout: limitMs });
    pool.on('error', (cause) => onNotice(`a database connection broke: ${cause.message}`));
    // A client outside the pool, or on its way out of it, reports its errors to nobody else; without a listener they would end the process.
    pool.on('connect', (client) => client.on('error', () => undefined));
    const leaving = new Leaving();
    pool.on('connect', (client) => leaving.joined(client));
    opened.add(pool, (one) => one.end().finally(() => leaving.breakOff()));
    const notices = opened.add(new ChangeNotices(config, onNotice), (one) => one.close());
    const files = opened.add(filesFor(), (one) => one.close());
    const { signers, ...context } = await openContext(folder, options, { writer, pool, files, notices });
    const { stores, of, roomOf } = await openRooms(context, rooms, steps);
    return {
      ...stores,
      of,
      transactions: postgresTransactions(context.sql, storesWithin(roomOf, context)),
      actTransactions: postgresTransactions(context.sql, storesWithin(roomOf, context), AFTER_OTHER_ACTS),
      idSpill,
      signers,
      sql: context.sql,
      keyring: keyringFor(context.keyring, stores.pendingInferences),
      pinned: context.pinned,
      pinnedNumbers: context.pinnedNumbers,
      ping: async () => void (await context.sql.query('select 1')),
      freeBytes: () => freeBytes(folder),
      databasePid: () => server?.pid() ?? null,
      close: () => opened.close(),
    };
  } catch (cause) {
    throw databaseError(await opened.abandon(cause), 'opening the store');
  }
}

function prepareFolders(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // The user of the server must walk through the folder, but need not list it.
    chmodSync(folder, needsOpenWay() ? 0o711 : 0o700);
    mkdirSync(join(folder, 'keys'), { recursive: true, mode: 0o700 });
    mkdirSync(join(folder, 'ledger'), { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw storeError('STORE_INVALID', `cannot make the data folder ${folder}`, 'Check space and permissions.', cause);
  }
  return folder;
}

function startServer(folder: string, options: StoreOptions, onNotice: (line: string) => void): Promise<EmbeddedServer> {
  return startEmbedded({
    folder: join(folder, 'postgres'),
    passwordFile: join(folder, 'keys', 'postgres-password'),
    createPostgresUser: options.createPostgresUser ?? false,
    onNotice,
    ...defined({ onProblem: options.onProblem }),
  });
}

function clientConfig(server: EmbeddedServer | null, url: string | undefined): pg.ClientConfig {
  // TLS must not follow PGSSLMODE of an operator's shell: the embedded server has none, and needs none on its socket.
  // A connection that may become one of TLS keeps the socket of the driver.
  const place =
    server === null ? { connectionString: url } : { ...server.connection, ssl: false, stream: oneBufferSocket };
  return {
    ...place,
    application_name: 'tribune',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
  } as pg.ClientConfig;
}

interface Connections {
  readonly writer: Writer;
  readonly pool: pg.Pool;
  readonly files: FileThread;
  readonly notices: ChangeNotices;
}

interface OpenContext extends StoreContext {
  readonly keyring: FileKeyring;
  readonly signers: Readonly<Record<LogName, LogSigner>>;
}

async function openContext(
  folder: string,
  { rootKey, origin = `tribune-${randomBytes(4).toString('hex')}` }: StoreOptions,
  { writer, pool, files, notices }: Connections,
): Promise<OpenContext> {
  const sql = sqlOverPool(pool);
  const inUse = await keysInUse(sql);
  const keyFile = (name: string): string => join(folder, 'keys', name);
  const keyring = FileKeyring.open({
    path: keyFile('keyring.json'),
    runtime: nodeRuntime,
    mayCreate: !inUse.pages,
    ...defined({ rootKey }),
  });
  await demandFittingKeyring(sql, keyring, nodeRuntime);
  const mayCreate = !inUse.heads;
  const signers = {
    main: await openSigner(keyFile('ledger-main.key'), { name: `${origin}/main`, mayCreate }),
    reads: await openSigner(keyFile('ledger-reads.key'), { name: `${origin}/reads`, mayCreate }),
  };
  const pinned = new PinnedCheckpoints(join(folder, 'keys'));
  const pinnedNumbers = new PinnedNumbers(join(folder, 'keys'));
  const seal = eventSeal(nodeRuntime, keyring);
  return { sql, writer, folder, files, notices, pinned, pinnedNumbers, keyring, runtime: nodeRuntime, seal, signers };
}

/** Ids of the migrations that have a step beside SQL. */
const stepsOf = (rooms: readonly StoreRoom[]): string[] => rooms.flatMap(({ after = {} }) => Object.keys(after));

/** Opens the stores of all rooms. Each room then brings up to date what its migrations could not. */
async function openRooms(context: StoreContext, rooms: readonly StoreRoom[], steps: UpgradeSteps) {
  const due = new Set(await steps.due());
  const opened = new Map<StoreRoom, object>();
  const roomOf = new Map<string, StoreRoom>();
  for (const room of rooms) {
    const stores = room.open(context);
    for (const name of Object.keys(stores)) {
      if (roomOf.has(name)) throw storeError('INTERNAL', `two rooms have a store ${name}`, 'Report this.');
      roomOf.set(name, room);
    }
    opened.set(room, stores);
    for (const [id, step] of Object.entries(room.after ?? {})) {
      if (!due.has(id)) continue;
      await step(context);
      await steps.finish([id]);
    }
  }
  await steps.finish(stepsOf(rooms));
  return {
    roomOf,
    stores: Object.assign({}, ...STORE_ROOMS.map((room) => opened.get(room))) as RoomStores,
    of<Stores extends object>(room: StoreRoom<Stores>): Stores {
      const stores = opened.get(room);
      if (stores !== undefined) return stores as Stores;
      throw storeError('INTERNAL', `the tables of ${room.room} were not opened`, 'Report this.');
    },
  };
}

const OPENED = Symbol('rooms that a transaction opened');

/**
 * Gives the stores of all rooms over the statements of a transaction. A room is opened when one of its stores is asked for: a transaction uses a few
 * of some twenty.
 */
function storesWithin(roomOf: ReadonlyMap<string, StoreRoom>, context: StoreContext): (sql: Sql) => RoomStores {
  const later = {};
  for (const [name, room] of roomOf) {
    Object.defineProperty(later, name, {
      get(this: { readonly [OPENED]: (room: StoreRoom) => Record<string, unknown> }) {
        return this[OPENED](room)[name];
      },
    });
  }
  return (sql) => {
    const opened = new Map<StoreRoom, object>();
    const open = (room: StoreRoom): object => {
      const stores = opened.get(room) ?? room.open({ ...context, sql, isTransaction: true });
      opened.set(room, stores);
      return stores;
    };
    return Object.create(later, { [OPENED]: { value: open } }) as RoomStores;
  };
}
