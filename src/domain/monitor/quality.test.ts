import { describe, expect, it } from 'vitest';
import { monitoredPolicy } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { createGenerator, sampleBinomial } from '../../core/stats/index.js';
import {
  addDecision,
  addUncounted,
  closeBlock,
  emptyPane,
  type MonitorPlan,
  type MonitorState,
  monitorLines,
  observer,
  type Pane,
  planMonitor,
  planOfRows,
  startMonitor,
  windowOf,
} from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const policyOf = (quality: string, falseAlarms = '0.1') =>
  parsePolicy(
    monitoredPolicy({ more: `, quality: ${quality}` }).replace(
      'falseAlarmsPerDay: 0.1',
      `falseAlarmsPerDay: ${falseAlarms}`,
    ),
  ).policy;
const INPUTS = '{ inputs: { income: number, housing: [own, rent] }, maxUndeclared: 0.02, maxMissing: 0.1 }';

/** Closes an hour, and says what fires then. */
function close(plan: MonitorPlan, state: MonitorState, hour: number, pane: Pane): string[] {
  const window = windowOf(plan, START + hour * HOUR);
  closeBlock(plan, state, { phase: 'decisions', window, panes: new Map([['loans', pane]]) });
  return monitorLines(plan, state)
    .filter(({ state: now }) => now === 'firing')
    .map(({ requirement }) => requirement);
}

const stands = (plan: MonitorPlan, state: MonitorState, id: string) =>
  monitorLines(plan, state).find(({ requirement }) => requirement === id)!;

describe('declared inputs', () => {
  const policy = policyOf(INPUTS);
  const plan = planMonitor(policy);
  const observe = observer(policy, plan);

  /** An hour of 100 fair decisions with what some of them have as income and housing. */
  function hour(odd: number, values: Readonly<Record<string, unknown>>): Pane {
    const pane = emptyPane(plan);
    for (let i = 0; i < 100; i++) {
      const row: Record<string, unknown> = {
        ...{ sex: i % 2 === 0 ? 'm' : 'f', y: '', p: i % 4 < 2 ? 1 : 0, income: 20_000 + i, housing: 'own' },
        ...(i < odd ? values : {}),
      };
      const seen = observe((column) => row[column] as string);
      if ('uncounted' in seen) throw new Error(seen.uncounted);
      addDecision(pane, seen.observation);
    }
    return pane;
  }

  it('fire where more values than allowed are not as declared, by the input, and are named by what hangs on them', () => {
    const state = startMonitor(plan);
    for (let at = 0; at < 10; at++) expect(close(plan, state, at, hour(1, { income: 'n/a?' }))).toEqual([]);
    let fires: string[] = [];
    for (let at = 10; at < 40; at++) fires = close(plan, state, at, hour(20, { income: '20.000,00 EUR' }));
    expect(fires).toEqual(['quality.undeclared.income']);
    expect(stands(plan, state, 'quality.undeclared.income')).toMatchObject({
      n: expect.any(Number),
      lower: expect.any(Number),
    });
    expect(stands(plan, state, 'gap').inhibitedBy).toEqual(['quality.undeclared.income']);
    for (let at = 40; at < 70; at++) fires = close(plan, state, at, hour(30, { housing: 'council' }));
    expect(fires).toContain('quality.undeclared.housing');
    // A word that is spelt otherwise is another one.
    for (let at = 70; at < 100; at++) fires = close(plan, state, at, hour(40, { income: '' }));
    expect(fires).toContain('quality.missing.inputs.income');
  });

  it('of which nothing is known have no series', () => {
    const state = startMonitor(plan);
    const pane = emptyPane(plan);
    for (let i = 0; i < 100; i++) addDecision(pane, { values: [i % 2 === 0 ? 'm' : 'f'], decided: 1, label: null });
    close(plan, state, 0, pane);
    expect(monitorLines(plan, state).map(({ requirement }) => requirement)).toEqual(['quality.missing.sex', 'gap']);
  });

  it('are refused where nothing can come of them', () => {
    expect(() => policyOf('{ maxUndeclared: 0.1 }')).toThrow('none is declared');
    expect(() => policyOf('{ inputs: { income: number } }')).toThrow('nothing is asked of them');
    expect(() => policyOf('{ inputs: { housing: [own, own] }, maxUndeclared: 0.1 }')).toThrow('stands twice');
    expect(() => policyOf('{ inputs: { income: text }, maxUndeclared: 0.1 }')).toThrow();
  });
});

