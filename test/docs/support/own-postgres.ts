import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, chownSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freePort, PostgresProcess } from '../../support/postgres-process.js';

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
export class OwnPostgres extends PostgresProcess {
  readonly #programs: string;
  readonly #port: number;

  private constructor(programs: string, port: number) {
    super();
    this.#programs = programs;
    this.#port = port;
  }

  static async on(programs: string): Promise<OwnPostgres> {
    return new OwnPostgres(programs, await freePort());
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

  start(data: string): Promise<void> {
    const settings = [`port=${this.#port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
    return this.run(join(this.#programs, 'postgres'), data, settings);
  }
}
