import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { type MonitorPlan, planMonitor, type StateChange } from '../monitor/index.js';
import { Replay, type ReplayedDecision } from './index.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 5);

const plan = (more: string, metric = 'selection_rate'): MonitorPlan => {
  const requirements = monitoredRequirement('gap', `metric: ${metric}, by: [sex], compare: difference, max: 0.05`);
  return planMonitor(parsePolicy(monitoredPolicy({ more, requirements })).policy);
};

/** Decisions of an hour: 40 men of whom 16 are selected, 40 women of whom so many are. */
function* hour(
  at: number,
  selectedWomen: number,
  more: Partial<ReplayedDecision> = {},
  label: number | null = null,
): Generator<ReplayedDecision> {
  for (let i = 0; i < 80; i++) {
    const isWoman = i % 2 === 1;
    const decided = Math.floor(i / 2) < (isWoman ? selectedWomen : 16) ? 1 : 0;
    yield { observed: { observation: { values: [isWoman ? 'f' : 'm'], decided, label } }, at: at + i * 1000, ...more };
  }
}

function run(replay: Replay, decisions: Iterable<ReplayedDecision>): StateChange[] {
  const changes: StateChange[] = [];
  for (const decision of decisions) changes.push(...replay.take(decision));
  return changes;
}

function* hours(
  from: number,
  count: number,
  women: number,
  more: Partial<ReplayedDecision> = {},
  label: number | null = null,
) {
  for (let h = 0; h < count; h++) yield* hour(from + h * HOUR, women, more, label);
}

