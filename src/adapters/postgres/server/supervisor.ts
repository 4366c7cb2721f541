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
 * Time without output after which a start counts as hanging. The whole start has no limit: recovery after a crash takes as long as its log,
 * reports its progress every ten seconds, and would begin anew at each attempt.
 */
const SILENCE_LIMIT_MS = 60_000;
/** Number of attempts to start. After a crash the old shared memory lives until the last backend noticed. */
const START_ATTEMPTS = 20;
const RETRY_MS = 300;
/** Pause between rounds of attempts after the server ended by itself: a full disk may stay full for hours. */
const PAUSE_MS = 2_000;
/** How long the system may take to report the end of a killed process; if it takes longer, the system itself hangs. */
const REAP_LIMIT_MS = 5_000;

export interface SupervisorOptions {
  readonly cluster: Cluster;
  /** Settings beside those of every server, such as its address. */
  readonly flags: Readonly<Record<string, string>>;
  readonly onNotice: (line: string) => void;
  /** Called when the server ended by itself, and each time it cannot be started again. */
  readonly onProblem: (cause: Error) => void;
}

/** Runs the server of a cluster, and starts it again whenever it ends by itself. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #data: string;
  #child: ChildProcess | null = null;
  #stopping = false;

  /** Stops the server when this process ends early; nobody needs to wait for a fast shutdown. */
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
    // The number of an ended process stays in use until this process is informed of the end.
    await Promise.race([ended, sleep(REAP_LIMIT_MS, undefined, { ref: false })]);
  }

  /** Starts the server; gives null when it is ready, else its last line. */
  #launch(): Promise<string | null> {
    const { cluster, flags } = this.#options;
    const { binaries, user } = cluster;
    const settings = toFlags({ ...SETTINGS, ...flags });
    const args = ['-D', dataArgument(this.#data, user), ...settings, ...folderFlag(this.#data)];
    // The server has a process group of its own: Ctrl-C in a terminal must reach the service, which stops the server after its last commit.
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
      // `stderr` is absent when no descriptor was left for it; then the event `error` follows.
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

  /** Starts the server again; the service answers 503 meanwhile. */
  async #startAgain(pauseMs: number): Promise<void> {
    // A server that ends as soon as it is ready, on a disk that is nearly full, must not be started again without a pause.
    await sleep(pauseMs, undefined, { ref: false });
    while (!this.#stopping) {
      try {
        await this.start();
        return;
      } catch (cause) {
        // A start that `stop` interrupted is no problem.
        if (this.#stopping) return;
        this.#options.onProblem(cause as Error);
        await sleep(PAUSE_MS, undefined, { ref: false });
      }
    }
  }
}
