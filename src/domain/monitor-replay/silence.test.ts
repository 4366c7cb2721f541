import { expect, it } from 'vitest';
import { monitoredPolicy } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { monitorLines, planMonitor, readState, type StateChange, stateJson } from '../monitor/index.js';
import { Replay } from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const planOf = (more: string) => planMonitor(parsePolicy(monitoredPolicy({ more })).policy);
const plan = planOf(', quality: { silence: 6h }');

/** A fair hour. */
function decide(replay: Replay, hour: number): StateChange[] {
  return Array.from({ length: 80 }, (_, i) =>
    replay.take({
      observed: { observation: { values: [i % 2 === 0 ? 'm' : 'f'], decided: i % 4 < 2 ? 1 : 0, label: null } },
      at: START + hour * HOUR + i * 1000,
    }),
  ).flat();
}

const told = (changes: readonly StateChange[]) =>
  changes.filter(({ fact }) => fact !== undefined).map(({ state, at }) => [state, at.slice(8, 16)]);

it('a replay says when nothing was decided for too long, and that nothing is known meanwhile', () => {
  const replay = new Replay(plan, 'loans');
  for (const hour of [0, 1, 2]) expect(told(decide(replay, hour))).toEqual([]);
  const silent = replay.advance(START + 20 * HOUR);
  expect(told(silent)).toEqual([['firing', '05T08:01']]);
  const lines = monitorLines(plan, replay.state);
  expect(lines.map(({ requirement, state, inhibitedBy }) => [requirement, state, inhibitedBy])).toEqual([
    ['quality.silence', 'firing', []],
    ['gap', 'no-data', ['quality.silence']],
  ]);
  expect(told(decide(replay, 24))).toEqual([['resolved', '06T00:00']]);
  expect(monitorLines(plan, replay.state).map(({ state }) => state)).toEqual(['resolved', 'watching']);
  const { summary, changes } = replay.end();
  expect(told(changes)).toEqual([]);
  expect(summary).toMatchObject({ alarms: 1, firing: [], series: 1 });
});

it('a state with facts is read as it was written, and one without opens under its own plan', () => {
  const replay = new Replay(plan, 'loans');
  for (const hour of [0, 1, 2]) decide(replay, hour);
  replay.advance(START + 20 * HOUR);
  const json = JSON.parse(JSON.stringify(stateJson(replay.state)));
  expect(readState(plan, json)).toEqual(replay.state);
  expect(() => readState(plan, { ...json, facts: [['loans', [{}]]] })).toThrow('damaged facts');
  const without = new Replay(planOf(''), 'loans');
  for (const hour of [0, 1, 2]) decide(without, hour);
  expect(Object.keys(stateJson(without.state))).not.toContain('facts');
  expect(told(without.advance(START + 20 * HOUR))).toEqual([]);
});

it('the bound has to be a duration below five years', () => {
  expect(() => planOf(', quality: { silence: 6 hours }')).toThrow('silence');
  expect(() => planOf(', quality: { silence: 9999d }')).toThrow('longer than five years');
});
