import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { createGenerator } from '../../core/stats/index.js';
import {
  addDecision,
  boundEnds,
  closeBlock,
  emptyPane,
  type MonitorPlan,
  type MonitorState,
  monitorLines,
  monitorSummary,
  observer,
  type Pane,
  planMonitor,
  readState,
  type StateChange,
  startMonitor,
  stateJson,
  windowOf,
} from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
/** `TRIBUNE_LONG=1` closes a year of 150 series of each claim (some minutes), in place of twelve days of 20. */
const [DEPLOYMENTS, DAYS] = process.env.TRIBUNE_LONG !== undefined ? [150, 365] : [20, 12];
/** People an hour. */
const SIZE = 40;

const policyOf = (what: string) =>
  parsePolicy(
    monitoredPolicy({ more: ', labelHorizon: 1d', requirements: monitoredRequirement('q', what) }).replace(
      '  favourable: 1\n',
      '  favourable: 1\n  score: s\n  cutoff: 0.5\n',
    ),
  ).policy;

interface Person {
  readonly sex: string;
  readonly score: number;
  readonly label: 0 | 1 | null;
}

const observers = new Map<string, ReturnType<typeof observer>>();

function paneOf(what: string, plan: MonitorPlan, people: readonly Person[]): Pane {
  const pane = emptyPane(plan);
  const observe = observers.get(what) ?? observer(policyOf(what), plan);
  observers.set(what, observe);
  for (const { sex, score, label } of people) {
    const seen = observe((column) => ({ sex, s: score, p: score >= 0.5 ? '1' : '0', y: label?.toString() })[column]);
    if ('uncounted' in seen) throw new Error(seen.uncounted);
    addDecision(pane, seen.observation);
  }
  return pane;
}

const closeHour = (plan: MonitorPlan, state: MonitorState, hour: number, panes: ReadonlyMap<string, Pane>) =>
  closeBlock(plan, state, { phase: plan.watches[0]!.phase, window: windowOf(plan, START + hour * HOUR), panes });

/** Three true positives, one false positive, two false negatives and four true negatives, whose scores are near their labels by 0.2. */
const TEN: readonly Person[] = [
  ...[1, 1, 1].map((label) => ({ score: 0.8, label })),
  { score: 0.8, label: 0 },
  ...[1, 1].map((label) => ({ score: 0.2, label })),
  ...[0, 0, 0, 0].map((label) => ({ score: 0.2, label })),
].map(({ score, label }) => ({ sex: 'f', score, label: label as 0 | 1 }));

const FOUR_TIMES = [...TEN, ...TEN, ...TEN, ...TEN];
const men = FOUR_TIMES.map((one) => ({ ...one, sex: 'm' }));

describe('what is a mean of scores, and F1', () => {
  it.each([
    ['metric: f1, by: [sex], compare: value, min: 0.7', 'labels', 2 / 3],
    ['metric: brier, by: [sex], compare: value, max: 0.2', 'labels', (7 * 0.04 + 3 * 0.64) / 10],
    ['metric: brier, by: [sex], compare: ratio, max: 1.25, oneSided: true', 'labels', 1],
    ['metric: mean_score, by: [sex], compare: difference, max: 0.05', 'decisions', 0],
    ['metric: mean_score, by: [sex], compare: value, max: 0.5', 'decisions', 0.44],
  ])('%s is watched, and shown as it is', (what, phase, estimate) => {
    const plan = planMonitor(policyOf(what));
    expect(plan.unwatched).toEqual([]);
    expect(plan.watches).toMatchObject([{ phase }]);
    const state = startMonitor(plan);
    const pane = paneOf(what, plan, [...FOUR_TIMES, ...men]);
    for (let hour = 0; hour < 2; hour++) closeHour(plan, state, hour, new Map([['loans', pane]]));
    const [line] = monitorLines(plan, readState(plan, JSON.parse(JSON.stringify(stateJson(state)))));
    expect(line).toMatchObject({ requirement: 'q', state: 'watching', level: 0.95 });
    expect(line!.estimate).toBeCloseTo(estimate, 4);
    expect(line!.lower).toBeLessThan(estimate);
    expect(line!.upper).toBeGreaterThan(estimate);
  });

  it('the end of a bound on F1, and what would be found, are F1', () => {
    const what = 'metric: f1, by: [sex], compare: value, min: 0.6';
    const plan = planMonitor(policyOf(what));
    expect(boundEnds(plan.watches[0]!)).toEqual([{ side: 'at-least', value: 0.6 }]);
    const state = startMonitor(plan);
    const pane = paneOf(what, plan, FOUR_TIMES);
    for (let hour = 0; hour < 30; hour++) closeHour(plan, state, hour, new Map([['loans', pane]]));
    const [{ gapIn30Days } = { gapIn30Days: null }] = monitorSummary(plan, state).detectable;
    expect(gapIn30Days).toBeGreaterThan(0.5);
    expect(gapIn30Days).toBeLessThan(0.6);
  });

  it('of labels that are not known F1 has the bounds that they leave', () => {
    const what = 'metric: f1, by: [sex], compare: value, min: 0.6';
    const plan = planMonitor(policyOf(what));
    const state = startMonitor(plan);
    const half = FOUR_TIMES.map((one, i) => (i < 20 ? one : { ...one, label: null }));
    for (let hour = 0; hour < 4; hour++) closeHour(plan, state, hour, new Map([['loans', paneOf(what, plan, half)]]));
    const [line] = monitorLines(plan, state);
    // Of 20 labelled 6 true positives, 2 false and 4 missed; of 20 others 8 were predicted 1.
    expect(line!.labelCoverage).toBe(0.5);
    expect(line!.labelBounds!.lower).toBeCloseTo((2 * 6) / (2 * 6 + 6 + 20), 12);
    expect(line!.labelBounds!.upper).toBeCloseTo((2 * 14) / (2 * 14 + 6), 12);
  });

  it('is not watched where no value can break its bound, and says so', () => {
    expect(planMonitor(policyOf('metric: mean_score, by: [sex], compare: value, min: 0')).unwatched).toEqual([
      {
        requirement: 'q',
        reason: 'a value of at least 0 is one that all values from 0 to 1 keep, or all break',
        instead: 'Write a bound that some scores of 0 to 1 keep and others break.',
      },
    ]);
  });
});

