import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { postgresUser, type UserIds } from '../../src/adapters/postgres/server/system-user.js';

const READY = /database system is ready to accept (read-only )?connections/;

/** What a server says whose predecessor was killed and has children that are not gone yet, such as one that waits for the disk. */
const CHILDREN_LEFT = /shared memory block .* is still in use/;
const PATIENCE_MS = 60_000;

/** A PostgreSQL that a test starts, stops and asks by itself. */
export abstract class PostgresProcess {
  /** Whom the server runs as; null when the test itself may run it. */
  readonly user: UserIds | null = postgresUser(true);
  #child: ChildProcess | null = null;

  abstract get url(): string;

  /** Resolves once it takes connections. */
  protected async run(program: string, data: string, settings: readonly string[]): Promise<void> {
    for (const until = Date.now() + PATIENCE_MS; ; await sleep(100)) {
      const said = await this.#started(program, data, settings);
      if (READY.test(said)) return;
      if (!CHILDREN_LEFT.test(said) || Date.now() > until) throw new Error(said);
    }
  }

  /** Gives what the server said until it was ready or ended. */
  async #started(program: string, data: string, settings: readonly string[]): Promise<string> {
    const words = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
    const child = spawn(program, words, { ...this.user, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    let said = '';
    for await (const chunk of child.stderr!) {
      said += String(chunk);
      if (READY.test(said)) break;
    }
    return said;
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

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
