import { expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../../test/support/monitored-policy.js';
import { HOUR_MS } from '../../../core/base/durations.js';
import { parsePolicy } from '../../../core/policy/index.js';
import {
  addDecision,
  closeBlock,
  emptyPane,
  monitorLines,
  planMonitor,
  startMonitor,
  togetherOf,
  windowOf,
} from '../../monitor/index.js';
import { fleetTree } from '../../monitor-review/index.js';
import type { Alert } from '../ports.js';
import type { Signal } from '../signals/index.js';
import { fleetSignal, watchFleet } from './fleet-watch.js';

const asAlert = (signal: Signal): Alert =>
  ({ ...signal, id: 1, occurrence: 1, startedAtMs: signal.atMs, endedAtMs: null, acknowledged: null }) as Alert;
const members = (...shares: number[]) =>
  shares.map((shareOfAlarm, i) => ({ deployment: `d${i}`, shareOfAlarm, firing: 0 }));

it('is told once when the mean of the deployments is an alarm, and ends when hardly anything of one is left', () => {
  expect(fleetSignal(members(1.9, 0), null, 7)).toBeNull();
  const on = fleetSignal(members(0.5, 1.5), null, 7)!;
  expect(on).toMatchObject({
    state: 'firing',
    severity: 'ticket',
    atMs: 7,
    labels: { kind: 'fleet', source: 'fleet' },
  });
  // Whoever may see no person is told the sentence alone.
  expect(on.content.summary).not.toMatch(/\d/);
  expect(on.content.lines).toEqual([
    'Evidence together: 1 of an alarm, the mean of 2 deployments',
    'd1: 1.5',
    'd0: 0.5',
  ]);
  for (const share of [5, 1, 0.2]) expect(fleetSignal(members(share), asAlert(on), 9)).toBeNull();
  const end = fleetSignal(members(0.19), asAlert(on), 9)!;
  expect(end).toMatchObject({ key: on.key, state: 'ended' });
});

it('is not told while a series fires, whose alarm is told; one that is on stays on by the evidence of the others', () => {
  const [one] = members(3);
  expect(fleetSignal([{ ...one!, firing: 1 }], null, 7)).toBeNull();
  const on = fleetSignal([one!], null, 7)!;
  expect(fleetSignal([{ ...one!, firing: 1 }], asAlert(on), 9)).toBeNull();
  expect(fleetSignal([], asAlert(on), 9)).toMatchObject({ state: 'ended' });
});

it('adds up what the tree of the fleet adds up, and a job raises what it says', async () => {
  const requirements = ['gap', 'level'].map((id, i) =>
    monitoredRequirement(
      id,
      `metric: selection_rate, by: [sex], compare: ${i === 0 ? 'difference, max: 0.1' : 'value, min: 0.45'}`,
    ),
  );
  const plan = planMonitor(parsePolicy(monitoredPolicy({ requirements: requirements.join('') })).policy);
  const state = startMonitor(plan);
  const raised: Signal[] = [];
  const alerts = {
    list: async () => raised.slice(-1).map(asAlert),
    raise: async (all: readonly Signal[]) => void raised.push(...all),
  };
  const one = { epoch: { deployment: 'loans' }, policy: { plan }, state };
  const job = watchFleet({
    view: { watched: async () => [one], together: () => togetherOf(plan, state) } as never,
    alerts: () => alerts,
    clock: { nowMs: () => 0, turn: async () => undefined },
  });
  const seen: number[] = [];
  for (let hour = 0; hour < 60; hour++) {
    const pane = emptyPane(plan);
    for (let i = 0; i < 60; i++) {
      const sex = i % 2 === 0 ? 'm' : 'f';
      const isFew = sex === 'f' && i % 10 >= 6;
      addDecision(pane, { values: [sex], decided: i % 4 < 2 && !isFew ? 1 : 0, label: null });
    }
    closeBlock(plan, state, {
      phase: 'decisions',
      window: windowOf(plan, hour * HOUR_MS),
      panes: new Map([['loans', pane]]),
    });
    const [tree] = fleetTree([{ deployment: 'loans', lines: monitorLines(plan, state) }]).children;
    const { shareOfAlarm, firing } = togetherOf(plan, state);
    expect(shareOfAlarm).toBeCloseTo(tree!.shareOfAlarm, 12);
    expect(firing).toBe(tree!.counts.firing);
    if (firing > 0) break;
    seen.push(shareOfAlarm);
    await job.run();
    expect(raised.length > 0).toBe(seen.some((share) => share >= 1));
    if (raised.length > 0) break;
  }
  expect(seen.at(-1)).toBeGreaterThan(0.1);
});

it('looks over a deployment of which too little is known to have any series', async () => {
  const requirement = monitoredRequirement('gap', 'metric: selection_rate, by: [sex], compare: difference, max: 0.1');
  const plan = planMonitor(parsePolicy(monitoredPolicy({ requirements: requirement })).policy);
  const state = startMonitor(plan);
  const pane = emptyPane(plan);
  for (const sex of ['m', 'f']) addDecision(pane, { values: [sex], decided: 1, label: null });
  closeBlock(plan, state, { phase: 'decisions', window: windowOf(plan, 0), panes: new Map([['loans', pane]]) });
  expect(monitorLines(plan, state).filter(({ requirement: id }) => id === 'gap')).toEqual([]);
  expect(togetherOf(plan, state)).toEqual({ shareOfAlarm: 0, firing: 0 });
});
