import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../core/base/durations.js';
import type { DurationAsked, MonitorPlan } from '../../monitor/index.js';
import { daysNotKept, keepNotes } from './kept-days.js';

const asked = (steps: number, rule: DurationAsked['rule']): DurationAsked => ({
  ...{ requirement: 'gap', steps, rule, level: 0.05 },
});
const EVERY = { mode: 'every', mostUnknown: 0 } as const;

describe('days of a duration whose panes are not kept', () => {
  it('are those before the day on which the oldest kept pane lies, and the one that the first is bet by', () => {
    expect(daysNotKept(asked(12, EVERY), 14 * DAY_MS)).toBe(0);
    expect(daysNotKept(asked(13, EVERY), 14 * DAY_MS)).toBe(1);
    expect(daysNotKept(asked(13, { mode: 'point', mostUnknown: 0 }), 14 * DAY_MS)).toBe(0);
    expect(daysNotKept(asked(366, EVERY), 24 * DAY_MS)).toBe(344);
    expect(daysNotKept(asked(1, EVERY), DAY_MS / 2)).toBe(1);
  });

  it('are told of the durations that they concern', () => {
    const durations = [asked(7, EVERY), asked(180, EVERY)];
    expect(keepNotes({ durations } as unknown as MonitorPlan, 14 * DAY_MS)).toEqual([
      expect.stringMatching(
        /^the duration of 180 d of gap \(every\) will not be known on 168 days of its window: .*14 d/,
      ),
    ]);
    expect(keepNotes({} as MonitorPlan, DAY_MS)).toEqual([]);
  });
});
