import { describe, expect, it } from 'vitest';
import { monitoredPolicy } from '../../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../../core/policy/index.js';
import { createGenerator, sampleBinomial } from '../../../core/stats/index.js';
import {
  addDecision,
  closeBlock,
  emptyPane,
  monitorLines,
  planMonitor,
  type StateChange,
  startMonitor,
  windowOf,
} from '../../monitor/index.js';
import { fleetTree } from './fleet.js';

const line = (
  requirement: string,
  group: Record<string, string>,
  { state, share }: { readonly state: StateChange['state']; readonly share: number },
): StateChange =>
  ({
    ...{ requirement, component: null, series: { group, reference: null }, state },
    ...{ logEvidence: Math.log(share * 40), logThreshold: Math.log(40) },
  }) as unknown as StateChange;

describe('the fleet', () => {
  it('adds what each series has of its alarm, from pairs to all deployments, the most pressing first', () => {
    const quiet = [
      line('gap', { sex: 'f' }, { state: 'watching', share: 0.2 }),
      line('gap', { sex: 'x' }, { state: 'pending', share: 0.5 }),
      line('level', {}, { state: 'no-data', share: 0.1 }),
    ];
    const loud = [line('gap', { race: 'b' }, { state: 'firing', share: 30 })];
    const tree = fleetTree([
      { deployment: 'a', lines: quiet },
      { deployment: 'b', lines: loud },
    ]);
    expect(tree).toMatchObject({ state: 'firing', counts: { series: 4, firing: 1, pending: 1, unknown: 1 } });
    // What fires is about its own end.
    expect(tree.children.map(({ shareOfAlarm }) => shareOfAlarm)).toEqual([0, expect.closeTo(29 / 39, 12)]);
    expect(tree.shareOfAlarm).toBeCloseTo(29 / 39 / 2, 12);
    expect(tree.children.map(({ name, state }) => [name, state])).toEqual([
      ['b', 'firing'],
      ['a', 'pending'],
    ]);
    const [sex, everybody] = tree.children[1]!.children;
    expect([sex!.name, sex!.children[0]!.name, everybody!.name, everybody!.state]).toEqual([
      'sex',
      'gap',
      'everybody',
      'unknown',
    ]);
    expect(sex!.children[0]!.series.map(({ series }) => series.group.sex)).toEqual(['x', 'f']);
  });

  it('says together where no series has enough alone', () => {
    const lines = ['a', 'b', 'c'].map((sex) => line('gap', { sex }, { state: 'watching', share: 0.4 }));
    const tree = fleetTree([{ deployment: 'a', lines }]);
    expect([tree.state, tree.children[0]!.state, tree.counts.firing]).toEqual(['together', 'together', 0]);
    expect(fleetTree([]).state).toBe('watching');
  });

  it('says nothing of a thousand deployments without evidence, each with a threshold of 240', () => {
    const members = Array.from({ length: 1000 }, (_, i) => ({
      deployment: `d${i}`,
      lines: [
        { ...line('gap', { sex: 'f' }, { state: 'watching', share: 0 }), logEvidence: 0, logThreshold: Math.log(240) },
      ],
    }));
    expect(fleetTree(members)).toMatchObject({ state: 'watching', shareOfAlarm: 0 });
    // A gain by chance in each of them is none of all together.
    const noise = members.map((one) => ({
      ...one,
      lines: one.lines.map((own) => ({ ...own, logEvidence: Math.log(4) })),
    }));
    expect(fleetTree(noise).shareOfAlarm).toBeCloseTo(3 / 239, 12);
  });

  it('does not say so sooner than the budget allows while every bound is kept', () => {
    const plan = planMonitor(
      parsePolicy(monitoredPolicy({}).replace('falseAlarmsPerDay: 0.1', 'falseAlarmsPerDay: 0.5')).policy,
    );
    const random = createGenerator('fleet');
    const DAYS = 40;
    let first = 0;
    const RUNS = 12;
    for (let run = 0; run < RUNS; run++) {
      const members = ['a', 'b', 'c'].map((deployment) => ({ deployment, state: startMonitor(plan) }));
      for (let hour = 0; hour < 24 * DAYS; hour++) {
        for (const { deployment, state } of members) {
          const pane = emptyPane(plan);
          for (const sex of ['m', 'f']) {
            const selected = sampleBinomial(30, 0.4, random);
            for (let i = 0; i < 30; i++)
              addDecision(pane, { values: [sex], decided: i < selected ? 1 : 0, label: null });
          }
          const window = windowOf(plan, hour * 3_600_000);
          closeBlock(plan, state, { phase: 'decisions', window, panes: new Map([[deployment, pane]]) });
        }
        if (hour % 24 !== 23) continue;
        const tree = fleetTree(
          members.map(({ deployment, state }) => ({ deployment, lines: monitorLines(plan, state) })),
        );
        if (tree.state === 'together' || tree.state === 'firing') {
          first += 1;
          break;
        }
      }
    }
    // Three budgets of 0.5 a day: the first is expected after two thirds of a day at the soonest; bets are far more careful.
    expect(first).toBeLessThanOrEqual(RUNS / 2);
  });
});
