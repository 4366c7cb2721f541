import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../../test/support/monitored-policy.js';
import { HOUR_MS } from '../../../core/base/durations.js';
import { checkPolicy, parsePolicy } from '../../../core/policy/index.js';
import { planMonitor } from '../../monitor/index.js';
import { stepOf } from '../../monitor-panes/index.js';
import { Replay } from '../../monitor-replay/index.js';
import { type DurationLine, durationLines } from './index.js';

const START = Date.UTC(2026, 0, 5);
const BLOCK = 6 * HOUR_MS;

const textOf = (durations: string, requirements = monitoredRequirement()): string =>
  monitoredPolicy({ block: '6h', more: `, durations: [${durations}]`, requirements });

/** Four blocks a day, each with so many women selected of 500, beside 250 of 500 men; null is a day without decisions. */
function answers(durations: string, days: readonly (number | null)[], n = 500, requirements?: string): DurationLine[] {
  const plan = planMonitor(parsePolicy(textOf(durations, requirements)).policy);
  const replay = new Replay(plan, 'loans');
  days.forEach((women, day) => {
    if (women === null) return;
    for (let block = 0; block < 4; block++)
      for (let i = 0; i < 2 * n; i++) {
        const at = START + (4 * day + block) * BLOCK + i;
        const selected = i % 2 === 0 ? n / 2 : (n * women) / 500;
        const observation = { values: [i % 2 === 0 ? 'm' : 'f'], decided: i >> 1 < selected ? 1 : 0, label: null };
        replay.take({ observed: { observation }, at });
      }
  });
  replay.endOfData();
  return durationLines(plan, replay.state, { deployment: 'loans', recent: replay.days });
}

const truth = (...args: Parameters<typeof answers>): string => answers(...args)[0]!.truth;
const EVERY = '{ requirement: gap, for: 3d, mode: every }';

