import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { storeError } from '../fail.js';
import { type Cluster, dataArgument, dataOf, lastLine } from './cluster.js';
import { clearLeftover, folderFlag, stopPostmaster } from './postmaster.js';
import { SETTINGS, toFlags } from './settings.js';

const READY = 'database system is ready to accept connections';
const START_LIMIT_MS = 60_000;
/** After a crash the old shared memory lives until the last backend noticed: try again for a while. */
const START_ATTEMPTS = 20;
const RETRY_MS = 300;
/** Between rounds of attempts after an end by itself: a full disk may stay full for hours. */
const PAUSE_MS = 2_000;
/** A killed process is reported at once; more means that the system itself hangs. */
const REAP_LIMIT_MS = 5_000;

export interface SupervisorOptions {
  readonly cluster: Cluster;
  /** Settings beside those of every server: where it listens. */
  readonly flags: Readonly<Record<string, string>>;
  readonly onNotice: (line: string) => void;
}

/** Runs the server of a cluster, and starts it again for as long as it ends without being told to. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #data: string;
  #child: ChildProcess | null = null;
  #stopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#data = dataOf(options.cluster);
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
      await clearLeftover(this.#data);
    }
    throw storeError('STORE_INVALID', `the embedded PostgreSQL does not start: ${problem}`, `Look into ${this.#data}.`);
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
    const { cluster, flags } = this.#options;
    const { binaries, user } = cluster;
    const settings = toFlags({ ...SETTINGS, ...flags });
    const args = ['-D', dataArgument(this.#data, user), ...settings, ...folderFlag(this.#data)];
    // A group of its own: Ctrl-C in a terminal must reach the service, which then stops the server after its last commit.
    const child = spawn(binaries.postgres, args, {
      ...user,
      cwd: this.#data,
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
    void this.#startAgain();
  }

  /** The service answers 503 meanwhile. */
  async #startAgain(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.start();
        return;
      } catch (cause) {
        this.#options.onNotice((cause as Error).message);
        await sleep(PAUSE_MS, undefined, { ref: false });
      }
    }
  }
}
