import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import type { TribuneError } from '../../core/base/errors.js';
import { checkPolicy, parsePolicy } from '../../core/policy/index.js';
import { createGenerator } from '../../core/stats/index.js';
import {
  addDecision,
  addUncounted,
  closeBlock,
  demandWatches,
  emptyPane,
  type MonitorPlan,
  mergePanes,
  monitorLines,
  monitorSummary,
  observer,
  type Pane,
  paneJson,
  planMonitor,
  readPane,
  readState,
  type StateChange,
  startMonitor,
  stateJson,
  windowOf,
} from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);

const requirement = monitoredRequirement;
const GAP = requirement();

const policyOf = (requirements = GAP, extra = '') => parsePolicy(monitoredPolicy({ requirements, more: extra })).policy;
const planOf = (requirements = GAP, extra = ''): MonitorPlan => planMonitor(policyOf(requirements, extra));

/** A pane with so many decisions of each group, of which so many are selected. */
function paneOf(plan: MonitorPlan, groups: Record<string, readonly [selected: number, n: number]>): Pane {
  const pane = emptyPane(plan);
  for (const [sex, [selected, n]] of Object.entries(groups))
    for (let i = 0; i < n; i++) addDecision(pane, { values: [sex], decided: i < selected ? 1 : 0, label: null });
  return pane;
}

/** Closes hours from the start on, each with the same counts. */
function closeHours(
  plan: MonitorPlan,
  state: ReturnType<typeof startMonitor>,
  hours: readonly (Pane | null)[],
): StateChange[] {
  const first = state.closed.decisions ?? START;
  return hours.flatMap((pane, i) =>
    closeBlock(plan, state, {
      phase: 'decisions',
      window: windowOf(plan, first + i * HOUR),
      panes: new Map(pane === null ? [] : [['loans', pane]]),
    }),
  );
}

const repeated = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const states = (changes: readonly StateChange[]) => changes.map(({ state }) => state);

