import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { createGenerator } from '../../core/stats/index.js';
import { SCORE_EDGES } from '../monitor-panes/index.js';
import { simulateFleet } from '../monitor-simulation/index.js';
import { countedAreas } from '../monitor-watches/index.js';
import {
  addDecision,
  boundEnds,
  closeBlock,
  emptyPane,
  type MonitorPlan,
  type MonitorState,
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
  sumsOf,
  windowOf,
} from './index.js';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);

const policyOf = (bound: string) =>
  parsePolicy(
    monitoredPolicy({
      more: ', labelHorizon: 1d',
      block: '1d',
      requirements: monitoredRequirement('area', `metric: auc, by: [sex], ${bound}`),
    }).replace('  favourable: 1\n', '  favourable: 1\n  score: s\n  cutoff: 0.5\n'),
  ).policy;
const FLOOR = policyOf('compare: value, min: 0.75');
const GAP = policyOf('compare: difference, max: 0.05, reference: { sex: m }');

type Random = ReturnType<typeof createGenerator>;
interface Person {
  readonly sex: string;
  readonly score: number | null;
  readonly label: 0 | 1 | null;
}

/** People of both sexes, whose scores are higher with label 1 by so much on the scale of log-odds, women's by another. */
function people(random: Random, shifts: Readonly<Record<string, number>>, n = 400): Person[] {
  return Array.from({ length: n }, (_, i) => {
    const sex = i % 2 === 0 ? 'm' : 'f';
    const label = random.nextUniform() < 0.3 ? 1 : 0;
    return { sex, score: 1 / (1 + Math.exp(1 - random.nextNormal() - shifts[sex]! * label)), label };
  });
}

function paneOf(policy: typeof FLOOR, plan: MonitorPlan, all: readonly Person[]): Pane {
  const pane = emptyPane(plan);
  const observe = observer(policy, plan);
  for (const { sex, score, label } of all) {
    const seen = observe((column) => ({ sex, s: score ?? '', p: '1', y: label?.toString() })[column]);
    if ('uncounted' in seen) throw new Error(seen.uncounted);
    addDecision(pane, seen.observation);
  }
  return pane;
}

function closeDays(plan: MonitorPlan, state: MonitorState, days: readonly Pane[]): StateChange[] {
  const first = state.closed.labels ?? START;
  return days.flatMap((pane, i) =>
    closeBlock(plan, state, {
      phase: 'labels',
      window: windowOf(plan, first + i * DAY),
      panes: new Map([['loans', pane]]),
    }),
  );
}

/** Shifts that make the areas 0.8, 0.75 and 0.6 of normal laws. */
const [GOOD, WORSE, BAD] = [1.19, 0.954, 0.358];

