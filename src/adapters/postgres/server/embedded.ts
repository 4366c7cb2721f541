import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaries } from './binaries.js';
import { type Cluster, dataOf, prepareCluster, USER } from './cluster.js';
import { clearLeftover } from './postmaster.js';
import { Supervisor } from './supervisor.js';
import { postgresUser, type UserIds } from './system-user.js';

/** Address of the server: a socket folder or 127.0.0.1. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface EmbeddedServer {
  readonly connection: Connection;
  /** Process number of the running server. */
  pid(): number | null;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Path of the folder, `DIR/postgres`. */
  readonly folder: string;
  readonly passwordFile: string;
  readonly createPostgresUser: boolean;
  readonly onNotice: (line: string) => void;
  readonly onProblem?: (cause: Error) => void;
}

/**
 * Greatest length of the socket folder. `sun_path` holds 108 bytes on Linux, 104 on macOS, with the file name `/.s.PGSQL.5432` and an end
 * mark.
 */
const MAX_SOCKET_FOLDER = 85;
const PORT = 5432;

/** Starts the PostgreSQL in a folder, which is made on first use, and restarts it when it ends by itself. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { folder, onNotice, onProblem = () => undefined } = options;
  const user = postgresUser(options.createPostgresUser);
  const cluster: Cluster = { folder, user, binaries: findBinaries(user) };
  const password = keptPassword(options.passwordFile);
  await clearLeftover(dataOf(cluster));
  prepareCluster(cluster, password);
  const place = await socketPlace(folder, user);
  const server = new Supervisor({ cluster, flags: place.flags, onNotice, onProblem });
  await server.start();
  return {
    connection: { host: place.host, port: place.port, user: USER, password, database: 'postgres' },
    pid: () => server.pid(),
    stop: async () => {
      await server.stop();
      if (place.temporary) rmSync(place.host, { recursive: true, force: true });
    },
  };
}

function keptPassword(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
  return password;
}

interface SocketPlace {
  readonly host: string;
  readonly port: number;
  readonly flags: Readonly<Record<string, string>>;
  readonly temporary: boolean;
}

/** Chooses a socket that only this user can open, or 127.0.0.1 where the system has no such sockets. */
async function socketPlace(folder: string, user: UserIds | null): Promise<SocketPlace> {
  if (process.platform === 'win32') {
    const port = await freePort();
    return { host: '127.0.0.1', port, flags: { listen_addresses: '127.0.0.1', port: String(port) }, temporary: false };
  }
  const own = join(folder, 'run');
  const temporary = Buffer.byteLength(own) > MAX_SOCKET_FOLDER;
  const host = temporary ? mkdtempSync(join(tmpdir(), 'tribune-pg-')) : own;
  mkdirSync(host, { recursive: true, mode: 0o700 });
  chmodSync(host, 0o700);
  if (user !== null) chownSync(host, user.uid, user.gid);
  // The path is relative to the cluster, where the server runs: it may not be able to walk the whole way.
  const asSeen = temporary ? host : '../run';
  return { host, port: PORT, flags: { unix_socket_directories: asSeen, port: String(PORT) }, temporary };
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
