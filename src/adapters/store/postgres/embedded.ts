import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { storeError } from '../fail.js';
import { findBinaries, type PostgresBinaries } from './binaries.js';
import { clearLeftover, stopPostmaster } from './postmaster.js';
import { SETTINGS, toFlags } from './settings.js';
import { postgresUser, type UserIds } from './system-user.js';

/** How to reach the server: a socket folder or 127.0.0.1. */
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
  /** `DIR/postgres`. */
  readonly folder: string;
  readonly passwordFile: string;
  readonly createPostgresUser: boolean;
  readonly onNotice: (line: string) => void;
}

/** `sun_path` holds 108 bytes on Linux, 104 on macOS, with the file name `/.s.PGSQL.5432` and an end mark. */
const MAX_SOCKET_FOLDER = 85;
const PORT = 5432;
const USER = 'tribune';
const READY = 'database system is ready to accept connections';
const START_LIMIT_MS = 60_000;
/** After a crash the old shared memory lives until the last backend noticed: try again for a while. */
const START_ATTEMPTS = 20;
const RETRY_MS = 300;

/** Starts the PostgreSQL in a folder, made on first use, and restarts it when it dies without being told to. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const binaries = findBinaries();
  const user = postgresUser(options.createPostgresUser);
  const data = join(options.folder, 'data');
  const password = keptPassword(options.passwordFile);
  prepareFolder(options.folder, user);
  await clearLeftover(data);
  if (!existsSync(join(data, 'PG_VERSION'))) initialise({ binaries, data, password, user });
  const place = await socketPlace(options.folder, user);
  const server = new Supervisor({ binaries, data, user, place, onNotice: options.onNotice });
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

function prepareFolder(folder: string, user: UserIds | null): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user === null) return;
  chownSync(folder, user.uid, user.gid);
  giveToUser(join(folder, 'data'), user);
  const reachable = spawnSync('test', ['-x', folder], { uid: user.uid, gid: user.gid }).status === 0;
  if (reachable) return;
  throw storeError(
    'STORE_INVALID',
    `the system user postgres cannot enter ${folder}`,
    'A folder above it is closed to others: choose another --data, start as another user than root, or chmod o+x the way.',
  );
}

/** Files restored from a backup by root belong to root; PostgreSQL needs its own. */
function giveToUser(data: string, { uid, gid }: UserIds): void {
  if (!existsSync(data) || statSync(data).uid === uid) return;
  spawnSync('chown', ['-R', `${uid}:${gid}`, data]);
}

interface Cluster {
  readonly binaries: PostgresBinaries;
  readonly data: string;
  readonly password: string;
  readonly user: UserIds | null;
}

function initialise({ binaries, data, password, user }: Cluster): void {
  const passwordFile = join(data, '..', '.initdb-password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== null) chownSync(passwordFile, user.uid, user.gid);
  // A half-made folder of an earlier start that was killed holds nothing yet.
  rmSync(data, { recursive: true, force: true });
  const flags = [`--pgdata=${data}`, `--username=${USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const locale = ['--encoding=UTF8', '--locale=C', '--data-checksums'];
  const { status, stderr } = spawnSync(binaries.initdb, [...flags, ...locale], {
    ...user,
    encoding: 'utf8',
    cwd: join(data, '..'),
  });
  rmSync(passwordFile, { force: true });
  if (status === 0) return;
  rmSync(data, { recursive: true, force: true });
  throw storeError(
    'STORE_INVALID',
    `PostgreSQL could not make its folder ${data}: ${lastLine(stderr)}`,
    'Check space and permissions.',
  );
}

const lastLine = (text: string | null): string => (text ?? '').trim().split('\n').at(-1) ?? '';

interface SocketPlace {
  readonly host: string;
  readonly port: number;
  readonly flags: Readonly<Record<string, string>>;
  readonly temporary: boolean;
}

/** A socket only this user can open; 127.0.0.1 where the system has no such sockets. */
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
  return { host, port: PORT, flags: { unix_socket_directories: host, port: String(PORT) }, temporary };
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

interface SupervisorOptions {
  readonly binaries: PostgresBinaries;
  readonly data: string;
  readonly user: UserIds | null;
  readonly place: SocketPlace;
  readonly onNotice: (line: string) => void;
}

/** A killed process is reported at once; more means that the system itself hangs. */
const REAP_LIMIT_MS = 5_000;

class Supervisor {
  readonly #options: SupervisorOptions;
  #child: ChildProcess | null = null;
  #stopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async start(): Promise<void> {
    let problem = '';
    for (let attempt = 0; attempt < START_ATTEMPTS && !this.#stopping; attempt++) {
      const result = await this.#launch();
      if (result === null) return;
      problem = result;
      await sleep(RETRY_MS);
      await clearLeftover(this.#options.data);
    }
    throw storeError(
      'STORE_INVALID',
      `the embedded PostgreSQL does not start: ${problem}`,
      `Look into ${this.#options.data}.`,
    );
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child?.pid === undefined) return;
    child.ref();
    const ended = once(child, 'exit');
    await stopPostmaster(child.pid);
    // Dead is not yet gone: the system keeps the number until this process has been told of the end.
    await Promise.race([ended, sleep(REAP_LIMIT_MS, undefined, { ref: false })]);
  }

  /** Null when ready, else what it said last. */
  #launch(): Promise<string | null> {
    const { binaries, data, user, place } = this.#options;
    const flags = toFlags({ ...SETTINGS, ...place.flags });
    // A group of its own: Ctrl-C in a terminal must reach the service, which then stops the server after its last commit.
    const child = spawn(binaries.postgres, ['-D', data, ...flags], {
      ...user,
      cwd: data,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
    });
    this.#child = child;
    return new Promise((done) => {
      let said = '';
      const limit = setTimeout(() => child.kill('SIGQUIT'), START_LIMIT_MS);
      const settle = (problem: string | null): void => {
        clearTimeout(limit);
        done(problem);
      };
      child.stderr.on('data', (chunk: Buffer) => {
        const text = chunk.toString('utf8');
        said = `${said}${text}`.slice(-2000);
        if (said.includes(READY)) settle(null);
        for (const line of text.split('\n')) if (line !== '') this.#options.onNotice(line);
      });
      child.once('error', (cause) => settle(cause.message));
      child.once('exit', () => {
        settle(lastLine(said) || 'it ended at once');
        this.#ended(child, said.includes(READY));
      });
      child.unref();
      (child.stderr as unknown as { unref?: () => void }).unref?.();
    });
  }

  #ended(child: ChildProcess, wasReady: boolean): void {
    if (this.#child === child) this.#child = null;
    if (this.#stopping || !wasReady) return;
    this.#options.onNotice('the embedded PostgreSQL ended by itself; it is started again');
    this.start().catch((cause: Error) => this.#options.onNotice(cause.message));
  }
}
