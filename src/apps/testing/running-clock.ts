import { nodeClock } from '../../adapters/runtime/index.js';
import type { Clock, Timer } from '../../core/base/clock.js';

/** A clock that runs, and jumps ahead when the test moves it. */
export interface RunningClock extends Clock {
  /**
   * Moves the time ahead; timers that fall due on the way fire in order, each at its own time, and what they begin is waited for. Of a timer
   * that would fire more than a hundred times the last hundred are fired.
   */
  advance(ms: number): Promise<void>;
}

interface Waiting {
  dueMs: number;
  readonly order: number;
  readonly everyMs: number | null;
  readonly run: () => unknown;
  timer: Timer;
}

/**
 * A clock for a service that answers while its time is moved: seconds pass as they do, so that a commit that waits ten milliseconds comes, and
 * `advance` jumps over hours and days. A clock that stands still between two moves is `fakeClock`.
 *
 * @param startMs milliseconds since 1970; default: now.
 * @example
 * const clock = runningClock(Date.UTC(2026, 10, 22, 12));
 * await clock.advance(86_400_000); // a day later
 */
export function runningClock(startMs: number = nodeClock.nowMs()): RunningClock {
  const offsetMs = startMs - nodeClock.nowMs();
  let jumpedMs = 0;
  let nSet = 0;
  const waiting = new Set<Waiting>();
  const nowMs = (): number => nodeClock.nowMs() + offsetMs + jumpedMs;

  const fire = (one: Waiting): unknown => {
    one.timer.cancel();
    if (one.everyMs === null) waiting.delete(one);
    else {
      one.dueMs += one.everyMs;
      arm(one);
    }
    return one.run();
  };
  function arm(one: Waiting): void {
    one.timer = nodeClock.after(Math.max(0, one.dueMs - nowMs()), () => fire(one));
  }
  const set = (ms: number, everyMs: number | null, run: () => unknown): Timer => {
    const one: Waiting = { dueMs: nowMs() + Math.max(0, ms), order: nSet++, everyMs, run, timer: NO_TIMER };
    waiting.add(one);
    arm(one);
    return {
      cancel() {
        one.timer.cancel();
        waiting.delete(one);
      },
    };
  };

  return {
    nowMs,
    after: (ms, run) => set(ms, null, run),
    every: (ms, run) => set(Math.max(1, ms), Math.max(1, ms), run),
    turn: nodeClock.turn,
    async advance(ms) {
      const untilMs = nowMs() + ms;
      for (const one of waiting) skipRounds(one, untilMs);
      for (let due = earliest(waiting); due !== null && due.dueMs <= untilMs; due = earliest(waiting)) {
        jumpedMs += Math.max(0, due.dueMs - nowMs());
        // Whoever set the timer handles its rejection.
        await Promise.resolve(fire(due)).catch(() => undefined);
      }
      jumpedMs += Math.max(0, untilMs - nowMs());
      // The remaining timers are set again, because they fall due sooner after the jump.
      for (const one of waiting) {
        one.timer.cancel();
        arm(one);
      }
    },
  };
}

/**
 * Greatest number of rounds of one timer in a jump. Of more rounds only the last ones fire, which is enough: a real machine that wakes
 * makes up for no round at all.
 */
const MOST_ROUNDS = 100;

function skipRounds(one: Waiting, untilMs: number): void {
  if (one.everyMs === null) return;
  const rounds = Math.floor((untilMs - one.dueMs) / one.everyMs);
  if (rounds > MOST_ROUNDS) one.dueMs += (rounds - MOST_ROUNDS) * one.everyMs;
}

const NO_TIMER: Timer = { cancel: () => undefined };

function earliest(waiting: ReadonlySet<Waiting>): Waiting | null {
  let first: Waiting | null = null;
  for (const one of waiting) {
    if (first === null || one.dueMs < first.dueMs || (one.dueMs === first.dueMs && one.order < first.order))
      first = one;
  }
  return first;
}
