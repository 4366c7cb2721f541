import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../../apps/testing/index.js';
import { HOUR_MS, MINUTE_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { CheckResult, SignedCheckpoint } from '../ports/index.js';
import { FullCheck, type FullCheckDeps } from './full-check.js';

const checkpoint: SignedCheckpoint = { log: 'main', size: 3, root: new Uint8Array(32), note: 'note' };
const FIRST_MS = 10 * MINUTE_MS;

function world(check: FullCheckDeps['check']) {
  const clock = fakeClock(0);
  const began: number[] = [];
  const results: CheckResult[] = [];
  const told: string[] = [];
  const full = new FullCheck({
    check: (of, pause) => {
      began.push(clock.nowMs() / MINUTE_MS);
      return check(of, pause);
    },
    clock,
    intervalMs: HOUR_MS,
    firstAfterMs: FIRST_MS,
    checkpoints: () => [checkpoint],
    onResult: (result) => results.push(result),
    onMismatch: (log, why) => told.push(`${log}: ${why.message}`),
    onProblem: (cause) => told.push(cause.message),
  });
  return { clock, full, began, results, told };
}

describe('the check of every entry', () => {
  it('comes some time after the start, then an interval after the end of the one before', async () => {
    const { clock, full, began, results } = world(async () => undefined);
    full.start();
    await clock.advance(3 * HOUR_MS);
    expect(began).toEqual([10, 70, 130]);
    expect(results.map(({ ok, entries }) => [ok, entries])).toEqual([
      [true, 3],
      [true, 3],
      [true, 3],
    ]);
    await full.close();
    await clock.advance(HOUR_MS);
    expect(began).toHaveLength(3);
  });

  it('comes at once where something was found before', async () => {
    const { clock, full, began } = world(async () => undefined);
    full.start(true);
    await clock.advance(0);
    expect(began).toEqual([0]);
    await full.close();
  });

  it('rests four times as long as it worked', async () => {
    const { clock, full, results } = world(async (_, pause) => {
      for (let slice = 0; slice < 3; slice++) await pause(1000);
    });
    full.start();
    await clock.advance(FIRST_MS + 11_999);
    expect(results).toEqual([]);
    await clock.advance(1);
    expect(results).toMatchObject([{ ok: true, tookMs: 12_000, finishedAtMs: FIRST_MS + 12_000 }]);
    await full.close();
  });

  it('is tried again a minute after the database could not be asked', async () => {
    const { clock, full, began, told, results } = world(() => Promise.reject(new Error('no database')));
    full.start();
    await clock.advance(12 * MINUTE_MS);
    expect(began).toEqual([10, 11, 12]);
    expect([told, results]).toEqual([['no database', 'no database', 'no database'], []]);
    await full.close();
  });

  it('tells what it found', async () => {
    const wrong = new TribuneError('LEDGER_INVALID', 'entry 2 is another', { remedy: 'Look.' });
    const { clock, full, told, results } = world(() => Promise.reject(wrong));
    full.start();
    await clock.advance(FIRST_MS);
    expect([told, results[0]?.ok]).toEqual([['main: entry 2 is another'], false]);
    await full.close();
  });

  it('ends in the middle of its work when the service stops, and tells nothing of it', async () => {
    const { clock, full, told, results } = world((_, pause) => pause(HOUR_MS));
    full.start();
    await clock.advance(FIRST_MS);
    await full.close();
    await clock.advance(10 * HOUR_MS);
    expect([told, results]).toEqual([[], []]);
  });
});
