import { describe, expect, it } from 'vitest';
import { runningClock } from './running-clock.js';

const HOUR_MS = 3_600_000;
const NOON = Date.UTC(2026, 10, 22, 12);

describe('a clock that runs and jumps', () => {
  it('goes on by itself', async () => {
    const clock = runningClock(NOON);
    await new Promise<void>((done) => void clock.after(2, done));
    expect(clock.nowMs()).toBeGreaterThan(NOON);
    expect(clock.nowMs()).toBeLessThan(NOON + HOUR_MS);
  });

  it('fires what falls due in a jump, in order and at its time, and waits for it', async () => {
    const clock = runningClock(NOON);
    const fired: string[] = [];
    const at = (name: string) => () => fired.push(`${name} ${Math.round((clock.nowMs() - NOON) / HOUR_MS)}`);
    const hourly = clock.every(HOUR_MS, at('hourly'));
    clock.after(1.5 * HOUR_MS, async () => {
      await clock.turn();
      clock.after(HOUR_MS, at('later'));
      at('once')();
    });
    clock.after(0.5 * HOUR_MS, at('cancelled')).cancel();
    await clock.advance(3.2 * HOUR_MS);
    expect(fired).toEqual(['hourly 1', 'once 2', 'hourly 2', 'later 3', 'hourly 3']);
    hourly.cancel();
    await clock.advance(9 * HOUR_MS);
    expect(fired).toHaveLength(5);
    expect(clock.nowMs() - NOON).toBeGreaterThanOrEqual(12.2 * HOUR_MS);
  });

  it('fires the last hundred of the many rounds of a quick timer', async () => {
    const clock = runningClock(NOON);
    const times: number[] = [];
    clock.every(500, () => times.push(clock.nowMs() - NOON));
    await clock.advance(24 * HOUR_MS);
    expect(times.length).toBeGreaterThanOrEqual(100);
    expect(times.length).toBeLessThan(110);
    expect(times[0]).toBeGreaterThan(24 * HOUR_MS - 60_000);
  });

  it('brings nearer what is not due yet', async () => {
    const clock = runningClock();
    const done = new Promise<void>((resolve) => void clock.after(HOUR_MS, resolve));
    await clock.advance(HOUR_MS - 5);
    await done;
  });

  it('goes on after work that failed', async () => {
    const clock = runningClock();
    let isDone = false;
    clock.after(10, async () => Promise.reject(new Error('x')));
    clock.after(HOUR_MS, () => {
      isDone = true;
    });
    await clock.advance(HOUR_MS);
    expect(isDone).toBe(true);
  });
});
