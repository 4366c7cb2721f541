import { describe, expect, it } from 'vitest';
import { monitoredPolicy } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { createGenerator, sampleBinomial } from '../../core/stats/index.js';
import {
  addAttempt,
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
  readState,
  startMonitor,
  stateJson,
  windowOf,
  withSameInputs,
} from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const policyOf = (more: string, falseAlarms = '0.1') =>
  parsePolicy(
    monitoredPolicy({ more: `, ${more}` }).replace('falseAlarmsPerDay: 0.1', `falseAlarmsPerDay: ${falseAlarms}`),
  ).policy;

function close(plan: MonitorPlan, state: MonitorState, hour: number, pane: Pane | null) {
  const panes = new Map(pane === null ? [] : [['loans', pane]]);
  return closeBlock(plan, state, { phase: 'decisions', window: windowOf(plan, START + hour * HOUR), panes });
}

const firing = (plan: MonitorPlan, state: MonitorState): string[] =>
  monitorLines(plan, state)
    .filter(({ state: now }) => now === 'firing')
    .map(({ requirement, series }) => [requirement, ...Object.values(series.group)].join(' '));

/** A block of 200 fair decisions, each with what a row has besides. */
function blockOf200(plan: MonitorPlan, read: ReturnType<typeof observer>, row: (i: number) => Record<string, unknown>) {
  const pane = emptyPane(plan);
  const met = new Set<string>();
  for (let i = 0; i < 200; i++) {
    const whole: Record<string, unknown> = { sex: i % 2 === 0 ? 'm' : 'f', y: '', p: i % 4 < 2 ? 1 : 0, ...row(i) };
    const seen = read((column) => whole[column] as string);
    if ('uncounted' in seen) {
      addUncounted(pane, seen.uncounted);
      if (seen.attempt !== undefined) addAttempt(pane, seen.attempt);
      continue;
    }
    const { observation, inputs } = seen;
    addDecision(pane, inputs === undefined ? observation : withSameInputs(plan, observation, met.has(inputs)));
    if (inputs !== undefined) met.add(inputs);
  }
  return pane;
}

describe('quality of service', () => {
  const policy = policyOf(
    'service: { by: [sex], fallback: { max: 0.02 }, reviewed: { maxDifference: 0.05 }, late: { latency: { column: ms, atLeast: 500, max: 0.1, maxDifference: 0.05 } } }',
  );
  const plan = planMonitor(policy);
  const read = observer(policy, plan);

  it('is watched in each group: the share of it, and its gap from the largest group', () => {
    const state = startMonitor(plan);
    for (let hour = 0; hour < 20; hour++) {
      const pane = blockOf200(plan, read, (i) => ({
        // People decide about one man in fifty and one woman in five, who wait longer.
        route: i % 2 === 1 ? (i % 10 === 1 ? 'reviewed' : 'automatic') : i % 100 === 2 ? 'reviewed' : 'automatic',
        ms: i % 2 === 1 && i % 20 < 8 ? 900 : 90,
      }));
      close(plan, state, hour, pane);
    }
    expect(firing(plan, state)).toEqual([
      'service.reviewed.gap f',
      'service.late.latency f',
      'service.late.latency.gap f',
    ]);
    const line = monitorLines(plan, state).find(
      ({ requirement, series }) => requirement === 'service.late.latency.gap' && series.group.sex === 'f',
    );
    expect(line).toMatchObject({ series: { group: { sex: 'f' }, reference: { sex: 'm' } }, inhibitedBy: [] });
    expect(line?.estimate).toBeCloseTo(0.4, 12);
    // The requirement goes on as ever: who is served badly is no fault of the data.
    expect(monitorLines(plan, state).find(({ requirement }) => requirement === 'gap')?.inhibitedBy).toEqual([]);
  });

  it('counts nobody whose route or delay is not known, and the route once for both of its watches', () => {
    expect(plan.histograms).toHaveLength(2);
    const state = startMonitor(plan);
    for (let hour = 0; hour < 5; hour++)
      close(
        plan,
        state,
        hour,
        blockOf200(plan, read, () => ({ route: 'x' })),
      );
    expect(monitorLines(plan, state).map(({ requirement }) => requirement)).toEqual(['gap']);
  });

  it.each([
    ['service: { by: [sex] }', 'service names nothing to watch'],
    ['service: { fallback: { maxDifference: 0.1 } }', 'everybody has nobody to differ from'],
    ['service: { by: [sex], fallback: {} }', 'nothing is asked of fallback'],
    ['service: { by: [sx], fallback: { max: 0.1 } }', 'there is no attribute "sx"'],
    ['quality: { maxDefault: 0.1 }', 'maxDefault is about defaults'],
    ['quality: { defaults: { income: [0] } }', 'nothing is asked of them'],
    ['quality: { defaults: { income: [0, "0"] }, maxDefault: 0.1 }', 'a value stands twice'],
    ['quality: { sameInputs: { of: [a, a], max: 0.1 } }', 'an input stands twice'],
  ])('is refused where nothing can come of it: %s', (more, message) => {
    expect(() => policyOf(more)).toThrow(message);
  });

  it('is refused of a default that means missing: it would never be counted as one', () => {
    const text = monitoredPolicy({ more: ', quality: { defaults: { income: [0, -1] }, maxDefault: 0.1 }' });
    const withMissing = text.replace('  favourable: 1\n', "  favourable: 1\n  missing: ['-1']\n");
    expect(() => parsePolicy(text)).not.toThrow();
    expect(() => parsePolicy(withMissing)).toThrow('"-1" means missing (data.missing)');
  });
});

