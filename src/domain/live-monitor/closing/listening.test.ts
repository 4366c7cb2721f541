import { expect, it } from 'vitest';
import { Listening } from './listening.js';

const MINUTE = 60_000;
const listening = () => new Listening({ longestMs: 5 * MINUTE, graceMs: 5 * MINUTE });
/** Looks every minute from a moment on. */
const look = (one: Listening, fromMs: number, minutes: number) => {
  let last = one.look(fromMs, true);
  for (let i = 1; i <= minutes; i++) last = one.look(fromMs + i * MINUTE, true);
  return last;
};

it('says that nothing came only after senders had time, and only where everything is counted', () => {
  const one = listening();
  expect(look(one, 0, 4)).toBeNull();
  expect(one.look(5 * MINUTE, false)).toBeNull();
  expect(one.look(6 * MINUTE, true)).toMatchObject({ untilMs: 6 * MINUTE });
});

it('takes a clock that was set forward, and a time in which the process stood still, for no silence', () => {
  const one = listening();
  look(one, 0, 60);
  const jumped = 60 * MINUTE + 72 * 60 * MINUTE;
  expect(one.look(jumped, true)).toBeNull();
  const later = look(one, jumped + MINUTE, 10)!;
  expect(later.untilMs).toBe(jumped + 11 * MINUTE);
  expect(later.missedSince(30 * MINUTE)).toBe(72 * 60 * MINUTE);
  expect(later.missedSince(jumped)).toBe(0);
  expect(later.missedSince(jumped - MINUTE)).toBe(MINUTE);
});

it('begins anew where the clock was set back', () => {
  const one = listening();
  look(one, 0, 60);
  expect(one.look(30 * MINUTE, true)).toBeNull();
  expect(look(one, 31 * MINUTE, 5)!.missedSince(0)).toBe(0);
});