type Random = ReturnType<typeof createGenerator>;

/** People exactly at a bound, women and men; `gap` moves women away from it. */
const LAWS: Readonly<Record<string, (random: Random, gap: number) => Omit<Person, 'sex'>>> = {
  // J = 0.25 / 0.5, so that F1 is 2/3.
  'metric: f1, by: [], compare: value, min: 0.66666666666667': (random, gap) => {
    const draw = random.nextUniform();
    if (draw < 0.25 - gap) return { score: 0.9, label: 1 };
    if (draw < 0.35) return { score: 0.9, label: 0 };
    return draw < 0.5 ? { score: 0.1, label: 1 } : { score: 0.1, label: 0 };
  },
  // Scores of 0 or 1 vary more than all others: a Brier score of 0.1 where a tenth is wrong.
  'metric: brier, by: [], compare: value, max: 0.1': (random, gap) => {
    const label = random.nextUniform() < 0.4 ? 1 : 0;
    return { score: random.nextUniform() < 0.1 + gap ? 1 - label : label, label };
  },
  'metric: mean_score, by: [], compare: value, min: 0.3': (random, gap) => ({
    score: random.nextUniform() < 0.3 - gap ? 1 : 0,
    label: null,
  }),
};

describe.each(Object.keys(LAWS))('%s', (what) => {
  const plan = planMonitor(policyOf(what));
  const run = (days: number, gap: number, seed: string) => {
    const state = startMonitor(plan);
    const random = createGenerator(seed);
    const changes: StateChange[] = [];
    for (let hour = 0; hour < 24 * days; hour++) {
      const panes = Array.from({ length: DEPLOYMENTS }, (_, d) => {
        const people = Array.from({ length: SIZE }, () => ({ sex: 'f', ...LAWS[what]!(random, hour < 48 ? 0 : gap) }));
        return [`d${d}`, paneOf(what, plan, people)] as const;
      });
      changes.push(...closeHour(plan, state, hour, new Map(panes)));
    }
    return changes.filter(({ state: condition }) => condition === 'firing');
  };

  it('exactly at its bound raises no more false alarms than the budget', () => {
    const alarms = run(DAYS, 0, 'at the bound').length;
    if (process.env.TRIBUNE_LONG !== undefined) console.log(`${what}: ${alarms} false alarms in ${DAYS} days`);
    // At most 0.1 a day in expectation: a count of Poisson is above this once in ten thousand runs.
    expect(alarms).toBeLessThanOrEqual(DAYS * 0.1 + 4 * Math.sqrt(DAYS * 0.1) + 1);
  }, 3_600_000);

  it('beyond it is found', () => {
    const found = new Set(run(7, 0.1, 'beyond').map(({ deployment }) => deployment));
    expect(found.size).toBe(DEPLOYMENTS);
  }, 3_600_000);
});