describe('inputs that say nothing', () => {
  const policy = policyOf(
    'quality: { defaults: { income: [0, -1] }, maxDefault: 0.05, sameInputs: { of: [income, housing], max: 0.1 }, inputs: { housing: [own, rent] }, maxUndeclared: 0.02 }',
  );
  const plan = planMonitor(policy);
  const read = observer(policy, plan);
  const housing = (i: number): string => (i % 3 === 0 ? 'own' : 'rent');

  it.each<[string, (i: number) => Record<string, unknown>, string[]]>([
    ['none', (i) => ({ income: 20_000 + i, housing: housing(i) }), []],
    [
      // One decision in nine has the inputs of another then, for which there is no evidence that it is more than one in ten.
      'values that a pipeline puts in',
      (i) => ({
        income: i % 8 === 0 ? [0, -1][(i % 16) >> 3] : 20_000 + i,
        housing: i % 8 === 0 ? undefined : housing(i),
      }),
      ['quality.default.income'],
    ],
    [
      'the same again and again',
      (i) => ({ income: i < 60 ? 31_400 : 20_000 + i, housing: i < 60 ? 'own' : housing(i) }),
      ['quality.sameInputs'],
    ],
    [
      'half of them the same',
      (i) => ({ income: i < 60 ? 31_400 : 20_000 + i, housing: `h${i}` }),
      ['quality.undeclared.housing'],
    ],
  ])('%s', (_what, row, expected) => {
    const state = startMonitor(plan);
    for (let hour = 0; hour < 20; hour++) close(plan, state, hour, blockOf200(plan, read, row));
    const found = firing(plan, state);
    expect(found).toEqual(expected);
    const gap = monitorLines(plan, state).find(({ requirement }) => requirement === 'gap');
    expect(gap?.inhibitedBy).toEqual(found);
  });
});

describe('the usual volume', () => {
  const planOf = (usual: string, budget = '0.1') => planMonitor(policyOf(`quality: { usualVolume: ${usual} }`, budget));
  const many = (plan: MonitorPlan, n: number): Pane => {
    const pane = emptyPane(plan);
    for (let i = 0; i < n; i++)
      addDecision(pane, { values: [i % 2 === 0 ? 'm' : 'f'], decided: i % 4 < 2 ? 1 : 0, label: null });
    return pane;
  };
  const told = (changes: ReturnType<typeof close>): string[] =>
    changes
      .filter(({ requirement, state }) => requirement === 'quality.usualVolume' && state === 'firing')
      .map(({ state }) => state);

  it('is that of the same hour of the weeks before: nights are none, and half of a day is found', () => {
    const plan = planOf('{ maxShareOutside: 0.05 }');
    let state = startMonitor(plan);
    const usual = (hour: number): number => (hour % 24 < 8 ? 4 : 120);
    const weeks = 24 * 7 * 6;
    const changes: string[] = [];
    for (let hour = 0; hour < weeks; hour++) changes.push(...told(close(plan, state, hour, many(plan, usual(hour)))));
    expect(changes).toEqual([]);
    const line = monitorLines(plan, state).find(({ requirement }) => requirement === 'quality.usualVolume');
    // Four weeks are needed before anything is held against them; the first block may be a part of one, and the series begins with another.
    expect(line).toMatchObject({ state: 'watching', nGroup: 24 * 7 * 2 - 2 });
    // A state that was stored in between goes on.
    state = readState(plan, JSON.parse(JSON.stringify(stateJson(state))));
    for (let hour = weeks; hour < weeks + 24; hour++)
      changes.push(...told(close(plan, state, hour, many(plan, Math.floor(usual(hour) / 3)))));
    expect(changes).toEqual(['firing']);
    expect(monitorLines(plan, state).find(({ requirement }) => requirement === 'gap')?.inhibitedBy).toEqual([
      'quality.usualVolume',
    ]);
  });

  it('finds too many too where that is asked, and hours in which nothing came', () => {
    for (const [rows, expected] of [
      [900, ['firing']],
      [null, ['firing']],
      [100, []],
    ] as const) {
      const plan = planOf('{ above: 3, weeks: 2, maxShareOutside: 0.05 }');
      const state = startMonitor(plan);
      const changes: string[] = [];
      for (let hour = 0; hour < 24 * 7 * 4; hour++) changes.push(...told(close(plan, state, hour, many(plan, 100))));
      for (let hour = 24 * 28; hour < 24 * 29; hour++)
        changes.push(...told(close(plan, state, hour, rows === null ? null : many(plan, rows))));
      expect(changes).toEqual(expected);
    }
  });

  it('raises no more false alarms than its part of the budget where hours scatter far more than by chance alone', () => {
    // Numbers of decisions around a mean that scatters itself: some 18 % of hours are below 0.6 of the median of four weeks
    const plan = planOf('{ below: 0.6, maxShareOutside: 0.19 }', '3');
    const random = createGenerator('usual volume');
    const state = startMonitor(plan);
    let alarms = 0;
    const weeks = 40;
    for (let hour = 0; hour < 24 * 7 * weeks; hour++) {
      const mean = 20 * (0.4 + 1.2 * random.nextUniform());
      alarms += told(close(plan, state, hour, many(plan, sampleBinomial(40, mean / 40, random)))).length;
    }
    // Of a budget of 3 a day; tickets may have about a third of it.
    expect(alarms).toBeLessThanOrEqual(3 * 7 * weeks * 0.3);
  });
});

