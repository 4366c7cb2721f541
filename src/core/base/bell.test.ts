import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../apps/testing/index.js';
import { Bell } from './bell.js';

describe('a bell', () => {
  it('wakes all who wait at a ring, and nobody who comes after it', async () => {
    const bell = new Bell(fakeClock(0));
    const { signal } = new AbortController();
    const waits = [bell.next(1000, signal), bell.next(1000, signal)];
    bell.ring();
    await Promise.all(waits.map(({ isOver }) => isOver));
    let isAwake = false;
    void bell.next(1000, signal).isOver.then(() => {
      isAwake = true;
    });
    await Promise.resolve();
    expect(isAwake).toBe(false);
  });

  it('lets a wait end when its time is over, when it is cancelled, and when it is aborted before or after', async () => {
    const clock = fakeClock(0);
    const bell = new Bell(clock);
    const stop = new AbortController();
    const timed = bell.next(500, stop.signal);
    await clock.advance(500);
    await timed.isOver;
    const cancelled = bell.next(500, stop.signal);
    cancelled.cancel();
    await cancelled.isOver;
    const aborted = bell.next(500, stop.signal);
    stop.abort();
    await aborted.isOver;
    await bell.next(500, stop.signal).isOver;
  });
});