describe('the durations of a policy', () => {
  it('hold where the bound was broken on every day, and say so with the chance of being wrong', () => {
    expect(answers(EVERY, [250, 100, 100, 100])).toEqual([
      {
        ...{ deployment: 'loans', requirement: 'gap', component: null, mode: 'every', truth: 'holds' },
        series: { group: { sex: 'f' }, reference: { sex: 'm' } },
        ...{ steps: 3, broken: 3, kept: 0, unknown: 0, level: 0.05 },
        window: { from: '2026-01-06T00:00:00.000Z', to: '2026-01-09T00:00:00.000Z' },
        errors: { falseHolds: 0.05, falseDoesNotHold: expect.closeTo(0.15, 12) },
        trend: null,
      },
    ]);
  });

  it('are not known after a day without data, unless it may be missing, and do not hold after a day within the bound', () => {
    expect(truth(EVERY, [250, 100, null, 100])).toBe('not-known');
    expect(truth('{ requirement: gap, for: 3d, mode: every, mostUnknown: 1 }', [250, 100, null, 100])).toBe('holds');
    expect(truth(EVERY, [250, 100, 250, 100], 2000)).toBe('does-not-hold');
    // The first day has no past to bet by, and few people show nothing.
    expect(truth(EVERY, [100, 100, 100])).toBe('not-known');
    expect(truth(EVERY, [250, 200, 200, 200], 20)).toBe('not-known');
  });

  it('count days, pool them, or take the estimates as they are', () => {
    const some = '{ requirement: gap, for: 3d, mode: m-of-n, atLeast: 2 }';
    expect(truth(some, [250, 100, 250, 100])).toBe('holds');
    expect(truth(some, [250, 100, 250, 250], 2000)).toBe('does-not-hold');
    const pooled = '{ requirement: gap, for: 3d, mode: pooled, leastDays: 2 }';
    expect(truth(pooled, [250, 200, null, 200])).toBe('holds');
    expect(truth(pooled, [250, null, null, 200])).toBe('not-known');
    expect(answers('{ requirement: gap, for: 3d, mode: point }', [250, 200, 200, 200], 20)[0]).toMatchObject({
      ...{ truth: 'holds', broken: 3, errors: null },
    });
  });

  it('pool all days beside the group that was the highest before them, whichever is the highest in between', () => {
    const highest = 'metric: selection_rate, by: [sex], compare: difference, reference: highest, max: 0.05';
    const pooled = '{ requirement: gap, for: 3d, mode: pooled }';
    const lines = answers(pooled, [245, 100, 400, 100], 500, monitoredRequirement('gap', highest));
    expect(lines.find(({ series }) => series.group.sex === 'f')).toMatchObject({
      ...{ truth: 'holds', broken: 3, unknown: 0, series: { reference: { sex: 'm' } } },
    });
  });

  it('do not take a gap that turned round for one that lasted', () => {
    expect(truth(EVERY, [250, 100, 400, 100])).toBe('does-not-hold');
    expect(answers(EVERY, [250, 400, 400, 400])[0]).toMatchObject({ truth: 'holds', broken: 3 });
  });

  it('tell of the side of the bound that was broken on most days, also where they do not hold', () => {
    const every = '{ requirement: gap, for: 7d, mode: every }';
    expect(answers(every, [250, 100, 100, 100, 250, 100, 100, 100], 2000)[0]).toMatchObject({
      ...{ truth: 'does-not-hold', broken: 6, kept: 1, unknown: 0 },
    });
    expect(answers(every, [250, 400, 400, 400, 250, 400, 400, 400], 2000)[0]).toMatchObject({
      ...{ truth: 'does-not-hold', broken: 6, kept: 1, unknown: 0 },
    });
  });

  it('of more blocks than could be kept one by one are answered from the days alone', () => {
    const text = textOf('{ requirement: gap, for: 140d, mode: pooled, leastDays: 140 }').replace(
      'block: 6h',
      'block: 1h',
    );
    const plan = planMonitor(parsePolicy(text).policy);
    const replay = new Replay(plan, 'loans');
    for (let block = 0; block < 48 * 150; block++)
      for (let i = 0; i < 8; i++) {
        const decided = i % 2 === 0 || block < 96 ? 1 : 0;
        const observation = { values: [i % 2 === 0 ? 'm' : 'f'], decided, label: null };
        replay.take({ observed: { observation }, at: START + (block * HOUR_MS) / 2 + i });
      }
    replay.endOfData();
    expect(replay.recent.decisions).toEqual([]);
    const [line] = durationLines(plan, replay.state, { deployment: 'loans', recent: replay.days });
    expect(line).toMatchObject({ truth: 'holds', broken: 140, kept: 0, unknown: 0 });
  });

  it('are answered of means as of rates', () => {
    const mean = monitoredRequirement('gap', 'metric: mean_score, by: [sex], compare: difference, max: 0.05');
    const scored = (durations: string): string =>
      textOf(durations, mean).replace('  favourable: 1\n', '  favourable: 1\n  score: s\n  cutoff: 0.5\n');
    /** Women's mean score on each day, beside men's of 0.5; scores of two values 0.2 apart. */
    const told = (durations: string, days: readonly (number | null)[], n = 100) => {
      const plan = planMonitor(parsePolicy(scored(durations)).policy);
      const replay = new Replay(plan, 'loans');
      days.forEach((women, day) => {
        for (let i = 0; women !== null && i < 8 * n; i++) {
          const at = START + 4 * day * BLOCK + Math.floor((i * 4 * BLOCK) / (8 * n));
          const score = (i % 2 === 0 ? 0.5 : women) + (i % 4 < 2 ? 0.1 : -0.1);
          const steps = [stepOf({ from: 0, to: 1 }, score)];
          replay.take({
            observed: { observation: { values: [i % 2 === 0 ? 'm' : 'f'], decided: 1, label: null, steps } },
            at,
          });
        }
      });
      replay.endOfData();
      return durationLines(plan, replay.state, { deployment: 'loans', recent: replay.days })[0]!;
    };
    expect(told(EVERY, [0.5, 0.3, 0.3, 0.3])).toMatchObject({
      ...{ truth: 'holds', broken: 3, unknown: 0, errors: { falseHolds: 0.05 } },
      series: { group: { sex: 'f' }, reference: { sex: 'm' } },
    });
    expect(told(EVERY, [0.5, 0.3, 0.5, 0.3], 400).truth).toBe('does-not-hold');
    expect(told(EVERY, [0.5, 0.3, null, 0.3]).truth).toBe('not-known');
    expect(told('{ requirement: gap, for: 3d, mode: pooled, leastDays: 2 }', [0.5, 0.3, null, 0.3]).truth).toBe(
      'holds',
    );
    expect(told('{ requirement: gap, for: 3d, mode: point }', [0.5, 0.44, 0.44, 0.44], 5)).toMatchObject({
      ...{ truth: 'holds', errors: null },
    });
  });

  it('wait for labels where the metric needs them', () => {
    const metric = 'metric: true_positive_rate, by: [sex], compare: difference, max: 0.05';
    const text = textOf(EVERY, monitoredRequirement('gap', metric)).replace(
      'durations:',
      'labelHorizon: 2d, durations:',
    );
    const plan = planMonitor(parsePolicy(text).policy);
    const replay = new Replay(plan, 'loans');
    for (let day = 0; day < 7; day++)
      for (let i = 0; i < 4000; i++) {
        const decided = (i >> 1) % 10 < (i % 2 === 0 || day < 1 ? 8 : 4) ? 1 : 0;
        const at = START + (4 * day + (i % 4)) * BLOCK + i;
        replay.take({
          observed: { observation: { values: [i % 2 === 0 ? 'm' : 'f'], decided, label: 1 } },
          at,
          labelAt: at,
        });
      }
    replay.endOfData();
    const [line] = durationLines(plan, replay.state, { deployment: 'loans', recent: replay.days });
    expect(line).toMatchObject({ truth: 'holds', window: { to: '2026-01-09T00:00:00.000Z' } });
  });

  it('are refused where they cannot be', () => {
    const problems = (durations: string, block = '6h') =>
      checkPolicy(textOf(durations).replace('6h', block)).map(({ message }) => message);
    expect(problems('{ requirement: gap, for: 36h, mode: every }')).toEqual([
      expect.stringContaining('36h is no number of days'),
    ]);
    expect(problems('{ requirement: gap, for: 7d, mode: m-of-n }')).toEqual([
      expect.stringContaining('m-of-n does not say on how many days'),
    ]);
    expect(problems('{ requirement: gap, for: 7d, mode: m-of-n, atLeast: 8 }')).toEqual([
      expect.stringContaining('atLeast is 8 of 7 days'),
    ]);
    expect(problems('{ requirement: gap, for: 7d, mode: pooled, mostUnknown: 1 }')).toEqual([
      expect.stringContaining('mostUnknown says nothing with mode pooled'),
    ]);
    expect(problems(EVERY, '2d')).toEqual([expect.stringContaining('a block is longer than one')]);
    expect(() => answers('{ requirement: gaps, for: 3d, mode: every }', [])).toThrow(
      /monitor.durations asks about "gaps", which is no requirement/,
    );
  });
});
