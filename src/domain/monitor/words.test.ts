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
  observer,
  type Pane,
  planMonitor,
  startMonitor,
  windowOf,
} from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
/** `TRIBUNE_LONG=1` closes a year of 75 deployments, in place of three weeks of 10. */
const [DEPLOYMENTS, DAYS] = process.env.TRIBUNE_LONG !== undefined ? [75, 365] : [10, 21];

const GRADES = '{ type: ordered, column: grade, levels: [F, E, D, C, B, A], favourable: higher, none: [withdrawn] }';
const PLACES =
  '{ type: class, column: place, classes: [gymnasium, technical, vocational], favourable: [gymnasium, technical] }';

const policyOf = (outcome: string, requirements: readonly string[]) =>
  parsePolicy(`tribune: policy/v1
name: school
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
type Policy = ReturnType<typeof policyOf>;

function paneOf(policy: Policy, plan: MonitorPlan, words: Readonly<Record<string, readonly string[]>>): Pane {
  const pane = emptyPane(plan);
  const observe = observer(policy, plan);
  for (const [sex, some] of Object.entries(words))
    for (const word of some) {
      const seen = observe((column) => ({ sex, grade: word, place: word })[column]);
      if ('observation' in seen) addDecision(pane, seen.observation);
    }
  return pane;
}

function close(plan: MonitorPlan, state: MonitorState, hour: number, panes: ReadonlyMap<string, Pane>) {
  return closeBlock(plan, state, { phase: 'decisions', window: windowOf(plan, START + hour * HOUR), panes });
}

const shown = (plan: MonitorPlan, state: MonitorState) =>
  monitorLines(plan, state)
    .filter(({ series }) => series.group.sex === 'f')
    .map(({ requirement, estimate, n }) => [requirement, estimate, n]);

describe('levels', () => {
  it('are watched by the share at a level or a better one, whichever end is good', () => {
    const asked = ['C', 'A'].map(
      (level) => `metric: share_at_least, level: ${level}, by: [sex], compare: value, min: 0.1`,
    );
    const words = { f: Array.from({ length: 4 }, () => ['A', 'B', 'C', 'D', 'E', 'F', 'F', 'F', 'F', 'F']).flat() };
    for (const [outcome, ofC, ofA] of [
      [GRADES, 0.3, 0.1],
      [GRADES.replace('higher', 'lower'), 0.8, 1],
    ] as const) {
      const policy = policyOf(outcome, asked);
      const plan = planMonitor(policy);
      const state = startMonitor(plan);
      for (const hour of [0, 1]) close(plan, state, hour, new Map([['school', paneOf(policy, plan, words)]]));
      const found = shown(plan, state).filter(([, estimate]) => estimate !== null);
      expect(found[0]).toEqual(['r0', ofC, 40]);
      // That everybody has the worst level or a better one is no claim.
      if (ofA < 1) expect(found[1]).toEqual(['r1', ofA, 40]);
    }
  });

  it('share a place in panes where no requirement tells them apart, and who withdrew counts apart', () => {
    const policy = policyOf(GRADES, ['metric: share_at_least, level: C, by: [sex], compare: ratio, min: 0.8']);
    const plan = planMonitor(policy);
    expect(plan.words).toEqual([0, 0, 0, 1, 1, 1]);
    expect(plan.places).toBe(2);
    const observe = observer(policy, plan);
    expect(observe((column) => ({ sex: 'f', grade: 'withdrawn' })[column])).toEqual({
      uncounted: 'excluded: no decision',
    });
    expect(observe((column) => ({ sex: 'f', grade: 'G' })[column])).toEqual({ uncounted: 'unreadable: outcome:word' });
  });

  it('say of all others together that they cannot be watched, and what can', () => {
    const { unwatched } = planMonitor(policyOf(GRADES, ['metric: mean_rank, by: [sex], compare: value, min: 0.45']));
    expect(unwatched).toMatchObject([{ requirement: 'r0', instead: expect.stringContaining('share_at_least') }]);
  });

  it.each([
    ['compare: ratio, min: 0.8, oneSided: true', 0.4],
    ['compare: difference, max: 0.1', 0.4],
  ])('exactly at the bound %s keep the budget of the fleet', (bound, share) => {
    const policy = policyOf(GRADES, [`metric: share_at_least, level: C, by: [sex], ${bound}`]);
    const plan = planMonitor(policy);
    const state = startMonitor(plan);
    const random = createGenerator(`levels ${bound}`);
    const grades = (n: number, good: number): string[] =>
      Array.from({ length: n }, () => (random.nextUniform() < good ? 'B' : 'E'));
    for (let hour = 0; hour < 24 * DAYS; hour++)
      close(
        plan,
        state,
        hour,
        new Map(
          Array.from({ length: DEPLOYMENTS }, (_, d) => [
            `d${d}`,
            paneOf(policy, plan, { f: grades(20, share), m: grades(20, 0.5) }),
          ]),
        ),
      );
    // In expectation at most 0.1 a day; a Poisson count with that mean exceeds the limit once in ten thousand seeds.
    const expected = 0.1 * DAYS;
    expect(state.alarms).toBeLessThanOrEqual(expected + 4 * Math.sqrt(expected) + 2);
    // A quarter of what men have is found within two days by all.
    const found = new Set<string>();
    for (let hour = 24 * DAYS; hour < 24 * DAYS + 48; hour++)
      for (const change of close(
        plan,
        state,
        hour,
        new Map(
          Array.from({ length: DEPLOYMENTS }, (_, d) => [
            `d${d}`,
            paneOf(policy, plan, { f: grades(20, 0.125), m: grades(20, 0.5) }),
          ]),
        ),
      ))
        if (change.state === 'firing') found.add(change.deployment);
    expect(found.size).toBe(DEPLOYMENTS);
  });
});

describe('classes', () => {
  it('are watched by the rate of one class, or of all favourable ones', () => {
    const asked = (what: string) => `metric: class_rate${what}, by: [sex], compare: value, min: 0.1`;
    const policy = policyOf(PLACES, [asked(''), asked(', class: technical')]);
    const plan = planMonitor(policy);
    const state = startMonitor(plan);
    const places = {
      f: Array.from({ length: 10 }, () => ['gymnasium', 'technical', 'technical', 'vocational']).flat(),
    };
    for (const hour of [0, 1]) close(plan, state, hour, new Map([['school', paneOf(policy, plan, places)]]));
    expect(shown(plan, state)).toEqual([
      ['r0', 0.75, 40],
      ['r1', 0.5, 40],
    ]);
  });

  it('say which of their measures wait for the class that was due', () => {
    const { watches, unwatched } = planMonitor(
      policyOf(PLACES.replace('place,', 'place,'), [
        'metric: class_rate, by: [sex], compare: ratio, min: 0.8',
        'metric: class_recall, class: technical, by: [sex], compare: difference, max: 0.1',
      ]),
    );
    expect(watches.map(({ id }) => id)).toEqual(['r0']);
    expect(unwatched).toMatchObject([{ requirement: 'r1', instead: expect.stringContaining('labelHorizon') }]);
  });
});