describe('the monitor of a policy', () => {
  it('watches a gap, is silent within its bound, fires beyond it, and ends the alarm by evidence', () => {
    const plan = planOf();
    const state = startMonitor(plan);
    const within = paneOf(plan, { m: [24, 60], f: [15, 40] });
    const beyond = paneOf(plan, { m: [24, 60], f: [8, 40] });
    expect(states(closeHours(plan, state, repeated(24 * 14, within)))).toEqual(['watching']);
    const alarm = closeHours(plan, state, repeated(48, beyond));
    expect(states(alarm)).toEqual(['pending', 'firing']);
    expect(alarm[1]).toMatchObject({
      deployment: 'loans',
      requirement: 'gap',
      series: { group: { sex: 'f' }, reference: { sex: 'm' } },
      estimate: expect.closeTo(-0.2, 10),
      level: 0.95,
      labelCoverage: null,
    });
    // What is shown is what the evidence is from, so that number and sentence agree.
    expect(alarm[1]!.upper).toBeLessThan(-0.05);
    expect(alarm[1]!.logEvidence).toBeGreaterThanOrEqual(alarm[1]!.logThreshold);
    expect(alarm[1]!.logThreshold).toBeCloseTo(Math.log(24 / 0.1), 12);
    expect(monitorSummary(plan, state)).toMatchObject({
      series: 1,
      alarms: 1,
      firing: ['gap'],
      falseAlarmsPerDay: 0.1,
    });
    const end = closeHours(plan, state, repeated(24 * 20, paneOf(plan, { m: [24, 60], f: [16, 40] })));
    expect(states(end)).toEqual(['resolved']);
    expect(Math.abs(end[0]!.estimate!)).toBeLessThan(0.05);
    expect(monitorSummary(plan, state).firing).toEqual([]);
  });

  it('continues from JSON bit for bit', () => {
    const plan = planOf();
    const random = createGenerator(7);
    const hours = repeated(200, null).map(() => {
      const draw = (n: number, p: number): number => repeated(n, 0).filter(() => random.nextUniform() < p).length;
      return paneOf(plan, { m: [draw(30, 0.4), 30], f: [draw(20, 0.3), 20], x: [draw(3, 0.5), 3] });
    });
    const whole = startMonitor(plan);
    const lines = closeHours(plan, whole, hours);
    let parts = startMonitor(plan);
    const resumed = hours.flatMap((hour) => {
      parts = readState(plan, JSON.parse(JSON.stringify(stateJson(parts))));
      return closeHours(plan, parts, [readPane(plan, JSON.parse(JSON.stringify(paneJson(hour))))]);
    });
    expect(resumed).toEqual(lines);
    expect(stateJson(parts)).toEqual(stateJson(whole));
    expect(monitorLines(plan, parts)).toEqual(monitorLines(plan, whole));
    expect(lines.length).toBeGreaterThan(0);
    // Older programs kept a count of labels that came late, which nothing counted, and counted labels where none are needed.
    const older = JSON.parse(
      JSON.stringify({ ...stateJson(whole), corrections: 0 }).replaceAll(/,\[\]\]/g, ',[0,0,0,0,0,0]]'),
    );
    expect(JSON.stringify(older)).toContain(',[0,0,0,0,0,0]]');
    expect(readState(plan, older)).toEqual(readState(plan, stateJson(whole)));
  });

  it('gives a group that appears later a series, and sets thresholds anew for blocks to come', () => {
    const plan = planOf();
    const state = startMonitor(plan);
    closeHours(plan, state, repeated(3, paneOf(plan, { m: [24, 60], f: [16, 40] })));
    expect(state.epoch).toMatchObject({ number: 1, series: 1 });
    const changes = closeHours(plan, state, repeated(3, paneOf(plan, { m: [24, 60], f: [16, 40], x: [4, 10] })));
    expect(changes).toMatchObject([{ state: 'watching', series: { group: { sex: 'x' } }, n: 0, estimate: null }]);
    expect(state.epoch).toEqual({ number: 2, from: START + 5 * HOUR, series: 2 });
    expect(monitorLines(plan, state).map(({ logThreshold }) => logThreshold)).toEqual([
      expect.closeTo(Math.log(48 / 0.1), 12),
      expect.closeTo(Math.log(48 / 0.1), 12),
    ]);
  });

  it('says of a group that vanished that there are no data, and never that all is well', () => {
    const plan = planOf();
    const state = startMonitor(plan);
    closeHours(plan, state, repeated(3, paneOf(plan, { m: [24, 60], f: [16, 40] })));
    const gone = closeHours(plan, state, repeated(24 * 7, null));
    expect(gone).toMatchObject([{ state: 'no-data', at: new Date(START + 27 * HOUR).toISOString() }]);
    expect(states(closeHours(plan, state, [paneOf(plan, { m: [24, 60], f: [16, 40] })]))).toEqual(['watching']);
    // An alarm does not end because nobody is left to show it.
    const alarm = closeHours(plan, state, repeated(48, paneOf(plan, { m: [24, 60], f: [4, 40] })));
    expect(states(alarm)).toContain('firing');
    expect(closeHours(plan, state, repeated(24 * 7, null))).toEqual([]);
    expect(monitorSummary(plan, state).firing).toEqual(['gap']);
  });

  it('compares with the highest group of the past, one series for each group', () => {
    const plan = planOf(
      requirement(
        'largest-gap',
        'metric: selection_rate, by: [sex], compare: difference, reference: highest, max: 0.05',
      ),
    );
    const state = startMonitor(plan);
    const fair = { a: [16, 40], b: [16, 40], c: [16, 40] } as const;
    expect(states(closeHours(plan, state, repeated(48, paneOf(plan, fair))))).toEqual(repeated(3, 'watching'));
    const changes = closeHours(plan, state, repeated(72, paneOf(plan, { ...fair, a: [24, 40] })));
    expect(changes.filter(({ state: one }) => one === 'firing').map(({ series }) => series)).toEqual([
      { group: { sex: 'b' }, reference: { sex: 'a' } },
      { group: { sex: 'c' }, reference: { sex: 'a' } },
    ]);
    // Of three groups two are compared in a block: the budget is that of two series.
    expect(changes[0]!.logThreshold).toBeCloseTo(Math.log((24 * 2) / 0.1), 12);
  });

  it('holds levels, and means of two rates, to their bounds when labels are mature', () => {
    const plan = planOf(
      requirement('floor', 'metric: true_positive_rate, by: [sex], compare: value, min: 0.8') +
        requirement('balanced', 'metric: balanced_accuracy, by: [sex], compare: difference, max: 0.1'),
      ', labelHorizon: 2d',
    );
    const state = startMonitor(plan);
    const hour = (hits: number): Pane => {
      const pane = emptyPane(plan);
      for (const sex of ['m', 'f'])
        for (let i = 0; i < 40; i++)
          addDecision(pane, {
            values: [sex],
            decided: i < (sex === 'm' ? 18 : hits) ? 1 : 0,
            label: i < 20 ? 1 : i < 36 ? 0 : null,
          });
      return pane;
    };
    const close = (panes: readonly Pane[]): StateChange[] =>
      panes.flatMap((pane) =>
        closeBlock(plan, state, {
          phase: 'labels',
          window: windowOf(plan, state.closed.labels ?? START),
          panes: new Map([['loans', pane]]),
        }),
      );
    expect(states(close(repeated(48, hour(18))))).toEqual(['watching', 'watching', 'watching']);
    const firing = close(repeated(72, hour(10))).filter((one) => one.state === 'firing');
    expect(firing).toMatchObject([
      {
        requirement: 'floor',
        estimate: 0.5,
        labelCoverage: 0.9,
        // In each hour 10 of 20 with label 1 are selected; of 4 without a label none is, and they may all have been due.
        labelBounds: { lower: expect.closeTo(10 / 24, 10), upper: expect.closeTo(10 / 20, 10) },
        series: { group: { sex: 'f' }, reference: null },
      },
      { requirement: 'balanced', estimate: expect.closeTo(-0.2, 10), series: { reference: { sex: 'm' } } },
    ]);
    // A cohort is closed when the horizon has passed for its last decision.
    expect(Date.parse(firing[0]!.at) - Date.parse(firing[0]!.window.to)).toBe(48 * HOUR);
  });

  it('watches the data themselves, and marks what depends on them while they are wrong', () => {
    const plan = planOf(
      GAP + requirement('hits', 'metric: true_positive_rate, by: [sex], compare: difference, max: 0.02'),
      ', labelHorizon: 1h, quality: { maxMissing: 0.1, minLabelCoverage: 0.7 }',
    );
    expect(plan.watches.map(({ id }) => id)).toEqual(['quality.missing.sex', 'quality.labels.sex', 'gap', 'hits']);
    const state = startMonitor(plan);
    const hour = (missing: number, labelled: number): Pane => {
      const pane = emptyPane(plan);
      for (const [sex, n, selected] of [
        ['m', 60, 24],
        ['f', 40, missing > 0 ? 4 : 16],
        [null, missing, 0],
      ] as const)
        for (let i = 0; i < n; i++)
          addDecision(pane, {
            values: [sex],
            decided: i < selected ? 1 : 0,
            label: sex === 'm' || i % 10 < labelled ? 1 : null,
          });
      return pane;
    };
    const close = (count: number, pane: Pane): StateChange[] =>
      repeated(count, pane).flatMap((one) => {
        const window = windowOf(plan, state.closed.decisions ?? START);
        return (['decisions', 'labels'] as const).flatMap((phase) =>
          closeBlock(plan, state, { phase, window, panes: new Map([['loans', one]]) }),
        );
      });
    close(24, hour(0, 9));
    const changes = close(96, hour(30, 4)).filter((one) => one.state === 'firing');
    expect(changes.map((one) => [one.requirement, one.series.group, one.inhibitedBy])).toEqual([
      ['quality.missing.sex', {}, []],
      ['quality.labels.sex', { sex: 'f' }, []],
      ['gap', { sex: 'f' }, ['quality.missing.sex']],
      ['hits', { sex: 'f' }, ['quality.missing.sex', 'quality.labels.sex']],
    ]);
    expect(changes[0]).toMatchObject({ estimate: 30 / 130, labelCoverage: null });
    expect(changes[1]).toMatchObject({ labelCoverage: 0.4, estimate: 0.4 });
  });

  it('watches the share of decisions that cannot be read, and marks everything while too many of them come', () => {
    const plan = planOf(GAP, ', quality: { maxUnreadable: 0.02 }');
    expect(plan.watches.map(({ id }) => id)).toEqual(['quality.unreadable', 'gap']);
    const state = startMonitor(plan);
    const hour = (women: number, unreadable: number): Pane => {
      const pane = paneOf(plan, { m: [24, 60], f: [women, 40] });
      for (const reason of ['unreadable: prediction', 'excluded: missing prediction'] as const)
        addUncounted(pane, reason, unreadable);
      // What the policy leaves out is no fault, and whoever comes again is counted already: neither moves the share.
      addUncounted(pane, 'excluded: filtered by policy', 500);
      addUncounted(pane, 'repeated', 100);
      return pane;
    };
    expect(states(closeHours(plan, state, repeated(240, hour(16, 1))))).toEqual(['watching', 'watching']);
    const firing = closeHours(plan, state, repeated(96, hour(4, 20))).filter((one) => one.state === 'firing');
    expect(firing.map((one) => [one.requirement, one.inhibitedBy])).toEqual([
      ['quality.unreadable', []],
      ['gap', ['quality.unreadable']],
    ]);
    expect(firing[0]!.estimate).toBe(40 / 140);
  });

  it.each([
    ['10000m', []],
    ['10001m', ['noDataAfter is 10001m, which is more than 10,000 blocks of 1m']],
    ['1830d', ['noDataAfter is 1830d, which is more than 10,000 blocks of 1m']],
  ])('refuses a silence of more blocks than can be closed: %s', (silence, messages) => {
    const text = monitoredPolicy({ block: '1m', more: `, noDataAfter: ${silence}` });
    expect(checkPolicy(text).map(({ message }) => message)).toEqual(messages);
  });

  it('refuses a requirement with the name of a watch of the data', () => {
    const same = requirement('quality.missing.sex', 'metric: selection_rate, by: [], compare: value, min: 0.1');
    expect(() => planOf(GAP + same, ', quality: { maxMissing: 0.1 }')).toThrow(
      'two watches of the monitor are named quality.missing.sex',
    );
    expect(planOf(GAP + same).watches.map(({ id }) => id)).toEqual(['gap', 'quality.missing.sex']);
  });

  it('says what is not watched, why, and what can be in its place', () => {
    const { watches, unwatched } = planOf(
      GAP +
        requirement('off', 'live: false, metric: selection_rate, by: [sex], compare: ratio, min: 0.8') +
        requirement('late', 'metric: true_positive_rate, by: [sex], compare: ratio, min: 0.8') +
        requirement('f1', 'metric: f1, by: [sex], compare: difference, max: 0.1'),
    );
    expect(watches.map(({ id }) => id)).toEqual(['gap']);
    expect(unwatched).toEqual([
      { requirement: 'off', reason: 'switched off by live: false', instead: null },
      {
        requirement: 'late',
        reason: 'it needs labels, and monitor.labelHorizon does not say when they are known',
        instead: 'Add labelHorizon: 30d to the section monitor.',
      },
      {
        requirement: 'f1',
        reason: 'it needs labels, and monitor.labelHorizon does not say when they are known',
        instead: 'Add labelHorizon: 30d to the section monitor.',
      },
    ]);
  });

  it('is refused where nothing of it can be watched, with what can be in the place of each', () => {
    const none =
      requirement('off', 'live: false, metric: selection_rate, by: [sex], compare: ratio, min: 0.8') +
      requirement('late', 'metric: true_positive_rate, by: [sex], compare: ratio, min: 0.8') +
      requirement('late-too', 'metric: f1, by: [sex], compare: difference, max: 0.1') +
      requirement('index', 'metric: theil, by: [], max: 0.3');
    expect(refusalOf(() => demandWatches(planOf(none)))).toEqual({
      message: expect.stringContaining('\nindex: Theil index of benefits is no sum of rates'),
      remedy: 'Add labelHorizon: 30d to the section monitor. Watch false_positive_rate and false_negative_rate.',
    });
  });
});

