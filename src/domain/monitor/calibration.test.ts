import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { checkPolicy, parsePolicy } from '../../core/policy/index.js';
import { blockCalibrationEvidence, calibrationByBand, createGenerator } from '../../core/stats/index.js';
import {
  addDecision,
  closeBlock,
  emptyPane,
  type MonitorPlan,
  type MonitorState,
  monitorLines,
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
const OFF = monitoredRequirement('off', 'metric: expected_calibration_error, by: [sex], compare: value, max: 0.05');
/** `TRIBUNE_LONG=1` closes a year of 150 series (some minutes), in place of three weeks of 20. */
const [DEPLOYMENTS, DAYS] = process.env.TRIBUNE_LONG !== undefined ? [75, 365] : [10, 21];

const textOf = (calibration: string, more = ', labelHorizon: 1d'): string =>
  monitoredPolicy({ more: `${more}, calibration: ${calibration}`, requirements: OFF }).replace(
    '  favourable: 1\n',
    '  favourable: 1\n  score: s\n  cutoff: 0.5\n',
  );
const policyOf = (calibration: string) => parsePolicy(textOf(calibration)).policy;
const HALVES = '{ bands: [0, 0.5, 1], by: [sex] }';

interface Person {
  readonly sex: string;
  readonly score: number;
  readonly label: 0 | 1 | null;
}

/** A pane of people, read as rows are. */
function paneOf(calibration: string, plan: MonitorPlan, people: readonly Person[]): Pane {
  const pane = emptyPane(plan);
  const observe = observer(policyOf(calibration), plan);
  for (const { sex, score, label } of people) {
    const seen = observe((column) => ({ sex, s: score, p: score >= 0.5 ? '1' : '0', y: label?.toString() })[column]);
    if ('uncounted' in seen) throw new Error(seen.uncounted);
    addDecision(pane, seen.observation);
  }
  return pane;
}

function closeHours(plan: MonitorPlan, state: MonitorState, hours: readonly Pane[], name = 'loans'): StateChange[] {
  const first = state.closed.labels ?? START;
  return hours.flatMap((pane, i) =>
    closeBlock(plan, state, {
      phase: 'labels',
      window: windowOf(plan, first + i * HOUR),
      panes: new Map([[name, pane]]),
    }),
  );
}

const states = (changes: readonly StateChange[]) => changes.map(({ state }) => state);

type Random = ReturnType<typeof createGenerator>;
/** People of both sexes whose labels turn out positive by so much more often than their scores say, women's alone. */
const people = (random: Random, off: number, n = 40): Person[] =>
  Array.from({ length: n }, (_, i) => {
    const sex = i % 2 === 0 ? 'm' : 'f';
    const score = Math.round((0.1 + 0.8 * random.nextUniform()) * 1000) / 1000;
    const chance = Math.min(1, Math.max(0, score + (sex === 'f' ? off : 0)));
    return { sex, score, label: random.nextUniform() < chance ? 1 : 0 };
  });

describe('calibration by group and band', () => {
  it('is silent while labels are as scores say, fires in the group whose labels are not, and ends when they are again', () => {
    const plan = planMonitor(policyOf(HALVES));
    const state = startMonitor(plan);
    const random = createGenerator('calibration');
    const days = (count: number, off: number) =>
      closeHours(
        plan,
        state,
        Array.from({ length: 24 * count }, () => paneOf(HALVES, plan, people(random, off))),
      );
    expect(states(days(6, 0)).filter((one) => one === 'firing')).toEqual([]);
    const alarms = days(5, 0.2).filter((one) => one.state === 'firing');
    expect(alarms.map(({ component, series }) => [component, series.group.sex]).sort()).toEqual([
      ['0-0.5', 'f'],
      ['0.5-1', 'f'],
    ]);
    for (const { estimate, lower, upper, labelCoverage, requirement } of alarms) {
      expect(requirement).toBe('calibration');
      expect(estimate).toBeGreaterThan(0.1);
      expect(lower).toBeLessThan(0.2);
      expect(upper).toBeGreaterThan(0.2);
      expect(labelCoverage).toBe(1);
    }
    expect(states(days(12, 0)).filter((one) => one === 'resolved')).toHaveLength(2);
  });

  it('has the evidence of blockCalibrationEvidence, up to the rounding of steps', () => {
    const plan = planMonitor(policyOf('{ bands: [0.25, 0.5], tolerance: 0.02 }'));
    const state = startMonitor(plan);
    const random = createGenerator('same evidence');
    const scores = (): Person[] =>
      Array.from({ length: 60 }, () => ({
        sex: 'f',
        score: 0.25 + 0.249 * random.nextUniform(),
        label: random.nextUniform() < 0.55 ? 1 : 0,
      }));
    const [first, second] = [scores(), scores()];
    closeHours(plan, state, [paneOf('{ bands: [0.25, 0.5], tolerance: 0.02 }', plan, first)]);
    closeHours(plan, state, [paneOf('{ bands: [0.25, 0.5], tolerance: 0.02 }', plan, second)]);
    const sums = (some: readonly Person[]) =>
      calibrationByBand(
        some.map(({ score }) => score),
        some.map(({ label }) => label!),
        [0, 0.25, 0.5, 1],
      )[1]!;
    const evidence = blockCalibrationEvidence({
      ...{ band: { from: 0.25, to: 0.5 }, tolerance: 0.02 },
      ...{ past: sums(first), block: sums(second) },
    });
    const [line] = monitorLines(plan, state);
    const { n, residuals } = sums(second);
    expect(line!.logEvidence).toBeCloseTo(evidence, 2);
    expect(line!.logEvidence).toBeLessThanOrEqual(evidence);
    expect(line).toMatchObject({ n, estimate: expect.closeTo(residuals / n, 4) });
  });

  it('counts nobody without a label, without a score or outside of the bands, and each person in one band', () => {
    const bands = '{ bands: [0.2, 0.5, 1] }';
    const plan = planMonitor(policyOf(bands));
    const state = startMonitor(plan);
    const row = (score: number, label: 0 | 1 | null = 1): Person => ({ sex: 'f', score, label });
    const once = [row(0.1), row(0.2), row(0.5), row(1), row(0.7, null), row(0.3, 0)];
    closeHours(plan, state, [paneOf(bands, plan, Array.from({ length: 20 }, () => once).flat())]);
    closeHours(plan, state, [paneOf(bands, plan, once)]);
    expect(monitorLines(plan, state)).toMatchObject([
      { component: '0.2-0.5', n: 2, estimate: expect.closeTo((0.8 - 0.3) / 2, 4), labelCoverage: 5 / 6 },
      { component: '0.5-1', n: 2, estimate: expect.closeTo(0.25, 4), labelCoverage: 5 / 6 },
    ]);
  });

  it('goes on from stored panes and states as if they had never been stored', () => {
    const plan = planMonitor(policyOf(HALVES));
    const random = createGenerator('stored calibration');
    const hours = Array.from({ length: 24 * 6 }, (_, hour) =>
      paneOf(HALVES, plan, people(random, hour < 48 ? 0 : 0.3)),
    );
    const whole = startMonitor(plan);
    const changes = closeHours(plan, whole, hours);
    expect(states(changes)).toContain('firing');
    let state = startMonitor(plan);
    const again: StateChange[] = [];
    for (const pane of hours) {
      again.push(...closeHours(plan, state, [readPane(plan, JSON.parse(JSON.stringify(paneJson(pane))))]));
      state = readState(plan, JSON.parse(JSON.stringify(stateJson(state))));
    }
    expect(again).toEqual(changes);
    expect(stateJson(state)).toEqual(stateJson(whole));
  });

  it.each([0.05, -0.05])('exactly at a tolerance of 0.05, labels off by %d, keeps the budget of the fleet', (off) => {
    const calibration = '{ bands: [0.1, 0.5, 0.9], tolerance: 0.05 }';
    const plan = planMonitor(policyOf(calibration));
    const state = startMonitor(plan);
    const random = createGenerator(`calibration errors ${off}`);
    const moments = plan.moments!;
    const observe = observer(policyOf(calibration), plan);
    for (let hour = 0; hour < 24 * DAYS; hour++) {
      const panes = new Map<string, Pane>();
      for (let d = 0; d < DEPLOYMENTS; d++) {
        const pane = emptyPane(plan);
        for (const { sex, score } of people(random, 0, 20)) {
          const label = random.nextUniform() < score + off ? '1' : '0';
          const seen = observe((column) => ({ sex, s: score, p: '0', y: label })[column]);
          if ('observation' in seen) addDecision(pane, seen.observation);
        }
        panes.set(`d${d}`, pane);
      }
      closeBlock(plan, state, { phase: 'labels', window: windowOf(plan, START + hour * HOUR), panes });
    }
    expect(moments).toHaveLength(2);
    expect(state.epoch.series).toBe(2 * DEPLOYMENTS);
    // In expectation at most 0.1 a day; a Poisson count with that mean exceeds the limit once in ten thousand seeds.
    const expected = 0.1 * DAYS;
    expect(state.alarms).toBeLessThanOrEqual(expected + 4 * Math.sqrt(expected) + 2);
  });

  it.each([
    ['{ bands: [0.5, 0.25] }', 'the bands of calibration do not ascend'],
    ['{ bands: [0, 1], by: [sexx] }', 'there is no attribute "sexx"'],
    ['{ bands: [0, 1], by: [sex, sex] }', 'an attribute of calibration stands twice'],
    ['{ bands: [0, 0.1, 0.9, 1], tolerance: 0.99 }', 'no labels are further than 0.99 from scores of 0.1 to 0.9'],
  ])('refuses %s: %s', (calibration, message) => {
    expect(checkPolicy(textOf(calibration)).map((one) => one.message)).toContain(message);
  });

  it('needs labels, their horizon and a score', () => {
    const messages = (text: string) => checkPolicy(text).map(({ message }) => message);
    expect(messages(textOf(HALVES, ''))).toContain(
      'calibration needs labels, and monitor.labelHorizon does not say when they are known',
    );
    expect(messages(textOf(HALVES).replace('  score: s\n  cutoff: 0.5\n', ''))).toContain(
      'calibration is about scores and labels, and the policy binds no score',
    );
  });

  it('is not watched where only those with one prediction get a label, who say nothing of the others', () => {
    const text = textOf(HALVES).replace("negative: ['0'] }", "negative: ['0'], seenFor: favourable }");
    const { watches, unwatched } = planMonitor(parsePolicy(text).policy);
    expect(watches).toEqual([]);
    // It would be no advice to watch what is not watched here either.
    expect(unwatched.find(({ requirement }) => requirement === 'off')?.instead).not.toContain('calibration: {');
    expect(unwatched.find(({ requirement }) => requirement === 'calibration')?.reason).toBe(
      'label minus score needs the labels of everyone, and labels are seen only for the favourable prediction (data.label.seenFor)',
    );
  });

  it('is what a requirement about a calibration error is told to use, which adds absolute values', () => {
    const { unwatched } = planMonitor(policyOf(HALVES));
    expect(unwatched[0]).toMatchObject({ requirement: 'off', instead: expect.stringContaining('calibration: {') });
  });

  it('keeps the side that labels can break where they cannot break the other', () => {
    const { watches } = planMonitor(policyOf('{ bands: [0, 0.04, 0.97, 1] }'));
    expect(watches.filter(({ metric }) => metric === null).map(({ bound }) => bound)).toEqual([
      { max: 0.05 },
      { min: -0.05, max: 0.05 },
      { min: -0.05 },
    ]);
  });
});