describe('the replay of past decisions', () => {
  it('keeps closed blocks where the policy declares causes to look for in them, and none elsewhere', () => {
    const kept = (more: string, values: readonly string[]): number[] => {
      const replay = new Replay(plan(more), 'loans');
      for (let block = 0; block < 6002; block++)
        replay.take({ observed: { observation: { values, decided: 1, label: null } }, at: START + block * HOUR });
      return [replay.recent.decisions.length, replay.recent.labels.length];
    };
    expect(kept('', ['f'])).toEqual([0, 0]);
    expect(kept(', causes: { version: v }', ['f', 'v1'])).toEqual([3001, 0]);
  });

  it('closes blocks when the next decision shows that they are over, and the last one at the end', () => {
    const replay = new Replay(plan(''), 'loans');
    const changes = [...run(replay, hours(START, 72, 16)), ...run(replay, hours(START + 72 * HOUR, 48, 6))];
    const { changes: last, summary, counts } = replay.end();
    expect([...changes, ...last].map(({ state }) => state)).toEqual(['watching', 'pending', 'firing']);
    expect(summary).toMatchObject({ blocks: 120, series: 1, alarms: 1, firing: ['gap'] });
    expect(summary.detectable).toMatchObject([{ requirement: 'gap', series: { group: { sex: 'f' } } }]);
    expect(summary.detectable[0]!.gapIn30Days).toBeGreaterThan(0.05);
    expect(counts).toEqual({
      counted: 120 * 80,
      uncounted: {},
      labels: { before: 0, late: 0, withoutTime: 0 },
      immature: 0,
    });
  });

  it('passes over a long silence, says no-data once, and goes on after it', () => {
    const replay = new Replay(plan(''), 'loans');
    run(replay, hours(START, 3, 16));
    const after = run(replay, hours(START + 4000 * DAY, 2, 16));
    expect(after.map(({ state, at }) => [state, at])).toEqual([
      ['no-data', new Date(START + 27 * HOUR).toISOString()],
      ['watching', new Date(START + 4000 * DAY + HOUR).toISOString()],
    ]);
    expect(replay.end().summary.blocks).toBeLessThan(40);
  });

  it('takes a week without data for no evidence: what fired still fires after it, nothing else does, and waiting labels are counted', () => {
    const more = ', labelHorizon: 2d, quality: { silence: 1d }, changes: [{ requirement: gap, over: 7d, by: 0.1 }]';
    const FIRING = ['gap', 'changes.gap'];
    const week = (withHole: boolean) => {
      const replay = new Replay(plan(more, 'true_positive_rate'), 'loans');
      const labelled = (at: number, women: number) => hour(at, women, { labelAt: at + HOUR }, 1);
      const changes: StateChange[] = [];
      const until = (from: number, to: number, women: number) => {
        for (let h = from; h < to; h++) changes.push(...run(replay, labelled(START + h * HOUR, women)));
      };
      until(0, 7 * 24, 16);
      until(7 * 24, 13 * 24, 6);
      const before = changes.length;
      const begins = withHole ? 20 * 24 : 13 * 24;
      if (withHole) changes.push(...replay.advance(START + begins * HOUR - 1));
      until(begins, begins + 24, 6);
      const { summary, counts } = replay.end();
      return {
        told: changes.slice(before).map(({ requirement, state }) => `${requirement} ${state}`),
        summary,
        counts,
      };
    };
    const [hole, none] = [week(true), week(false)];
    expect(none.told).toEqual([]);
    // The silence alone is told: no alarm ends by it, and none begins when they come again.
    expect(hole.told).toEqual(['quality.silence firing', 'quality.silence resolved']);
    expect([hole, none].map(({ summary }) => summary.firing)).toEqual([FIRING, FIRING]);
    expect([hole.summary.alarms, none.summary.alarms]).toEqual([3, 2]);
    // The labels of the last days before it were waited for in it, and counted.
    expect(hole.counts).toEqual({ ...none.counts, immature: 24 * 80 });
    expect(none.counts).toMatchObject({ counted: 14 * 24 * 80, immature: 48 * 80 });
  });

  it('counts a subject once in a block, however often it comes', () => {
    const replay = new Replay(plan(', cluster: person'), 'loans');
    run(replay, hours(START, 2, 16, { cluster: 'one' }));
    expect(replay.end().counts).toMatchObject({ counted: 2, uncounted: { repeated: 158 } });
  });

  it('counts a cluster of which decisions cannot be read once in a block too: sending each of them five times changes nothing', () => {
    const watched = plan(', cluster: person, quality: { maxUnreadable: 0.02 }');
    /** Of 80 people an hour, so many whose decision cannot be read; each is sent so often. */
    function* people(first: number, count: number, unread: number, times: number): Generator<ReplayedDecision> {
      for (let h = first; h < first + count; h++)
        for (const [i, decision] of [...hour(START + h * HOUR, 16)].entries())
          for (let time = 0; time < times; time++)
            yield {
              ...decision,
              cluster: `${i}`,
              ...(i < unread ? { observed: { uncounted: 'unreadable: label' } } : {}),
            };
    }
    const [once, often] = [1, 5].map((times) => {
      const replay = new Replay(watched, 'loans');
      const changes = [...run(replay, people(0, 48, 1, times)), ...run(replay, people(48, 48, 8, times))];
      const { changes: last, counts } = replay.end();
      return { changes: [...changes, ...last], counts };
    });
    expect(once!.changes.map(({ requirement, state }) => `${requirement} ${state}`)).toContain(
      'quality.unreadable firing',
    );
    expect(often!.changes).toEqual(once!.changes);
    expect(often!.counts.uncounted).toEqual({ ...once!.counts.uncounted, repeated: 4 * 80 * 96 });
  });

  it('counts who could be read after a decision that could not, and nobody as unread after one that could', () => {
    const replay = new Replay(plan(', cluster: person'), 'loans');
    const read = { observed: { observation: { values: ['f'], decided: 1, label: null } }, at: START } as const;
    const unread = { observed: { uncounted: 'unreadable: label' }, at: START } as const;
    run(replay, [
      ...[unread, read, unread, read].map((one) => ({ ...one, cluster: 'unread first' })),
      ...[read, unread].map((one) => ({ ...one, cluster: 'read first' })),
      ...[unread, unread].map((one) => ({ ...one, cluster: null })),
    ]);
    expect(replay.end().counts).toMatchObject({ counted: 2, uncounted: { repeated: 3, 'unreadable: label': 3 } });
  });

  it('holds labels back until their horizon is over, and leaves out late ones', () => {
    const replay = new Replay(plan(', labelHorizon: 2d', 'true_positive_rate'), 'loans');
    const inTime = run(replay, hours(START, 24, 16, { labelAt: START + DAY }, 1));
    expect(inTime).toEqual([]);
    run(replay, hour(START + DAY, 16, { labelAt: START }, 1));
    run(replay, hour(START + DAY + HOUR, 16, { labelAt: START + 30 * DAY }, 1));
    run(replay, hour(START + DAY + 2 * HOUR, 16, { labelAt: null }, 1));
    const [first, ...rest] = run(replay, hour(START + 3 * DAY, 16, { labelAt: START + 4 * DAY }, 1));
    expect(first).toMatchObject({ state: 'watching', at: new Date(START + 2 * DAY + HOUR).toISOString() });
    expect(rest).toEqual([]);
    const { counts, summary } = replay.end();
    expect(counts.labels).toEqual({ before: 80, late: 80, withoutTime: 80 });
    // A label of day 30 is known, so that the file shows the end of every horizon before it.
    expect([counts.immature, summary.series]).toEqual([0, 1]);
  });

  it('does not count cohorts whose horizon is not over when the file ends', () => {
    const replay = new Replay(plan(', labelHorizon: 2d', 'true_positive_rate'), 'loans');
    run(replay, hours(START, 72, 16, { labelAt: START }, 1));
    const { counts, summary } = replay.end();
    // The last decision is of hour 72: the cohorts of the first 23 hours are mature.
    expect([counts.immature, summary.blocks]).toEqual([49 * 80, 23]);
  });
});