/** What an act is refused with. */
function refusalOf(act: () => void): Pick<TribuneError, 'message' | 'remedy'> | null {
  try {
    act();
  } catch (error) {
    const { message, remedy } = error as TribuneError;
    return { message, remedy };
  }
  return null;
}

describe('a pane', () => {
  const plan = planOf();

  it('merges to what one pane of both would count, and reads back what it wrote', () => {
    const [a, b] = [paneOf(plan, { f: [3, 5], m: [1, 2] }), paneOf(plan, { f: [1, 4], x: [0, 1] })];
    mergePanes(a, b);
    expect(paneJson(a)).toEqual(paneJson(paneOf(plan, { f: [4, 9], m: [1, 2], x: [0, 1] })));
    expect(paneJson(readPane(plan, paneJson(a)))).toEqual(paneJson(a));
  });

  it.each([
    [{ version: 2 }, 'version 2'],
    [{ places: 3 }, '3 outcomes in place of 2'],
    [{ cells: [[['f'], [1, 2]]] }, 'a cell whose counts are no whole numbers'],
    [
      {
        cells: [
          [
            ['f', 'g'],
            [0, 0, 0, 0, 0, 0],
          ],
        ],
      },
      'a cell whose values do not fit the attributes',
    ],
    [{ uncounted: { 'because of that': 1 } }, 'the reason "because of that"'],
  ])('refuses a stored one with %j', (change, message) => {
    expect(() => readPane(plan, { ...paneJson(paneOf(plan, { f: [1, 2] })), ...change })).toThrow(message);
  });

  it('is filled with decisions as audits read rows', () => {
    const observe = observer(policyOf(), plan);
    const row = (cells: Record<string, unknown>) => observe((column) => cells[column] as string);
    expect(row({ sex: 'f', p: '1', y: '' })).toEqual({ observation: { values: ['f'], decided: 1, label: null } });
    expect(row({ sex: '', p: 0, y: 1 })).toEqual({ observation: { values: [null], decided: 0, label: 1 } });
    expect(row({ sex: 'f', p: '', y: 1 })).toEqual({ uncounted: 'excluded: missing prediction' });
    expect(row({ sex: 'f', p: 'maybe', y: 1 })).toEqual({ uncounted: 'unreadable: prediction' });
  });
});
