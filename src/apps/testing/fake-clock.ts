import { nodeClock } from '../../adapters/runtime/index.js';
import type { Clock } from '../../core/base/clock.js';

/** Number of turns of the event loop for which `advance` waits for work that itself waits for a timer; it waits no longer. */
const TURNS = 100;
/** Number of turns granted to work that a timer started without returning it. */
const SOME_TURNS = 4;

/** A clock that stands still until it is moved, and fires its timers on the way. */
export interface FakeClock extends Clock {
  /**
   * Moves the time and fires every timer that falls due, in order, each at its own time. Resolves when all work that they started has
   * ended, or waits for a timer that is not due yet.
   */
  advance(ms: number): Promise<void>;
  /**
   * Moves the time as for a machine that slept: every timer that fell due meanwhile fires once, late, and the next time is counted from then. Resolves
   * as `advance` does.
   */
  sleep(ms: number): Promise<void>;
}

interface Due {
  atMs: number;
  readonly order: number;
  readonly everyMs: number | null;
  readonly run: () => unknown;
}

/**
 * A clock with timers, both controlled by the test.
 *
 * @param startMs milliseconds since 1970.
 * @example
 * const clock = fakeClock(Date.UTC(2026, 10, 22, 12));
 * clock.every(60_000, () => console.log('a minute'));
 * await clock.advance(3_600_000); // sixty times
 */
export function fakeClock(startMs: number): FakeClock {
  let nowMs = startMs;
  let nSet = 0;
  const timers = new Set<Due>();

  const set = (ms: number, everyMs: number | null, run: () => unknown) => {
    const due: Due = { atMs: nowMs + Math.max(0, ms), order: nSet++, everyMs, run };
    timers.add(due);
    return { cancel: () => void timers.delete(due) };
  };
  const fire = async (due: Due): Promise<void> => {
    if (due.everyMs === null) timers.delete(due);
    else due.atMs += due.everyMs;
    const setBefore = nSet;
    let hasEnded = false;
    const ended = Promise.resolve(due.run()).finally(() => {
      hasEnded = true;
    });
    // Whoever set the timer handles its rejection.
    ended.catch(() => undefined);
    // Work that has set a timer since may wait for that timer, so the wait for the work is bounded.
    for (let turn = 0; turn < SOME_TURNS || (!hasEnded && (nSet === setBefore || turn < TURNS)); turn++)
      await nodeClock.turn();
  };

  return {
    nowMs: () => nowMs,
    after: (ms, run) => set(ms, null, run),
    every: (ms, run) => set(Math.max(1, ms), Math.max(1, ms), run),
    turn: nodeClock.turn,
    async advance(ms) {
      const untilMs = nowMs + ms;
      for (let due = earliest(timers); due !== null && due.atMs <= untilMs; due = earliest(timers)) {
        nowMs = Math.max(nowMs, due.atMs);
        await fire(due);
      }
      nowMs = untilMs;
    },
    async sleep(ms) {
      nowMs += ms;
      const overdue = [...timers]
        .filter(({ atMs }) => atMs <= nowMs)
        .sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      for (const due of overdue) {
        if (!timers.has(due)) continue;
        due.atMs = nowMs;
        await fire(due);
      }
    },
  };
}

function earliest(timers: ReadonlySet<Due>): Due | null {
  let first: Due | null = null;
  for (const due of timers) {
    if (first === null || due.atMs < first.atMs || (due.atMs === first.atMs && due.order < first.order)) first = due;
  }
  return first;
}
