import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { findBinaries } from '../../../src/adapters/store/postgres/binaries.js';
import { postgresUser } from '../../../src/adapters/store/postgres/system-user.js';

const PASSWORD = 'for-this-test-alone';
const READY = /database system is ready to accept (read-only )?connections/;
const user = postgresUser(true);

/** A PostgreSQL server of a pair, on 127.0.0.1. */
export class Node {
  readonly data: string;
  readonly #port: number;
  #child: ChildProcess | null = null;

  constructor(data: string, port: number) {
    this.data = data;
    this.#port = port;
  }

  get url(): string {
    return `postgres://tribune:${PASSWORD}@127.0.0.1:${this.#port}/postgres`;
  }

  async start(): Promise<void> {
    const flags = [
      `port=${this.#port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'logging_collector=off',
    ];
    const words = flags.flatMap((flag) => ['-c', flag]);
    const child = spawn(findBinaries(user).postgres, ['-D', this.data, ...words], {
      ...user,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    let said = '';
    for await (const chunk of child.stderr!) {
      said += String(chunk);
      if (READY.test(said)) break;
    }
    if (!READY.test(said)) throw new Error(said);
  }

  /** SIGINT: a fast shutdown. SIGKILL: the machine is gone. */
  async stop(signal: 'SIGINT' | 'SIGKILL' = 'SIGINT'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  async sql<Row>(text: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      return (await client.query(text)).rows as Row[];
    } finally {
      await client.end();
    }
  }
}

/** A primary that waits for its standby, and the standby: settings of docs/guides/operating.md, a cold copy in the place of pg_basebackup. */
export async function pairOfNodes(folder: string): Promise<{ primary: Node; standby: Node }> {
  chmodSync(folder, 0o711);
  const own = (path: string): void => {
    if (user !== null) chownSync(path, user.uid, user.gid);
  };
  const home = join(folder, 'nodes');
  mkdirSync(home);
  own(home);
  const [primary, standby] = [new Node(join(home, 'a'), await freePort()), new Node(join(home, 'b'), await freePort())];
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, PASSWORD);
  own(passwordFile);
  const words = [
    '-D',
    primary.data,
    '-U',
    'tribune',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--locale=C',
    '--encoding=UTF8',
  ];
  const made = spawnSync(findBinaries(user).initdb, words, { ...user, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  execFileSync('cp', ['-a', primary.data, standby.data]);
  writeFileSync(join(standby.data, 'standby.signal'), '');
  own(join(standby.data, 'standby.signal'));
  const { hostname, port } = new URL(primary.url);
  const conninfo = `host=${hostname} port=${port} user=tribune password=${PASSWORD} application_name=b`;
  appendFileSync(join(standby.data, 'postgresql.auto.conf'), `primary_conninfo = '${conninfo}'\n`);
  appendFileSync(join(primary.data, 'postgresql.auto.conf'), "synchronous_standby_names = 'FIRST 1 (b)'\n");
  await primary.start();
  await standby.start();
  return { primary, standby };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
