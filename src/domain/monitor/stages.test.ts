import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../core/policy/index.js';
import { createGenerator } from '../../core/stats/index.js';
import {
  addDecision,
  closeBlock,
  emptyPane,
  type MonitorPlan,
  type MonitorState,
  monitorLines,
  type Observation,
  observer,
  type Pane,
  planMonitor,
  startMonitor,
  windowOf,
} from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
/** `TRIBUNE_LONG=1` closes four months of 50 deployments, in place of a week of 8. */
const [DEPLOYMENTS, DAYS] = process.env.TRIBUNE_LONG !== undefined ? [50, 120] : [8, 7];

const stages = (more = ''): string =>
  `{ type: stages, stages: [{ name: screen, column: a }, { name: interview, column: b, positive: [hired], negative: ['no'] }, { name: offer, column: c }]${more} }`;
const policyOf = (outcome: string, requirements: readonly string[]) =>
  parsePolicy(`tribune: policy/v1
name: hiring
version: "1"
data:
  outcome: ${outcome}
  attributes: { sex: { reference: m } }
  minGroupSize: 20
monitor: { block: 1h, falseAlarmsPerDay: 0.1 }
requirements:
${requirements
  .map(
    (what, i) =>
      `  - { id: r${i}, ${what}, evidence: violation, severity: block, smallGroups: report, basis: { kind: ours, source: test } }\n`,
  )
  .join('')}`).policy;

const RATES = ['screen', 'interview', 'offer'].map(
  (stage) => `metric: stage_rate, stage: ${stage}, by: [], compare: value, min: 0.1`,
);
type Row = Readonly<Record<string, string>>;

function paneOf(policy: ReturnType<typeof policyOf>, plan: MonitorPlan, rows: readonly Row[]): Pane {
  const pane = emptyPane(plan);
  const observe = observer(policy, plan);
  for (const row of rows) {
    const seen = observe((column) => row[column]);
    if ('uncounted' in seen) throw new Error(seen.uncounted);
    addDecision(pane, seen.observation);
  }
  return pane;
}

const close = (plan: MonitorPlan, state: MonitorState, hour: number, panes: ReadonlyMap<string, Pane>) =>
  closeBlock(plan, state, { phase: 'decisions', window: windowOf(plan, START + hour * HOUR), panes });

describe('stages', () => {
  const ways: readonly Row[] = [
    { a: '0' },
    { a: '1' },
    { a: '1', b: 'no' },
    { a: '1', b: 'hired' },
    { a: '1', b: 'hired', c: '1' },
    { a: '1', b: 'hired', c: '0' },
  ].map((row) => ({ sex: 'f', ...row }));
  const records = ways.flatMap(({ sex, ...row }) =>
    Object.entries(row).map(([column, value]): Row => ({ sex: sex!, [column]: value })),
  );

  it.each([
    ['the ways of whole cases', ways],
    ['records of one stage each', records],
  ])('of %s have the same rates among those who reached them', (_, rows) => {
    const policy = policyOf(stages(), RATES);
    const plan = planMonitor(policy);
    expect(plan.unwatched).toEqual([]);
    const state = startMonitor(plan);
    const pane = paneOf(policy, plan, Array.from({ length: 20 }, () => rows).flat());
    for (let hour = 0; hour < 2; hour++) close(plan, state, hour, new Map([['d', pane]]));
    expect(monitorLines(plan, state).map(({ requirement, estimate, n }) => [requirement, estimate, n])).toEqual([
      ['r0', expect.closeTo(5 / 6, 12), 120],
      ['r1', expect.closeTo(3 / 4, 12), 80],
      ['r2', expect.closeTo(1 / 2, 12), 40],
    ]);
  });

  it('of routes are reached on the routes that they lie on', () => {
    const outcome = stages(', routes: { long: [screen, interview, offer], short: [interview, offer] }');
    const policy = policyOf(outcome, RATES);
    const plan = planMonitor(policy);
    const state = startMonitor(plan);
    const rows = [{ a: '1', b: 'hired', c: '0' }, { b: 'hired', c: '1' }, { b: 'no' }].map((row) => ({
      sex: 'f',
      ...row,
    }));
    const pane = paneOf(policy, plan, Array.from({ length: 20 }, () => rows).flat());
    for (let hour = 0; hour < 2; hour++) close(plan, state, hour, new Map([['d', pane]]));
    expect(monitorLines(plan, state).map(({ estimate, n }) => [estimate, n])).toEqual([
      [1, 20],
      [expect.closeTo(2 / 3, 12), 60],
      [1 / 2, 40],
    ]);
  });

  it('that no requirement names are not told apart, and whole funnels and single routes are not watched', () => {
    const outcome = stages(', routes: { long: [screen, interview, offer], short: [interview, offer] }');
    const plan = planMonitor(
      policyOf(outcome, [
        RATES[1]!,
        'metric: funnel_rate, by: [sex], compare: ratio, min: 0.8',
        'metric: stage_rate, stage: interview, route: short, by: [sex], compare: ratio, min: 0.8',
      ]),
    );
    expect(plan.places).toBe(3);
    expect(plan.unwatched).toMatchObject([
      { requirement: 'r1', reason: expect.stringContaining('known of a case when it ends') },
      { requirement: 'r2', reason: expect.stringContaining('the route short') },
    ]);
  });

  it('exactly at four fifths keep the budget, and below it are found', () => {
    const policy = policyOf(stages(), [
      'metric: stage_rate, stage: interview, by: [sex], compare: ratio, min: 0.8, oneSided: true',
    ]);
    const plan = planMonitor(policy);
    const observe = observer(policy, plan);
    const of = (sex: string, b: string): Observation => {
      const seen = observe((column) => ({ sex, b })[column]);
      if ('uncounted' in seen) throw new Error(seen.uncounted);
      return seen.observation;
    };
    const known = ['m', 'f'].map((sex) => ['no', 'hired'].map((b) => of(sex, b)));
    const run = (days: number, rate: number, seed: string) => {
      const state = startMonitor(plan);
      const random = createGenerator(seed);
      for (let hour = 0; hour < 24 * days; hour++) {
        const panes = Array.from({ length: DEPLOYMENTS }, (_, d) => {
          const pane = emptyPane(plan);
          for (let i = 0; i < 40; i++)
            addDecision(pane, known[i % 2]![Number(random.nextUniform() < (i % 2 === 0 ? 0.5 : rate))]!);
          return [`d${d}`, pane] as const;
        });
        close(plan, state, hour, new Map(panes));
      }
      return state.alarms;
    };
    const alarms = run(DAYS, 0.4, 'at four fifths');
    if (process.env.TRIBUNE_LONG !== undefined) console.log(`stages: ${alarms} false alarms in ${DAYS} days`);
    // At most 0.1 a day in expectation: a count of Poisson is above this once in ten thousand runs.
    expect(alarms).toBeLessThanOrEqual(DAYS * 0.1 + 4 * Math.sqrt(DAYS * 0.1) + 1);
    expect(run(7, 0.2, 'below')).toBe(DEPLOYMENTS);
  }, 3_600_000);
});
