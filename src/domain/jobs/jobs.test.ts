import { describe, expect, it } from 'vitest';
import { fakeClock, memoryJobStore } from '../../apps/testing/index.js';
import { TribuneError } from '../../core/base/errors.js';
import { defineJob, type Job, JobRunner } from './index.js';
import type { JobStore } from './ports.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOON = Date.UTC(2026, 10, 22, 12);

function world({ startMs = NOON, store = memoryJobStore() }: { startMs?: number; store?: JobStore } = {}) {
  const clock = fakeClock(startMs);
  const problems: string[] = [];
  const runnerOf = (...jobs: Job[]) =>
    new JobRunner({ clock, store, onProblem: (cause) => problems.push(cause.message) }, jobs);
  return { clock, store, problems, runnerOf };
}

/** Runs told by their minute since the start. */
function counted(clock: { nowMs(): number }, job: Partial<Job> = {}) {
  const runs: number[] = [];
  const run = async (): Promise<void> => void runs.push((clock.nowMs() - NOON) / MINUTE_MS);
  return { runs, job: defineJob({ name: 'count', everyMs: HOUR_MS, run, ...job }) };
}

describe('a job', () => {
  it('runs at its interval, the first time an interval after the first start, and its runs are kept', async () => {
    const { clock, store, runnerOf } = world();
    const { runs, job } = counted(clock);
    const runner = runnerOf(job);
    await runner.start();
    expect(runner.status()).toMatchObject([{ name: 'count', endedAtMs: null, nextRunAtMs: NOON + HOUR_MS }]);
    await clock.advance(150 * MINUTE_MS);
    expect(runs).toEqual([60, 120]);
    const ranAtMs = NOON + 2 * HOUR_MS;
    const record = { name: 'count', startedAtMs: ranAtMs, endedAtMs: ranAtMs, result: 'ok', failuresInRow: 0 };
    expect(await store.load()).toEqual([{ ...record, nextRunAtMs: NOON + 3 * HOUR_MS }]);
    await runner.close();
    await clock.advance(5 * HOUR_MS);
    expect(runs).toHaveLength(2);
  });

  it('goes on after a restart where it was due, at once where that is over; one that waits begins its interval anew', async () => {
    const store = memoryJobStore();
    const first = world({ store });
    const runner = first.runnerOf(counted(first.clock).job, counted(first.clock, { name: 'careful' }).job);
    await runner.start();
    await first.clock.advance(50 * MINUTE_MS);
    await runner.close();

    const soon = world({ store, startMs: NOON + 50 * MINUTE_MS });
    const [resumed, waiting] = [counted(soon.clock), counted(soon.clock, { name: 'careful', onStart: 'wait' })];
    const again = soon.runnerOf(resumed.job, waiting.job);
    await again.start();
    await soon.clock.advance(15 * MINUTE_MS);
    await again.close();
    expect([resumed.runs, waiting.runs]).toEqual([[60], []]);

    const late = world({ store, startMs: NOON + 600 * MINUTE_MS });
    const overdue = counted(late.clock);
    const last = late.runnerOf(overdue.job);
    await last.start();
    await late.clock.advance(0);
    await last.close();
    expect(overdue.runs).toEqual([600]);
  });

  it('waits for no more than its interval where the clock was set back meanwhile', async () => {
    const store = memoryJobStore();
    const nextRunAtMs = NOON + 1000 * HOUR_MS;
    await store.save([
      { name: 'count', startedAtMs: null, endedAtMs: null, result: null, failuresInRow: 0, nextRunAtMs },
    ]);
    const { clock, runnerOf } = world({ store });
    const { runs, job } = counted(clock);
    const runner = runnerOf(job);
    await runner.start();
    await clock.advance(HOUR_MS);
    expect(runs).toEqual([60]);
    await runner.close();
  });

  it('that fails is told of, tried again soon, then more and more seldom up to its interval, and counted', async () => {
    const { clock, store, problems, runnerOf } = world();
    let fails = true;
    const { runs, job } = counted(clock);
    const run = async (): Promise<void> => {
      await job.run();
      if (fails) throw new TribuneError('STORE_UNAVAILABLE', 'no database', { remedy: 'Wait.' });
    };
    const runner = runnerOf({ ...job, run });
    await runner.start();
    await clock.advance(5 * HOUR_MS);
    expect(runs).toEqual([60, 61, 63, 67, 75, 91, 123, 183, 243]);
    expect(problems).toEqual(runs.map(() => 'no database'));
    expect(await store.load()).toMatchObject([{ result: 'STORE_UNAVAILABLE', failuresInRow: 9 }]);
    fails = false;
    await clock.advance(HOUR_MS);
    expect(runner.status()).toMatchObject([
      { result: 'ok', failures: 9, failuresInRow: 0, nextRunAtMs: NOON + 363 * MINUTE_MS },
    ]);
    await runner.close();
  });

  it('runs one at a time, and the close waits for what runs', async () => {
    const { clock, runnerOf } = world();
    let running = 0;
    let most = 0;
    let end: () => void = () => undefined;
    const runner = runnerOf(
      defineJob({
        name: 'long',
        everyMs: MINUTE_MS,
        run: async () => {
          most = Math.max(most, ++running);
          // Ends when the test says so, not by the clock.
          await new Promise<void>((done) => {
            end = done;
            clock.after(1000 * HOUR_MS, () => undefined);
          });
          running--;
        },
      }),
    );
    await runner.start();
    await clock.advance(10 * MINUTE_MS);
    expect(runner.status()).toMatchObject([{ isRunning: true }]);
    let isClosed = false;
    const closing = runner.close().then(() => {
      isClosed = true;
    });
    for (let i = 0; i < 10; i++) await clock.turn();
    expect([isClosed, running, most]).toEqual([false, 1, 1]);
    end();
    await closing;
    expect(running).toBe(0);
  });

  it('begins at once where somebody asks, once at a time, and rests for its interval from then on', async () => {
    const { clock, runnerOf } = world();
    const { runs, job } = counted(clock);
    const runner = runnerOf(job);
    await runner.start();
    await clock.advance(10 * MINUTE_MS);
    runner.runNow('count');
    expect(() => runner.runNow('count')).toThrow('the job count runs already');
    for (let i = 0; i < 10; i++) await clock.turn();
    await clock.advance(60 * MINUTE_MS);
    expect(runs).toEqual([10, 70]);
    expect(() => runner.runNow('other')).toThrow('there is no job "other"');
    await runner.close();
    expect(() => runner.runNow('count')).toThrow('the service stops');
  });

  it('says what it failed of where the text is ours, and of others no word that may hold data', async () => {
    const { clock, runnerOf } = world();
    const failures = [
      new TribuneError('STORE_UNAVAILABLE', 'no database', { remedy: 'Wait.' }),
      new Error('row of ann'),
    ];
    const run = async (): Promise<void> => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
    };
    const runner = runnerOf(defineJob({ name: 'count', everyMs: MINUTE_MS, run }));
    await runner.start();
    const problems: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      await clock.advance(MINUTE_MS);
      problems.push(runner.status()[0]!.problem);
    }
    expect(problems).toEqual([{ message: 'no database', remedy: 'Wait.' }, null, null]);
    await runner.close();
  });

  it('goes on where its row cannot be written', async () => {
    const memory = memoryJobStore();
    const store = { ...memory, save: () => Promise.reject(new Error('disk full')) };
    const { clock, problems, runnerOf } = world({ store });
    const { runs, job } = counted(clock);
    const runner = runnerOf(job);
    await runner.start();
    await clock.advance(2 * HOUR_MS);
    expect(runs).toEqual([60, 120]);
    expect(problems).toEqual(['disk full', 'disk full', 'disk full']);
    await runner.close();
  });

  it.each([
    [{ name: 'Bad Name' }, 'the job "Bad Name" has a name that cannot be'],
    [{ everyMs: 0 }, 'job count runs every 0 ms'],
    [{ everyMs: Number.NaN }, 'job count runs every NaN ms'],
    [{ everyMs: 2 ** 31 }, 'job count runs every 2147483648 ms'],
    [{ onStart: 'soon' as 'wait' }, 'job count has onStart "soon"'],
  ])('that cannot be is refused: %o', (wrong, message) => {
    expect(() => counted({ nowMs: () => 0 }, wrong)).toThrow(message);
  });

  it('needs a name of its own', () => {
    const { clock, runnerOf } = world();
    expect(() => runnerOf(counted(clock).job, counted(clock).job)).toThrow('two jobs are named count');
  });
});