describe('attempts that came to no decision', () => {
  const policy = policyOf(
    'service: { by: [sex], undecided: { failed: { column: error, max: 0.05, maxDifference: 0.05 }, abstained: { column: reason, max: 0.3 } } }',
  );
  const plan = planMonitor(policy);
  const read = observer(policy, plan);

  it('are watched in each group by how they ended, and are no decision of anybody', () => {
    const state = startMonitor(plan);
    // The model fails on one woman in five, and abstains of one man in ten.
    const pane = blockOf200(plan, read, (i) =>
      i % 10 === 1 ? { p: '', error: 'timeout' } : i % 20 === 2 ? { p: '', reason: 'unsure' } : {},
    );
    for (let hour = 0; hour < 30; hour++) close(plan, state, hour, pane);
    expect(firing(plan, state)).toEqual(['service.undecided.failed f', 'service.undecided.failed.gap m']);
    const line = monitorLines(plan, state).find(
      ({ requirement, series }) => requirement === 'service.undecided.failed' && series.group.sex === 'f',
    )!;
    expect(line.estimate).toBeCloseTo(20 / 100, 12);
    // What is shown begins anew with an alarm; blocks are whole.
    expect(line.nGroup % 100).toBe(0);
    // Whoever failed, or of whom it abstained, is in no other rate.
    expect(pane.uncounted.get('excluded: missing prediction')).toBe(30);
    const gap = monitorLines(plan, state).find(({ requirement }) => requirement === 'gap');
    expect(gap!.nGroup % 80).toBe(0);
    // Of those who abstained no error is known, and they count neither as failed nor as decided there.
    const men = monitorLines(plan, state).find(
      ({ requirement, series }) => requirement === 'service.undecided.failed' && series.group.sex === 'm',
    )!;
    expect(men.nGroup % 90).toBe(0);
  });

  it('exactly at their bound raise no more false alarms than the budget', () => {
    const state = startMonitor(plan);
    const random = createGenerator('undecided');
    let alarms = 0;
    for (let hour = 0; hour < 24 * 10; hour++) {
      const pane = blockOf200(plan, read, () => (random.nextUniform() < 0.05 ? { p: '', error: 'timeout' } : {}));
      alarms += close(plan, state, hour, pane).filter(
        ({ requirement, state: now }) => requirement === 'service.undecided.failed' && now === 'firing',
      ).length;
    }
    expect(alarms).toBeLessThanOrEqual(1 + 4 * 1 + 1);
  });

  it('change nothing of a plan that does not ask for them', () => {
    const other = planMonitor(policyOf('service: { by: [sex], fallback: { max: 0.02 } }'));
    const seen = observer(policy, other)((column) => ({ sex: 'f', p: '' })[column]);
    expect(seen).toEqual({ uncounted: 'excluded: missing prediction' });
  });
});