describe('areas under the curve', () => {
  it('of few people are sums that can be, however they were rounded', () => {
    const random = createGenerator('few');
    const bins = () => Array.from({ length: 6 }, () => Math.floor(6 * random.nextUniform()));
    for (let i = 0; i < 500; i++) {
      const counted = countedAreas(bins(), bins());
      for (const at of [0, 4, 8]) {
        const { n, sum, sumOfSquares } = sumsOf(counted, at);
        expect(sumOfSquares).toBeLessThanOrEqual(sum);
        expect(sumOfSquares * n).toBeGreaterThanOrEqual(sum * sum - 1e-12);
      }
    }
  });

  it('fire in the group whose floor is broken, and end when it is kept again; a state that was stored goes on', () => {
    const plan = planMonitor(FLOOR);
    expect(plan.unwatched).toEqual([]);
    expect(boundEnds(plan.watches[0]!)).toEqual([{ side: 'at-least', value: 0.75 }]);
    const random = createGenerator('areas');
    let state = startMonitor(plan);
    const days = (count: number, f: number): StateChange[] => {
      const panes = Array.from({ length: count }, () => paneOf(FLOOR, plan, people(random, { m: GOOD * 1.2, f })));
      const changes = closeDays(plan, state, panes);
      state = readState(plan, JSON.parse(JSON.stringify(stateJson(state))));
      return changes;
    };
    expect(days(15, GOOD * 1.2).filter((one) => one.state === 'firing')).toEqual([]);
    const alarms = days(25, BAD).filter((one) => one.state === 'firing');
    expect(alarms.map(({ series }) => series.group.sex)).toEqual(['f']);
    const { estimate, lower, upper, n, labelCoverage } = alarms[0]!;
    expect(estimate).toBeGreaterThan(0.5);
    expect(estimate).toBeLessThan(0.7);
    expect(lower).toBeLessThan(0.6);
    expect(upper).toBeGreaterThan(0.6);
    expect([n % 200, labelCoverage]).toEqual([0, 1]);
    expect(days(60, 1.8).filter((one) => one.state === 'resolved')).toHaveLength(1);
    const [found] = monitorSummary(plan, state).detectable;
    expect(found!.gapIn30Days).toBeGreaterThan(0.5);
    expect(found!.gapIn30Days).toBeLessThan(0.75);
  });

  it('of two groups are compared', () => {
    const plan = planMonitor(GAP);
    const state = startMonitor(plan);
    const random = createGenerator('two areas');
    const pane = (f: number) => paneOf(GAP, plan, people(random, { m: GOOD, f }));
    const quiet = closeDays(
      plan,
      state,
      Array.from({ length: 15 }, () => pane(WORSE)),
    );
    expect(quiet.filter((one) => one.state === 'firing')).toEqual([]);
    const changes = closeDays(
      plan,
      state,
      Array.from({ length: 40 }, () => pane(BAD)),
    );
    expect(changes.filter((one) => one.state === 'firing').map(({ series }) => series)).toEqual([
      { group: { sex: 'f' }, reference: { sex: 'm' } },
    ]);
    const [line] = monitorLines(plan, state);
    expect(line!.estimate).toBeCloseTo(-0.2, 1);
  });

  it('know no order, add over panes, and read back what they wrote', () => {
    const plan = planMonitor(FLOOR);
    const all = [
      ...people(createGenerator('order'), { m: GOOD, f: BAD }, 90),
      { sex: 'f', score: null, label: 1 as const },
      { sex: 'x', score: 0.4, label: null },
    ];
    const whole = paneOf(FLOOR, plan, all);
    const [a, b] = [paneOf(FLOOR, plan, all.slice(0, 40)), paneOf(FLOOR, plan, all.slice(40))];
    mergePanes(a, b);
    expect(paneJson(a)).toEqual(paneJson(whole));
    const json = paneJson(whole);
    expect(json.version).toBe(4);
    // A cell without labels writes no bins.
    expect(json.cells.find(([values]) => values[0] === 'x')![1].length).toBeLessThan(7);
    expect(paneJson(readPane(plan, JSON.parse(JSON.stringify(json))))).toEqual(json);
    expect(() => readPane(plan, { ...json, areas: [3] })).toThrow('other bins of scores');
    const [one, other] = [startMonitor(plan), startMonitor(plan)];
    closeDays(plan, one, [whole, whole, whole]);
    const turned = paneOf(FLOOR, plan, all.toReversed());
    closeDays(plan, other, [turned, turned, turned]);
    const lines = (state: MonitorState) =>
      monitorLines(plan, state).sort((x, y) => (x.series.group.sex! < y.series.group.sex! ? -1 : 1));
    expect(lines(other)).toEqual(lines(one));
  });

  it('are known up to the pairs that share a bin, which are few of scores of any size', () => {
    expect(SCORE_EDGES).toEqual([...SCORE_EDGES].sort((a, b) => a - b));
    expect(new Set(SCORE_EDGES).size).toBe(SCORE_EDGES.length);
    expect([SCORE_EDGES[0]! < 0.001, SCORE_EDGES.at(-1)! > 0.999]).toEqual([true, true]);
  });
});

it.runIf(process.env.TRIBUNE_LONG !== undefined)(
  '150 series a day exactly at their bound keep the budget over four years',
  () => {
    for (const policy of [FLOOR, GAP]) {
      const plan = planMonitor(policy);
      const fleet = { series: 150, days: 1460, ratePerHour: 10, generator: createGenerator(7) };
      const at = simulateFleet(plan, { ...fleet, shift: null });
      const delays = [0.05, 0.1, 0.15].map(
        (size) =>
          simulateFleet(plan, { ...fleet, days: 365, shift: { size, day: 30 }, generator: createGenerator(`${size}`) })
            .detectionDelayHours,
      );
      console.log(JSON.stringify({ bound: plan.watches[0]!.bound, at, delays }));
      expect(at.falseAlarmsPerDay).toBeLessThanOrEqual(0.1);
    }
  },
  3_600_000,
);
