import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, mkdirSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { postgresUser } from '../../../src/adapters/store/postgres/system-user.js';

const READY = /database system is ready to accept (read-only )?connections/;

/** Folder of the programs of a PostgreSQL that this machine has, `pg_basebackup` among them; null when it has none. */
export function programsOfThisMachine(): string | null {
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v postgres'], { encoding: 'utf8' });
  if (status !== 0) return null;
  const folder = dirname(realpathSync(stdout.trim()));
  const hasAll = ['initdb', 'postgres', 'pg_basebackup'].every(
    (name) => spawnSync(join(folder, name), ['--version']).status === 0,
  );
  return hasAll ? folder : null;
}

/** A PostgreSQL of one's own, as `--database` takes it, on a free port of this machine. */
export class OwnPostgres {
  readonly #programs: string;
  readonly #port: number;
  readonly user = postgresUser(true);
  #child: ChildProcess | null = null;

  private constructor(programs: string, port: number) {
    this.#programs = programs;
    this.#port = port;
  }

  static async on(programs: string): Promise<OwnPostgres> {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as { port: number };
    probe.close();
    await once(probe, 'close');
    return new OwnPostgres(programs, port);
  }

  get url(): string {
    return `postgres://tribune@127.0.0.1:${this.#port}/postgres`;
  }

  /** A folder that the server may write to. */
  makeFolder(path: string): string {
    mkdirSync(path, { recursive: true });
    if (this.user !== null) chownSync(path, this.user.uid, this.user.gid);
    return path;
  }

  /** Makes a cluster with lines of `postgresql.conf`. */
  init(data: string, settings: string): void {
    const words = ['-D', data, '-U', 'tribune', '--auth=trust', '--locale=C', '--encoding=UTF8'];
    execFileSync(join(this.#programs, 'initdb'), words, { ...this.user, cwd: '/', stdio: 'pipe' });
    appendFileSync(join(data, 'postgresql.conf'), settings);
  }

  async start(data: string): Promise<void> {
    const flags = [`port=${this.#port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
    const words = ['-D', data, ...flags.flatMap((flag) => ['-c', flag])];
    const child = spawn(join(this.#programs, 'postgres'), words, {
      ...{ ...this.user, cwd: '/' },
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