/** A fair hour of 100 decisions, and so many of people who were decided about before. */
function repeating(plan: MonitorPlan, repeated: number): Pane {
  const pane = emptyPane(plan);
  for (let i = 0; i < 100 - repeated; i++)
    addDecision(pane, { values: [i % 2 === 0 ? 'm' : 'f'], decided: i % 4 < 2 ? 1 : 0, label: null });
  if (repeated > 0) addUncounted(pane, 'repeated', repeated);
  return pane;
}

describe('people who come again', () => {
  it('fire where they are more than allowed, and not where they are fewer', () => {
    const plan = planMonitor(policyOf('{ maxRepeated: 0.05 }'));
    const state = startMonitor(plan);
    for (let at = 0; at < 30; at++) expect(close(plan, state, at, repeating(plan, 3))).toEqual([]);
    let fires: string[] = [];
    for (let at = 30; at < 60 && fires.length === 0; at++) fires = close(plan, state, at, repeating(plan, 25));
    expect(fires).toEqual(['quality.repeated']);
    expect(stands(plan, state, 'gap').inhibitedBy).toEqual(['quality.repeated']);
  });

  it('fire in the very first block, of which nothing needs to be known before', () => {
    const plan = planMonitor(policyOf('{ maxRepeated: 0.2, maxMissing: 0.1 }'));
    const state = startMonitor(plan);
    const pane = emptyPane(plan);
    for (const sex of ['m', 'f']) addDecision(pane, { values: [sex], decided: 1, label: null });
    addUncounted(pane, 'repeated', 999);
    const window = windowOf(plan, START);
    const changes = closeBlock(plan, state, { phase: 'decisions', window, panes: new Map([['loans', pane]]) });
    // Two decisions that have no attribute missing are too few for a series.
    expect(changes).toMatchObject([
      { requirement: 'quality.repeated', state: 'firing', n: 1001, estimate: 999 / 1001 },
    ]);
    expect(changes[0]!.window.from).toBe(new Date(START).toISOString());
    expect(state.alarms).toBe(1);
    expect(close(plan, state, 1, repeating(plan, 40))).toEqual(['quality.repeated']);
    expect(stands(plan, state, 'gap').inhibitedBy).toEqual(['quality.repeated']);
  });

  it('in the first block at the very boundary are told in no more of them than the block may cost', () => {
    const plan = planMonitor(policyOf('{ maxRepeated: 0.05 }', '3'));
    const generator = createGenerator(11);
    let alarms = 0;
    for (let round = 0; round < 1000; round++)
      if (close(plan, startMonitor(plan), 0, repeating(plan, sampleBinomial(100, 0.05, generator))).length > 0)
        alarms += 1;
    // All series of the first block are of the data, and share the budget; evidence below 20 is never an alarm.
    expect(alarms).toBeLessThanOrEqual(1000 / 20);
    expect(alarms).toBeGreaterThan(0);
  });

  it('are not seen in a file without a column of people, which is said', () => {
    const plan = planMonitor(policyOf('{ maxRepeated: 0.05 }'));
    const { watches, unwatched } = planOfRows(plan);
    expect(watches.map(({ id }) => id)).toEqual(['gap']);
    expect(unwatched).toMatchObject([{ requirement: 'quality.repeated' }]);
    const known = { ...plan, cluster: 'person' };
    expect(planOfRows(known)).toBe(known);
  });

  it('at the very boundary raise no more false alarms than their part of a budget that is large enough to be tried', () => {
    const plan = planMonitor(policyOf('{ maxRepeated: 0.05 }', '3'));
    const generator = createGenerator(7);
    const blocks = 6000;
    let [state, alarms, at] = [startMonitor(plan), 0, 0];
    for (let block = 0; block < blocks; block++) {
      at += 1;
      if (!close(plan, state, at, repeating(plan, sampleBinomial(100, 0.05, generator))).includes('quality.repeated'))
        continue;
      alarms += 1;
      // Somebody ends the alarm, and all begins anew.
      [state, at] = [startMonitor(plan), 0];
    }
    expect(alarms).toBeLessThanOrEqual(blocks / (24 / (3 * 0.375)));
    expect(alarms).toBeGreaterThan(0);
  }, 60_000);
});
