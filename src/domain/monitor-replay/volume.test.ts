import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { createGenerator, sampleBinomial } from '../../core/stats/index.js';
import {
  addDecision,
  closeBlock,
  emptyPane,
  type MonitorState,
  monitorLines,
  planMonitor,
  readState,
  type StateChange,
  startMonitor,
  stateJson,
  windowOf,
} from '../monitor/index.js';
import { Replay } from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const planOf = (volume: string) =>
  planMonitor(parsePolicy(monitoredPolicy({ more: `, quality: { volume: ${volume} }` })).policy);
const FLOOR = planOf('{ minPerBlock: 60 }');
const SHARE = planOf('{ minPerBlock: 60, maxShareBelow: 0.1 }');

/** Closes an hour with so many fair decisions, half of them of each group; null is an hour in which nothing came. */
function close(plan: typeof FLOOR, state: MonitorState, hour: number, decisions: number | null): StateChange[] {
  const pane = emptyPane(plan);
  for (let i = 0; i < (decisions ?? 0); i++)
    addDecision(pane, { values: [i % 2 === 0 ? 'm' : 'f'], decided: i % 4 < 2 ? 1 : 0, label: null });
  const panes = new Map(decisions === null ? [] : [['loans', pane]]);
  return closeBlock(plan, state, { phase: 'decisions', window: windowOf(plan, START + hour * HOUR), panes });
}

const volumes = (changes: readonly StateChange[]) =>
  changes.filter(({ requirement }) => requirement === 'quality.volume').map(({ state }) => state);
const stateOf = (plan: typeof FLOOR, state: MonitorState, id: string) =>
  monitorLines(plan, state).find(({ requirement }) => requirement === id)?.state;

describe('a floor of the volume', () => {
  it('is a count: it fires with each block below, is over with the next that is not, and spends nothing', () => {
    const state = startMonitor(FLOOR);
    // The first block may be a part of one only.
    expect(volumes(close(FLOOR, state, 0, 50))).toEqual([]);
    expect(volumes(close(FLOOR, state, 1, 60))).toEqual([]);
    const [line] = monitorLines(FLOOR, state);
    expect(line).toMatchObject({ requirement: 'quality.volume', at: new Date(START + 2 * HOUR).toISOString() });
    expect(stateOf(FLOOR, state, 'gap')).toBe('watching');
    expect(volumes(close(FLOOR, state, 2, 59))).toEqual(['firing']);
    expect(stateOf(FLOOR, state, 'gap')).toBe('not-judged');
    expect(volumes(close(FLOOR, state, 3, null))).toEqual([]);
    expect(monitorLines(FLOOR, state)[0]).toMatchObject({
      state: 'firing',
      fact: { fact: 'volume', minPerBlock: 60, decisions: 0 },
    });
    expect(readState(FLOOR, JSON.parse(JSON.stringify(stateJson(state)))).facts).toEqual(state.facts);
    expect(volumes(close(FLOOR, state, 4, 80))).toEqual(['resolved']);
    expect(stateOf(FLOOR, state, 'gap')).toBe('watching');
    expect(state.epoch.series).toBe(1);
    expect(state.alarms).toBe(1);
  });

  it('is looked at in a replay in which everything else waits for labels', () => {
    const requirements = monitoredRequirement('tpr', 'metric: true_positive_rate, by: [sex], compare: ratio, min: 0.8');
    const more = ', labelHorizon: 1h, quality: { volume: { minPerBlock: 60 } }';
    const replay = new Replay(planMonitor(parsePolicy(monitoredPolicy({ more, requirements })).policy), 'loans');
    const changes: StateChange[] = [];
    for (const [hour, n] of [100, 100, 30, 100].entries())
      for (let i = 0; i < n; i++)
        changes.push(
          ...replay.take({
            observed: { observation: { values: [i % 2 === 0 ? 'm' : 'f'], decided: i % 4 < 2 ? 1 : 0, label: 1 } },
            at: START + hour * HOUR + i * 1000,
          }),
        );
    const { changes: last, summary } = replay.end();
    expect(volumes([...changes, ...last])).toEqual(['firing']);
    expect(summary.alarms).toBe(1);
  });

  it('takes the part of a block with which a file ends for none', () => {
    const replay = new Replay(FLOOR, 'loans');
    const changes: StateChange[] = [];
    for (const [hour, n] of [100, 100, 30].entries())
      for (let i = 0; i < n; i++)
        changes.push(
          ...replay.take({
            observed: { observation: { values: [i % 2 === 0 ? 'm' : 'f'], decided: i % 4 < 2 ? 1 : 0, label: null } },
            at: START + hour * HOUR + i * 1000,
          }),
        );
    changes.push(...replay.end().changes);
    expect(volumes(changes)).toEqual([]);
    expect(monitorLines(FLOOR, replay.state)[0]).toMatchObject({ fact: { decisions: 100 } });
  });

  it('is judged for hours without a decision once the next comes, and hours of a pause are passed over', () => {
    const replay = new Replay(FLOOR, 'loans');
    const decide = (hour: number): StateChange[] =>
      Array.from({ length: 100 }, (_, i) =>
        replay.take({
          observed: { observation: { values: [i % 2 === 0 ? 'm' : 'f'], decided: i % 4 < 2 ? 1 : 0, label: null } },
          at: START + hour * HOUR + i * 1000,
        }),
      ).flat();
    expect(volumes([...decide(0), ...decide(1), ...decide(100_000)])).toEqual(['firing']);
    expect(volumes(decide(100_001))).toEqual(['resolved']);
    // Not one for each of the hundred thousand hours.
    expect(replay.state.blocks.decisions).toBeLessThan(100);
  });
});

