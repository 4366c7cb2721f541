import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { storeError } from '../engine/fail.js';
import { type Cluster, dataArgument, dataOf } from './cluster.js';
import { serverEnvironment } from './environment.js';
import { clearLeftover, folderFlag, stopPostmaster } from './postmaster.js';
import { ServerLog } from './server-log.js';
import { SETTINGS, toFlags } from './settings.js';

/**
 * A start that says nothing for this long hangs. Not a limit of the whole start: recovery after a crash takes as long as the log to be
 * replayed, tells how far it is every ten seconds, and would begin from the start again.
 */
const SILENCE_LIMIT_MS = 60_000;
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
  /** Told when the server ended by itself, and each time it cannot be started again. */
  readonly onProblem: (cause: Error) => void;
}

/** Runs the server of a cluster, and starts it again for as long as it ends without being told to. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #data: string;
  #child: ChildProcess | null = null;
  #stopping = false;

  /** When this process ends before its time the server ends with it; a fast shutdown needs nobody to wait for it. */
  readonly #atExit = (): void => {
    this.#child?.kill('SIGINT');
  };

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#data = dataOf(options.cluster);
    process.once('exit', this.#atExit);
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
    process.off('exit', this.#atExit);
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
      env: serverEnvironment(),
    });
    this.#child = child;
    const startedAtMs = performance.now();
    return new Promise((done) => {
      const log = new ServerLog(this.#options.onNotice);
      const limit = setTimeout(() => child.kill('SIGQUIT'), SILENCE_LIMIT_MS);
      const settle = (problem: string | null): void => {
        clearTimeout(limit);
        done(problem);
      };
      // Absent when there was no descriptor left for it: then `error` follows.
      child.stderr?.on('data', (chunk: Buffer) => {
        if (!log.isReady) limit.refresh();
        log.hear(chunk);
        if (log.isReady) settle(null);
      });
      child.once('error', (cause) => settle(cause.message));
      child.once('exit', () => {
        settle(log.lastLine || 'it ended at once');
        if (log.isReady) this.#ended(child, performance.now() - startedAtMs);
        else if (this.#child === child) this.#child = null;
      });
      child.unref();
      (child.stderr as unknown as { unref?: () => void } | undefined)?.unref?.();
    });
  }

  #ended(child: ChildProcess, livedMs: number): void {
    if (this.#child === child) this.#child = null;
    if (this.#stopping) return;
    this.#options.onProblem(
      storeError(
        'STORE_UNAVAILABLE',
        'the embedded PostgreSQL ended by itself; it is started again',
        'Nothing is to be done.',
      ),
    );
    void this.#startAgain(livedMs < PAUSE_MS ? PAUSE_MS : 0);
  }

  /** The service answers 503 meanwhile. */
  async #startAgain(pauseMs: number): Promise<void> {
    // One that ends as soon as it is ready, on a disk that is nearly full, is not to be started as fast as it can end.
    await sleep(pauseMs, undefined, { ref: false });
    while (!this.#stopping) {
      try {
        await this.start();
        return;
      } catch (cause) {
        // A start that the stop cut short is no problem.
        if (this.#stopping) return;
        this.#options.onProblem(cause as Error);
        await sleep(PAUSE_MS, undefined, { ref: false });
      }
    }
  }
}
