import { describe, expect, it } from 'vitest';
import { amountPolicy, amountRequirement } from '../../../test/support/amount-policy.js';
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
/** `TRIBUNE_LONG=1` closes 60 days of 30 deployments of each quantity (some three minutes), in place of three days of 3. */
const IS_LONG = process.env.TRIBUNE_LONG !== undefined;
const [DEPLOYMENTS, DAYS] = IS_LONG ? [30, 60] : [3, 3];
/** Areas of so few are not always found within the day. */
const LEAST_FOUND = IS_LONG ? 0.7 * DEPLOYMENTS : DEPLOYMENTS - 1;
const SIZE = 60;

type Random = ReturnType<typeof createGenerator>;
type Row = Readonly<Record<string, string | number>>;
/** What is so of women and of men; how it is meant is said by each quantity. */
type Levels = Readonly<Record<'f' | 'm', number>>;

interface Quantity {
  readonly name: string;
  readonly text: string;
  readonly phase: 'decisions' | 'labels';
  /** A person of a group of which this is so. */
  readonly draw: (level: number, random: Random) => Row;
  /** Levels that differ by exactly the bound of the change, for women or of the gap, and how much lower women are then to be found. */
  readonly even: Levels;
  readonly odd: Levels;
  readonly fall: number;
  readonly bound: { readonly min?: number; readonly max?: number };
}

const scored = (what: string, change: string): string =>
  monitoredPolicy({
    more: `, labelHorizon: 1d, changes: [{ requirement: q, ${change} }]`,
    requirements: monitoredRequirement('q', what),
  }).replace('  favourable: 1\n', '  favourable: 1\n  score: s\n  cutoff: 0.5\n');

const amounts = (what: string, change: string): string =>
  amountPolicy({
    more: `, amounts: { to: 10000 }, changes: [{ requirement: q, ${change} }]`,
    requirements: amountRequirement('q', what),
  });

/** Amounts of a wide spread whose mean is `level`. */
const amountOf = (level: number, random: Random): Row => ({
  limit: Math.round(level + 3000 * (random.nextUniform() - 1 / 2)),
});

/** Scores of an area of `level`: who has label 1 scores above who has not with that chance. */
function scoreOf(level: number, random: Random): Row {
  const y = random.nextUniform() < 0.5 ? 1 : 0;
  // Of two uniform numbers from 0 to 1, shifted by d, the one is above the other with the chance 1 - (1 - d)^2 / 2.
  const d = 1 - Math.sqrt(2 * (1 - level));
  return { y, p: 1, s: (random.nextUniform() + d * y) / 2 };
}

/** Predictions and labels of which F1 is `level`: true positives weigh double beside those that are wrong. */
function f1Of(level: number, random: Random): Row {
  const share = level / (2 - level);
  const isRight = random.nextUniform() < share;
  const isMissed = !isRight && random.nextUniform() < 0.5;
  return { y: isRight || isMissed ? 1 : 0, p: isMissed ? 0 : 1, s: 0.5 };
}

const QUANTITIES: readonly Quantity[] = [
  {
    name: 'a gap of means',
    text: amounts('metric: mean_amount, by: [sex], compare: difference, max: 9000', 'over: 1d, by: 400'),
    ...{ phase: 'decisions', draw: amountOf, bound: { min: -400, max: 400 } },
    ...{ even: { f: 5000, m: 5000 }, odd: { f: 5400, m: 5000 }, fall: 1500 },
  },
  {
    name: 'a mean',
    text: amounts('metric: mean_amount, by: [sex], compare: value, min: 100', 'over: 1d, by: 400'),
    ...{ phase: 'decisions', draw: amountOf, bound: { min: -400 } },
    ...{ even: { f: 5000, m: 5000 }, odd: { f: 4600, m: 4600 }, fall: 1500 },
  },
  {
    name: 'an area',
    text: scored('metric: auc, by: [sex], compare: value, min: 0.55', 'over: 1d, by: 0.05'),
    ...{ phase: 'labels', draw: scoreOf, bound: { min: -0.05 } },
    ...{ even: { f: 0.85, m: 0.85 }, odd: { f: 0.8, m: 0.8 }, fall: 0.25 },
  },
  {
    name: 'a gap of areas',
    text: scored('metric: auc, by: [sex], compare: difference, max: 0.9', 'over: 1d, by: 0.05'),
    ...{ phase: 'labels', draw: scoreOf, bound: { min: -0.05, max: 0.05 } },
    ...{ even: { f: 0.85, m: 0.85 }, odd: { f: 0.8, m: 0.85 }, fall: 0.3 },
  },
  {
    name: 'F1',
    text: scored('metric: f1, by: [sex], compare: value, min: 0.1', 'over: 1d, by: 0.05'),
    ...{ phase: 'labels', draw: f1Of, bound: { min: -0.05 } },
    ...{ even: { f: 0.8, m: 0.8 }, odd: { f: 0.75, m: 0.75 }, fall: 0.3 },
  },
];

