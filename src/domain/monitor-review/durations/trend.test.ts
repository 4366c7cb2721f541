import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../../test/support/monitored-policy.js';
import { DAY_MS, HOUR_MS } from '../../../core/base/durations.js';
import { checkPolicy, parsePolicy } from '../../../core/policy/index.js';
import { planMonitor } from '../../monitor/index.js';
import { Replay } from '../../monitor-replay/index.js';
import { type DurationLine, durationLines } from './index.js';

const START = Date.UTC(2026, 0, 5);
const RATIO = 'metric: selection_rate, by: [sex], compare: ratio, min: 0.8';
const WEEKS = '{ requirement: gap, for: 21d, mode: trend, step: 7d, by: 0.02 }';

const textOf = (durations: string, what?: string): string =>
  monitoredPolicy({
    block: '1d',
    more: `, durations: [${durations}]`,
    requirements: monitoredRequirement('gap', what),
  });

/** Weeks of seven days, each day with so many per cent of the men and of the women selected; `n` of each. The day before the first week says where to bet. */
function answer(
  durations: string,
  weeks: readonly (readonly [men: number, women: number] | null)[],
  n = 100,
  what?: string,
): DurationLine {
  const plan = planMonitor(parsePolicy(textOf(durations, what)).policy);
  const replay = new Replay(plan, 'loans');
  const days = [weeks[0]!, ...weeks.flatMap((week) => Array.from({ length: 7 }, () => week))];
  days.forEach((day, at) => {
    for (let i = 0; day !== null && i < 2 * n; i++) {
      const isMan = i % 2 === 0;
      const decided = (i >> 1) % 100 < day[isMan ? 0 : 1] ? 1 : 0;
      const observation = { values: [isMan ? 'm' : 'f'], decided, label: null };
      replay.take({ observed: { observation }, at: START + at * DAY_MS + HOUR_MS + i });
    }
  });
  replay.endOfData();
  const lines = durationLines(plan, replay.state, { deployment: 'loans', recent: replay.days });
  return lines.find(({ series }) => series.group.sex === 'f')!;
}

describe('a trend', () => {
  it('of a gap holds where it widened each week, on the side on which it lies, whatever its bound', () => {
    const men = 50;
    expect(
      answer(
        WEEKS,
        [
          [men, 48],
          [men, 36],
          [men, 24],
        ],
        300,
      ),
    ).toMatchObject({
      ...{ truth: 'holds', steps: 2, broken: 2, kept: 0, mode: 'trend', trend: { stepDays: 7, by: 0.02 } },
      errors: { falseHolds: 0.05, falseDoesNotHold: 0.1 },
    });
    // A gap that closes is further from the other side of its bound, and no worse.
    expect(
      answer(
        WEEKS,
        [
          [men, 24],
          [men, 36],
          [men, 48],
        ],
        300,
      ),
    ).toMatchObject({ truth: 'does-not-hold', kept: 2 });
    expect(
      answer(
        WEEKS,
        [
          [men, 36],
          [men, 24],
          [men, 34],
        ],
        300,
      ),
    ).toMatchObject({
      ...{ truth: 'does-not-hold', broken: 1, kept: 1 },
    });
    expect(answer(WEEKS, [[men, 48], null, [men, 24]], 300)).toMatchObject({ truth: 'not-known', unknown: 2 });
    expect(
      answer(
        WEEKS,
        [
          [men, 48],
          [men, 46],
          [men, 44],
        ],
        20,
      ).truth,
    ).toBe('not-known');
  });

  it('of a ratio is that of the ratio over the one of the week before: its fall by more than 5 %', () => {
    const fell = '{ requirement: gap, for: 14d, mode: trend, step: 7d, by: 0.05 }';
    const ask = (weeks: readonly (readonly [number, number])[], n: number) => answer(fell, weeks, n, RATIO);
    expect(
      ask(
        [
          [50, 45],
          [50, 30],
        ],
        200,
      ),
    ).toMatchObject({ truth: 'holds', steps: 1, broken: 1 });
    // Both rates fell alike: the ratio is the one of before, though both are a third lower.
    expect(
      ask(
        [
          [60, 45],
          [40, 30],
        ],
        2000,
      ).truth,
    ).not.toBe('holds');
    expect(
      ask(
        [
          [50, 25],
          [50, 40],
        ],
        200,
      ),
    ).toMatchObject({ truth: 'does-not-hold', kept: 1 });
    // Beyond equality it is the other ratio that counts: men beside women.
    expect(
      ask(
        [
          [45, 50],
          [30, 50],
        ],
        200,
      ).truth,
    ).toBe('holds');
    expect(
      ask(
        [
          [50, 45],
          [50, 44],
        ],
        20,
      ).truth,
    ).toBe('not-known');
  });

  it('is refused where it cannot be, with what can', () => {
    const problems = (duration: string) => checkPolicy(textOf(duration)).map(({ message }) => message);
    const of = (words: string) => problems(`{ requirement: gap, for: 21d, ${words} }`);
    expect(of('mode: trend')).toEqual([expect.stringContaining('trend does not say what is compared')]);
    expect(of('mode: trend, step: 8d')).toEqual([expect.stringContaining('21 days are not two or more parts of 8d')]);
    expect(of('mode: trend, step: 21d')).toEqual([expect.stringContaining('are not two or more parts')]);
    expect(of('mode: trend, step: 7d, mostUnknown: 1')).toEqual([
      expect.stringContaining('says nothing with mode trend'),
    ]);
    expect(of('mode: every, step: 7d')).toEqual([expect.stringContaining('step says nothing with mode every')]);
    const mean = 'metric: mean_score, by: [sex], compare: difference, max: 0.05';
    const text = textOf(WEEKS, mean).replace('  favourable: 1\n', '  favourable: 1\n  score: s\n  cutoff: 0.5\n');
    expect(() => planMonitor(parsePolicy(text).policy)).toThrow('asks for a trend of gap, which is no rate');
  });
});
