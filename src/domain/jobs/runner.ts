import type { Clock, Timer } from '../../core/base/clock.js';
import { MINUTE_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import { Mutex } from '../../core/base/mutex.js';
import { type Job, refused } from './define-job.js';
import type { JobRecord, JobStore } from './ports.js';

/** Delay of the first retry after a failure. It doubles with each further failure, up to the job's own interval. */
const RETRY_FIRST_MS = MINUTE_MS;

export interface JobRunnerDeps {
  readonly clock: Clock;
  readonly store: JobStore;
  /** Called with every failure of a job. */
  readonly onProblem: (cause: Error) => void;
}

/** Current state of a job, for metrics and for people. */
export interface JobStatus extends JobRecord {
  readonly isRunning: boolean;
  /** Number of runs that failed since the start of the service. */
  readonly failures: number;
  readonly everyMs: number;
  /**
   * What the last run failed of, where it is an error that this product words; others may hold anything. Null for a run that did not fail, and after
   * a start of the service, as texts are not stored.
   */
  readonly problem: JobProblem | null;
}

export interface JobProblem {
  readonly message: string;
  readonly remedy: string | null;
}

interface Entry {
  readonly job: Job;
  record: JobRecord;
  failures: number;
  problem: JobProblem | null;
  timer: Timer | null;
  running: Promise<void> | null;
}

/** Runs jobs, each one at a time, and stores their results. Failures are reported, and the job is tried again. */
export class JobRunner {
  readonly #deps: JobRunnerDeps;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #saving = new Mutex();
  #isClosed = false;

  /**
   * Makes a runner of these jobs.
   *
   * @throws TribuneError INVALID_ARGUMENT where two jobs have the same name
   */
  constructor(deps: JobRunnerDeps, jobs: readonly Job[]) {
    this.#deps = deps;
    const entries = new Map<string, Entry>();
    for (const job of jobs) {
      if (entries.has(job.name)) throw refused(`two jobs are named ${job.name}`, 'Give each a name of its own.');
      entries.set(job.name, { job, record: neverRun(job, 0), failures: 0, problem: null, timer: null, running: null });
    }
    this.#entries = entries;
  }

  /** Restores the state from before the stop and starts the jobs. */
  async start(): Promise<void> {
    const { clock, store } = this.#deps;
    const kept = new Map((await store.load()).map((record) => [record.name, record]));
    for (const entry of this.#entries.values()) {
      const { job } = entry;
      const latestMs = clock.nowMs() + job.everyMs;
      const record = kept.get(job.name);
      // A clock that was set back, or an interval that was shortened, must not make a job wait longer than its interval.
      const isKept = record !== undefined && job.onStart !== 'wait' && record.nextRunAtMs < latestMs;
      const nextRunAtMs = isKept ? record.nextRunAtMs : latestMs;
      entry.record = { ...(record ?? neverRun(job, nextRunAtMs)), nextRunAtMs };
      this.#arm(entry);
    }
    await this.#save([...this.#entries.values()]);
  }

  /** State of the jobs, in the order in which they were given. */
  status(): JobStatus[] {
    return [...this.#entries.values()].map(({ job, record, failures, problem, running }) => ({
      ...record,
      failures,
      problem,
      everyMs: job.everyMs,
      isRunning: running !== null,
    }));
  }

  /**
   * Begins a job now instead of when it is due.
   *
   * @throws TribuneError NOT_FOUND, CONFLICT where it runs already or the service stops
   */
  runNow(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined)
      throw new TribuneError('NOT_FOUND', `there is no job ${JSON.stringify(name)}`, {
        remedy: 'GET /v1/jobs names them.',
      });
    if (this.#isClosed || entry.running !== null)
      throw new TribuneError(
        'CONFLICT',
        `the job ${name} ${this.#isClosed ? 'runs no more: the service stops' : 'runs already'}`,
        {
          remedy: this.#isClosed ? 'Ask again after its start.' : 'Wait for its end: GET /v1/jobs shows it.',
        },
      );
    entry.timer?.cancel();
    void this.#begin(entry);
  }

  /** Cancels future runs and waits for the current ones. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const entries = [...this.#entries.values()];
    for (const { timer } of entries) timer?.cancel();
    await Promise.all(entries.map(({ running }) => running));
    await this.#saving.idle();
  }

  #arm(entry: Entry): void {
    if (this.#isClosed) return;
    const { clock } = this.#deps;
    entry.timer = clock.after(Math.max(0, entry.record.nextRunAtMs - clock.nowMs()), () => this.#begin(entry));
  }

  #begin(entry: Entry): Promise<void> {
    entry.running = this.#run(entry).finally(() => {
      entry.running = null;
    });
    return entry.running;
  }

  async #run(entry: Entry): Promise<void> {
    const { clock, onProblem } = this.#deps;
    const { job, record: before } = entry;
    const startedAtMs = clock.nowMs();
    let result = 'ok';
    let failuresInRow = 0;
    entry.problem = null;
    try {
      await job.run();
    } catch (cause) {
      result = nameOf(cause);
      failuresInRow = before.failuresInRow + 1;
      entry.failures++;
      entry.problem = problemOf(cause);
      onProblem(cause instanceof Error ? cause : new Error(String(cause)));
    }
    const endedAtMs = clock.nowMs();
    const nextRunAtMs = endedAtMs + pauseMs(job, failuresInRow);
    entry.record = { name: job.name, startedAtMs, endedAtMs, result, failuresInRow, nextRunAtMs };
    await this.#save([entry]);
    this.#arm(entry);
  }

  /** Saves rows. A row that cannot be written is written after the next run, and the job goes on. */
  #save(entries: readonly Entry[]): Promise<void> {
    const { store, onProblem } = this.#deps;
    return this.#saving
      .run(() => store.save(entries.map(({ record }) => record)))
      .catch((cause: unknown) => onProblem(cause as Error));
  }
}

function pauseMs({ everyMs }: Job, failuresInRow: number): number {
  return failuresInRow === 0 ? everyMs : Math.min(everyMs, RETRY_FIRST_MS * 2 ** (failuresInRow - 1));
}

/** Code or class of an error, because its message may contain data. */
function nameOf(cause: unknown): string {
  if (cause instanceof TribuneError) return cause.code;
  return cause instanceof Error ? cause.name : 'Error';
}

const problemOf = (cause: unknown): JobProblem | null =>
  cause instanceof TribuneError ? { message: cause.message, remedy: cause.remedy ?? null } : null;

function neverRun({ name }: Job, nextRunAtMs: number): JobRecord {
  return { name, startedAtMs: null, endedAtMs: null, result: null, failuresInRow: 0, nextRunAtMs };
}
