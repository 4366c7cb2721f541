import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DAY_MS } from '../../../core/base/durations.js';
import { duePeriods, lastPeriod } from './periods.js';

const EVERY = ['week', 'month', 'quarter', 'year'] as const;
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

it.each([
  ['week', '2026-11-30T00:00:00Z', ['2026-11-23', '2026-11-30']],
  ['week', '2026-11-29T23:59:59Z', ['2026-11-16', '2026-11-23']],
  ['month', '2026-03-31T12:00:00Z', ['2026-02-01', '2026-03-01']],
  ['month', '2027-01-01T00:00:00Z', ['2026-12-01', '2027-01-01']],
  ['quarter', '2026-11-30T00:00:00Z', ['2026-07-01', '2026-10-01']],
  ['year', '2026-12-31T23:59:59Z', ['2025-01-01', '2026-01-01']],
] as const)('the last %s that was over at %s', (every, at, ends) => {
  const { fromMs, toMs } = lastPeriod(every, Date.parse(at));
  expect([day(fromMs), day(toMs)]).toEqual(ends);
});

it('of periods each is due once, whoever looks and when', () => {
  const start = Date.UTC(2024, 0, 1);
  fc.assert(
    fc.property(
      fc.constantFrom(...EVERY),
      fc.integer({ min: 0, max: 90 }),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 10 }),
      (every, after, pauses) => {
        const afterMs = after * DAY_MS;
        let now = start;
        const seen: string[] = [];
        for (const pause of pauses) {
          const untilMs = now + pause * DAY_MS;
          const found = duePeriods(every, { afterMs, sinceMs: now, untilMs, most: 1000 });
          seen.push(...found.map(({ toMs }) => day(toMs)));
          now = untilMs;
        }
        const all = duePeriods(every, { afterMs, sinceMs: start, untilMs: now, most: 1000 });
        expect(seen).toEqual(all.map(({ toMs }) => day(toMs)));
        for (const { toMs } of all) expect(toMs + afterMs).toBeLessThanOrEqual(now);
      },
    ),
  );
});
