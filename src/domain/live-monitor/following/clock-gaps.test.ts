import { expect, it } from 'vitest';
import { ClockGaps } from './clock-gaps.js';
import { isRipeByClock } from './watermark.js';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** Looks every five minutes for some time. */
function looked(gaps: ClockGaps, fromMs: number, forMs: number): void {
  for (let ms = fromMs; ms <= fromMs + forMs; ms += 5 * MINUTE) gaps.look(ms);
}

it('a clock that is set forward by a month ends no wait for labels; the time that passes then does', () => {
  const gaps = new ClockGaps(10 * MINUTE);
  const progress = { watermarkMs: DAY, latestMs: DAY + MINUTE, receivedMs: DAY + MINUTE };
  const cohort = { endMs: DAY, labelHorizonMs: 30 * DAY, noDataAfterMs: DAY };
  const isRipe = (nowMs: number) =>
    isRipeByClock(progress, nowMs, cohort, { latenessMs: 0, missedSince: (ms) => gaps.missedSince(ms) });
  looked(gaps, DAY, DAY);
  const jumped = 2 * DAY + 60 * DAY;
  gaps.look(jumped);
  expect(isRipe(jumped)).toBe(false);
  // Without the gaps it would be.
  expect(isRipeByClock(progress, jumped, cohort, { latenessMs: 0 })).toBe(true);
  looked(gaps, jumped, 30 * DAY);
  expect(isRipe(jumped + 30 * DAY)).toBe(true);
});

it('an entry of the past, as one that is caught up with, is no clock that was set back', () => {
  const gaps = new ClockGaps(10 * MINUTE);
  gaps.heard(0);
  expect(gaps.look(DAY)).toBe(false);
  gaps.heard(DAY / 2);
  expect(gaps.look(DAY + MINUTE)).toBe(true);
  gaps.heard(DAY + 60 * MINUTE);
  expect(gaps.missedSince(0)).toBe(59 * MINUTE);
});

it('what a clock that was set back has yet to come to is counted again', () => {
  const gaps = new ClockGaps(10 * MINUTE);
  gaps.look(0);
  gaps.look(DAY);
  expect(gaps.missedSince(0)).toBe(DAY);
  gaps.look(MINUTE);
  expect(gaps.missedSince(0)).toBe(MINUTE);
  looked(gaps, MINUTE, DAY);
  expect(gaps.missedSince(0)).toBe(MINUTE);
});
