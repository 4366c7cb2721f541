import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEpochOver } from './epoch-time.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-28T10:00:00Z');

describe('the key of the day', () => {
  it.each([
    ['just begun', 0, false],
    ['within its day', 23 * HOUR, false],
    ['after its day', DAY, true],
    ['when the clock was corrected by a minute', -60_000, false],
    ['when the clock was set back by two days', -2 * DAY, true],
    ['when the clock was set back by a year', -365 * DAY, true],
  ])('%s: turns %s', (_, age, turns) => expect(isEpochOver(NOW, NOW - age, DAY)).toBe(turns));

  it('never turns by itself when that is left to the caller', () => expect(isEpochOver(NOW, 0, 0)).toBe(false));

  it('turns within a day and an hour of real time, however the clock jumps meanwhile', () => {
    const jump = fc.constantFrom(0, 0, 0, 1000, -1000, 3 * DAY, -3 * DAY, -365 * DAY, HOUR, -HOUR);
    fc.assert(
      fc.property(fc.array(jump, { minLength: 26, maxLength: 26 }), (jumps) => {
        // Each step is an hour of real time; before it the clock jumps back or ahead, at most once in the row.
        const at = jumps.findIndex((ms) => ms !== 0);
        let clock = NOW;
        const started = clock;
        const turned = jumps.some((ms, hour) => {
          clock += HOUR + (hour === at ? ms : 0);
          return isEpochOver(clock, started, DAY);
        });
        expect(turned).toBe(true);
      }),
    );
  });
});