const planOf = ({ text }: Pick<Quantity, 'text'>): MonitorPlan => planMonitor(parsePolicy(text).policy);

/** Draws the people of a block. */
function drawer({ text, draw }: Quantity, plan: MonitorPlan, random: Random) {
  const observe = observer(parsePolicy(text).policy, plan);
  return (levels: Levels): Pane => {
    const pane = emptyPane(plan);
    for (let i = 0; i < 2 * SIZE; i++) {
      const sex = i % 2 === 0 ? 'f' : 'm';
      const row: Row = { sex, ...draw(levels[sex], random) };
      const seen = observe((column) => row[column]);
      if ('uncounted' in seen) throw new Error(seen.uncounted);
      addDecision(pane, seen.observation);
    }
    return pane;
  };
}

function close(
  { phase }: Quantity,
  { plan, state, hour, panes }: { plan: MonitorPlan; state: MonitorState; hour: number; panes: readonly Pane[] },
): StateChange[] {
  const named = new Map(panes.map((pane, d) => [`d${d}`, pane]));
  return closeBlock(plan, state, { phase, window: windowOf(plan, START + hour * HOUR), panes: named }).filter(
    ({ requirement }) => requirement === 'changes.q',
  );
}

describe('changes of what is no sum of rates', () => {
  it.each(QUANTITIES.map((one) => [one.name, one] as const))(
    '%s exactly at its bound raises no more false alarms than the budget, and what falls more is found',
    (name, one) => {
      const plan = planOf(one);
      const watch = plan.watches.at(-1)!;
      expect(watch).toMatchObject({ kind: 'changes', id: 'changes.q', severity: 'page', bound: one.bound });
      expect(boundEnds(watch).map(({ value }) => value)).toEqual(Object.values(one.bound));
      let state = startMonitor(plan);
      const draw = drawer(one, plan, createGenerator(`changes of ${name}`));
      const drawn = (levels: Levels): Pane[] => Array.from({ length: DEPLOYMENTS }, () => draw(levels));
      let alarms = 0;
      for (let hour = 0; hour < 24 * DAYS; hour++) {
        const panes = drawn(Math.floor(hour / 24) % 2 === 0 ? one.even : one.odd);
        alarms += close(one, { plan, state, hour, panes }).filter((change) => change.state === 'firing').length;
      }
      const expected = 0.1 * DAYS;
      if (IS_LONG) console.log(`${name}: ${alarms} false alarms, ${expected} expected at most`);
      expect(alarms).toBeLessThanOrEqual(expected + 4 * Math.sqrt(expected) + 1);
      const stored = JSON.stringify(stateJson(state));
      state = readState(plan, JSON.parse(stored));
      expect(JSON.stringify(stateJson(state))).toBe(stored);
      const last = DAYS % 2 === 0 ? one.odd : one.even;
      const delays: number[] = [];
      const estimates: number[] = [];
      for (let hour = 0; hour < 24; hour++) {
        const panes = drawn({ f: last.f - one.fall, m: last.m });
        for (const change of close(one, { plan, state, hour: 24 * DAYS + hour, panes })) {
          if (change.state !== 'firing' || change.series.group.sex !== 'f') continue;
          delays.push(hour + 1);
          estimates.push(change.estimate!);
          expect(change.lower!).toBeLessThan(change.estimate!);
          expect(change.upper!).toBeGreaterThan(change.estimate!);
          const { now, before, overSeconds } = change.change!;
          expect(overSeconds).toBe(86_400);
          expect(change.estimate!).toBeCloseTo(now! - before!, 9);
        }
      }
      if (IS_LONG)
        console.log(`${name}: found after ${delays[delays.length >> 1]} h, ${delays.length} of ${DEPLOYMENTS}`);
      expect(delays.length).toBeGreaterThanOrEqual(LEAST_FOUND);
      // What is shown is what the evidence is from, which may begin with blocks of before.
      expect(estimates.toSorted((a, b) => a - b)[estimates.length >> 1]).toBeLessThan(0);
      // Until what it is compared with has changed as well.
      const { gapIn30Days } = monitorSummary(plan, state).detectable.find(
        ({ requirement, series }) => requirement === 'changes.q' && series.group.sex === 'f',
      )!;
      expect(Math.abs(gapIn30Days!)).toBeGreaterThan(one.bound.max ?? -one.bound.min!);
      expect(Math.abs(gapIn30Days!)).toBeLessThan(2 * one.fall);
    },
    3_600_000,
  );

  it('show what is measured now and what it was, in the unit of the requirement', () => {
    const [mean] = QUANTITIES;
    const plan = planOf(mean!);
    const state = startMonitor(plan);
    const same = { ...mean!, draw: (level: number): Row => ({ limit: level }) };
    const draw = drawer(same, plan, createGenerator('shown'));
    for (let hour = 0; hour < 48; hour++)
      close(same, { plan, state, hour, panes: [draw(hour < 24 ? { f: 5000, m: 6000 } : { f: 4000, m: 6500 })] });
    const line = monitorLines(plan, state).find(({ requirement }) => requirement === 'changes.q')!;
    expect(line.estimate).toBeCloseTo(-1500, 6);
    expect(line.change!.now).toBeCloseTo(-2500, 6);
    expect(line.change!.before).toBeCloseTo(-1000, 6);
    // People of whole blocks, each of which has the one a day before.
    expect([line.nGroup! % SIZE, line.nReference]).toEqual([0, line.nGroup]);
  });

  it.each([
    ['metric: mean_amount, by: [sex], compare: ratio, min: 0.8, oneSided: true', 'a ratio of means'],
    ['metric: root_mean_squared_error, by: [sex], compare: value, max: 900', 'a root moves more the smaller it is'],
  ])('say why %s has none', (what, reason) => {
    const text = amounts(what, 'over: 1d, by: 10')
      .replace('{ to: 10000 }', '{ to: 10000, errors: 1000 }, labelHorizon: 1d')
      .replace('data:\n', 'data:\n  label: due\n');
    const { unwatched } = planOf({ text });
    expect(unwatched).toMatchObject([{ requirement: 'changes.q', reason: expect.stringContaining(reason) }]);
  });

  it.each([
    ['metric: auc, by: [sex], compare: ratio, min: 0.8, oneSided: true', 'a ratio of areas'],
    ['metric: f1, by: [sex], compare: difference, max: 0.1', 'four groups of people at once'],
  ])('say why %s has none', (what, reason) => {
    const { unwatched } = planOf({ text: scored(what, 'over: 1d, by: 0.1') });
    expect(unwatched).toMatchObject([{ requirement: 'changes.q', reason: expect.stringContaining(reason) }]);
  });

  it('are refused where nothing can change by so much', () => {
    const what = 'metric: mean_amount, by: [sex], compare: value, min: 100';
    expect(() => planOf({ text: amounts(what, 'over: 1d, by: 10000') })).toThrow('cannot be broken');
    expect(() =>
      planOf({ text: scored('metric: auc, by: [sex], compare: value, min: 0.6', 'over: 1d, by: 1') }),
    ).toThrow('cannot be broken');
  });
});