describe('the share of blocks below', () => {
  it('needs evidence, and its series are not judged while it fires', () => {
    const state = startMonitor(SHARE);
    let fired: number | null = null;
    for (let hour = 0; hour < 60 && fired === null; hour++)
      if (volumes(close(SHARE, state, hour, hour < 20 ? 80 : 20)).includes('firing')) fired = hour;
    // Ten blocks below, one after the other, of which one in ten is allowed.
    expect(fired).toBeGreaterThan(20);
    expect(fired).toBeLessThan(32);
    expect(stateOf(SHARE, state, 'gap')).toBe('not-judged');
    expect(monitorLines(SHARE, state).find(({ requirement }) => requirement === 'gap')!.inhibitedBy).toEqual([
      'quality.volume',
    ]);
    for (let hour = 60; hour < 200; hour++) close(SHARE, state, hour, 80);
    expect(stateOf(SHARE, state, 'quality.volume')).toBe('resolved');
    expect(stateOf(SHARE, state, 'gap')).toBe('watching');
  });

  it('is at most 0.99, for blocks without decisions are closed until there is evidence', () => {
    expect(() => planOf('{ minPerBlock: 60, maxShareBelow: 0.999999 }')).toThrow('maxShareBelow');
    const replay = new Replay(planOf('{ minPerBlock: 60, maxShareBelow: 0.99 }'), 'loans');
    const decide = (at: number): StateChange[] =>
      replay.take({ observed: { observation: { values: ['m'], decided: 1, label: null } }, at });
    for (const hour of [0, 1, 100_000]) decide(START + hour * HOUR);
    expect(replay.state.blocks.decisions).toBeLessThan(2000);
  });

  it('at its very boundary raises no more false alarms than its part of a budget that is large enough to be tried', () => {
    const plan = planMonitor(
      parsePolicy(
        monitoredPolicy({ more: ', quality: { volume: { minPerBlock: 60, maxShareBelow: 0.1 } }' }).replace(
          'falseAlarmsPerDay: 0.1',
          'falseAlarmsPerDay: 3',
        ),
      ).policy,
    );
    const generator = createGenerator(20261129);
    const blocks = 20_000;
    let [state, alarms, hour] = [startMonitor(plan), 0, 0];
    for (let block = 0; block < blocks; block++) {
      const decisions = sampleBinomial(1, 0.1, generator) === 1 ? 40 : 60;
      hour += 1;
      if (!volumes(close(plan, state, hour, decisions)).includes('firing')) continue;
      alarms += 1;
      // Somebody ends the alarm, and all begins anew.
      [state, hour] = [startMonitor(plan), 0];
    }
    // A ticket beside a page has 0.3 of 0.8 of three a day: one in 21.3 blocks, in expectation at most.
    expect(alarms).toBeLessThanOrEqual(blocks / (24 / (3 * 0.375)));
    // It is tried: bets are lost and won.
    expect(alarms).toBeGreaterThan(0);
  }, 60_000);
});
