import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../base/durations.js';
import { poissonInterval } from '../../stats/index.js';
import { forecastOf } from './index.js';

const nowMs = Date.UTC(2026, 10, 30);
const due = (days: number | null) => ({ dueMs: days === null ? null : nowMs + days * DAY_MS });

describe('the forecast of a queue', () => {
  it('gives cases to readers as they are due, and says which come too late', () => {
    const found = forecastOf([due(2), due(0.5), due(-1), due(null), due(0.75)], { nowMs, decided: 20, days: 10 });
    // Two a day: the late one is done after half a day, the others after 1, 1.5 and 2 days.
    expect(found).toMatchObject({ waiting: 5, late: 1, willBeLate: { estimate: 2 }, lastMs: nowMs + 2 * DAY_MS });
    expect(found.willBeLate!.atUpperRate).toBeLessThanOrEqual(2);
    expect(found.willBeLate!.atLowerRate).toBeGreaterThanOrEqual(2);
    // The second and the third have to be done within 0.5 and 0.75 days.
    expect(found.neededPerDay).toBeCloseTo(4, 12);
  });

  it('says nothing of what comes where hardly any was decided', () => {
    const found = forecastOf([due(1)], { nowMs, decided: 4, days: 14 });
    expect([found.willBeLate, found.lastMs, found.perDay.events]).toEqual([null, null, 4]);
    expect(found.neededPerDay).toBe(1);
    expect(forecastOf([], { nowMs, decided: 0, days: 1 })).toMatchObject({ waiting: 0, late: 0, neededPerDay: 0 });
  });
});

it('the interval of a count is Garwood’s', () => {
  // Bisection over the sums of the terms themselves.
  expect(poissonInterval(5, 0.95).lower).toBeCloseTo(1.6234864, 6);
  expect(poissonInterval(5, 0.95).upper).toBeCloseTo(11.6683321, 6);
  expect(poissonInterval(0, 0.95)).toEqual({ lower: 0, upper: expect.closeTo(3.6888795, 6) });
  expect(poissonInterval(100, 0.95).lower).toBeCloseTo(81.363991, 5);
  expect(poissonInterval(100, 0.95).upper).toBeCloseTo(121.626794, 5);
});
