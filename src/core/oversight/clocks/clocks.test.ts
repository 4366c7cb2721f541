import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../base/durations.js';
import { type Calendar, type CaseClock, dueOf, endOf, isMissed } from './index.js';
import { momentOfWall } from './local-days.js';

interface Known {
  readonly holidays: string[];
  readonly cases: readonly { zone: string; from: number; span: string; end: number }[];
  readonly pauses: readonly {
    zone: string;
    from: number;
    span: string;
    stopped: number;
    resumed: number;
    due: number;
  }[];
}

const known = JSON.parse(readFileSync(`${import.meta.dirname}/../testdata/calendar.json`, 'utf8')) as Known;
const calendarIn = (timeZone: string): Calendar => ({
  ...{ id: 'test', timeZone, weekend: [0, 6], holidays: known.holidays, until: '2028-12-31' },
});
const clockOf = (fields: Partial<CaseClock>): CaseClock => ({
  ...{ what: 'answer', span: '72h', calendar: 'test', source: 'ours', fromMs: 0, pauses: [] },
  ...{ metAtMs: null, breachedAtMs: null, ...fields },
});

it('months and business days end when Python says that they end, over holidays and changes of the clock', () => {
  for (const { zone, from, span, end } of known.cases)
    expect([zone, from, span, endOf(calendarIn(zone), from, span)]).toEqual([zone, from, span, end]);
});

it('what was left of business days when a clock was stopped is left when it goes on', () => {
  for (const { zone, from: fromMs, span, stopped, resumed, due } of known.pauses) {
    const clock = clockOf({ span, fromMs, pauses: [{ fromMs: stopped, toMs: resumed }] });
    expect([zone, fromMs, span, dueOf(clock, calendarIn(zone))]).toEqual([zone, fromMs, span, due]);
  }
});

it('a time that clocks show twice is the first one, and one that they never show is the end of the gap', () => {
  expect(new Date(momentOfWall(Date.UTC(2027, 9, 31, 2, 30), 'Europe/Berlin')).toISOString()).toBe(
    '2027-10-31T00:30:00.000Z',
  );
  expect(new Date(momentOfWall(Date.UTC(2027, 2, 28, 2, 30), 'Europe/Berlin')).toISOString()).toBe(
    '2027-03-28T01:30:00.000Z',
  );
});

it('a clock stands while the person is waited for, and is then as far from its end as before', () => {
  const calendar = calendarIn('UTC');
  const open = clockOf({ pauses: [{ fromMs: 10 * HOUR_MS, toMs: null }] });
  expect([dueOf(open, calendar), isMissed(open, calendar, 100 * DAY_MS)]).toEqual([null, false]);
  const resumed = clockOf({ pauses: [{ fromMs: 10 * HOUR_MS, toMs: 30 * HOUR_MS }] });
  expect(dueOf(resumed, calendar)).toBe(92 * HOUR_MS);
  // What ran out stays so, whatever is waited for later.
  const late = clockOf({ pauses: [{ fromMs: 73 * HOUR_MS, toMs: null }] });
  expect([dueOf(late, calendar), isMissed(late, calendar, 74 * HOUR_MS)]).toEqual([72 * HOUR_MS, true]);
});

it('a clock that was met late is missed, once, and one that was met in time is not', () => {
  const calendar = calendarIn('UTC');
  const met = (metAtMs: number, breachedAtMs: number | null = null) =>
    isMissed(clockOf({ metAtMs, breachedAtMs }), calendar, 500 * HOUR_MS);
  expect([met(72 * HOUR_MS), met(72 * HOUR_MS + 1), met(73 * HOUR_MS, 74 * HOUR_MS)]).toEqual([false, true, false]);
});

it('refuses spans that are none, and business days beyond the known holidays', () => {
  const calendar = calendarIn('UTC');
  expect(() => endOf(calendar, 0, '10 days')).toThrow('"10 days" is no span of time');
  expect(() => endOf(calendar, Date.UTC(2028, 11, 29), '5bd')).toThrow('knows no holidays after 2028-12-31');
});
