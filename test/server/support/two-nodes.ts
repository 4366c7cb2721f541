import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBinaries } from '../../../src/adapters/postgres/server/binaries.js';
import { postgresUser } from '../../../src/adapters/postgres/server/system-user.js';
import { freePort, PostgresProcess } from '../../support/postgres-process.js';

const PASSWORD = 'for-this-test-alone';
const user = postgresUser(true);

/** A PostgreSQL server of a pair, on 127.0.0.1. */
export class Node extends PostgresProcess {
  readonly data: string;
  readonly #port: number;

  constructor(data: string, port: number) {
    super();
    this.data = data;
    this.#port = port;
  }

  get url(): string {
    return `postgres://tribune:${PASSWORD}@127.0.0.1:${this.#port}/postgres`;
  }

  start(): Promise<void> {
    const settings = [
      `port=${this.#port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'logging_collector=off',
    ];
    return this.run(findBinaries(user).postgres, this.data, settings);
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
    '--no-sync',
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
