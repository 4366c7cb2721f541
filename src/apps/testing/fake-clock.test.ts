import { describe, expect, it } from 'vitest';
import { fakeClock } from './fake-clock.js';

describe('a clock in the hand of the test', () => {
  it('stands until it is moved, and fires timers in order, each at its own time', async () => {
    const clock = fakeClock(1000);
    const fired: string[] = [];
    clock.after(30, () => fired.push(`once at ${clock.nowMs()}`));
    clock.every(20, () => fired.push(`again at ${clock.nowMs()}`));
    clock.after(20, () => fired.push('set later, due at the same time'));
    await clock.turn();
    expect(fired).toEqual([]);
    await clock.advance(45);
    expect(fired).toEqual(['again at 1020', 'set later, due at the same time', 'once at 1030', 'again at 1040']);
    expect(clock.nowMs()).toBe(1045);
  });

  it('fires nothing that was cancelled, and what is overdue at once', async () => {
    const clock = fakeClock(0);
    const fired: string[] = [];
    const never = clock.every(10, () => fired.push('never'));
    clock.after(-5, () => fired.push('overdue'));
    never.cancel();
    await clock.advance(0);
    await clock.advance(100);
    expect(fired).toEqual(['overdue']);
  });

  it('waits for what a timer began, and fires what that sets within the time', async () => {
    const clock = fakeClock(0);
    const done: number[] = [];
    const work = async (): Promise<void> => {
      for (let i = 0; i < 500; i++) await clock.turn();
      done.push(clock.nowMs());
      clock.after(10, work);
    };
    clock.after(10, work);
    await clock.advance(35);
    expect(done).toEqual([10, 20, 30]);
  });

  it('does not wait for ever for work that waits for a timer not due yet', async () => {
    const clock = fakeClock(0);
    let isDone = false;
    clock.after(10, async () => {
      await new Promise<void>((done) => void clock.after(100, done));
      isDone = true;
    });
    await clock.advance(50);
    expect(isDone).toBe(false);
    await clock.advance(60);
    expect(isDone).toBe(true);
  });

  it('that slept fires what fell due meanwhile once, in order, and counts on from then', async () => {
    const clock = fakeClock(0);
    const fired: string[] = [];
    clock.every(10, () => fired.push(`again at ${clock.nowMs()}`));
    const never = clock.after(40, () => fired.push('never'));
    clock.after(30, () => {
      fired.push('once');
      never.cancel();
    });
    await clock.sleep(95);
    expect(fired).toEqual(['again at 95', 'once']);
    await clock.advance(9);
    await clock.sleep(1);
    expect(fired).toEqual(['again at 95', 'once', 'again at 105']);
  });
});
