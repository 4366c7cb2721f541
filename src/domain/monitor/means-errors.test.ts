import { expect, it } from 'vitest';
import { amountPolicy, amountRequirement } from '../../../test/support/amount-policy.js';
import { parsePolicy } from '../../core/policy/index.js';
import { createGenerator, sampleMultinomial } from '../../core/stats/index.js';
import { addStep, STEPS, stepOf } from '../monitor-panes/index.js';
import {
  closeBlock,
  emptyPane,
  type MonitorPlan,
  type MonitorState,
  monitorSummary,
  type Pane,
  planMonitor,
  startMonitor,
  windowOf,
} from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
/** `TRIBUNE_LONG=1` closes a year of 150 series of each claim (some minutes), in place of three weeks of 20. */
const [DEPLOYMENTS, DAYS] = process.env.TRIBUNE_LONG !== undefined ? [150, 365] : [20, 21];
/** People an hour. */
const SIZE = { f: 40, m: 60 };

type Random = ReturnType<typeof createGenerator>;
type Law = { readonly amounts: readonly number[]; readonly shares: readonly number[] };

const planOf = (bound: string, more = ', amounts: { to: 10000 }'): MonitorPlan =>
  planMonitor(
    parsePolicy(
      amountPolicy({ more, requirements: amountRequirement('mean', `metric: mean_amount, by: [sex], ${bound}`) }),
    ).policy,
  );

function paneOf(plan: MonitorPlan, laws: Readonly<Record<string, Law>>, random: Random): Pane {
  const pane = emptyPane(plan);
  const moment = plan.moments![0]!;
  for (const [sex, { amounts, shares }] of Object.entries(laws)) {
    const counts = new Float64Array(6);
    const drawn = sampleMultinomial(SIZE[sex as 'f' | 'm'], shares, random);
    counts[1] = SIZE[sex as 'f' | 'm'];
    amounts.forEach((amount, i) => {
      for (let k = 0; k < drawn[i]!; k++) addStep(counts, 2, stepOf(moment, 100 * amount));
    });
    pane.cells.set(JSON.stringify([sex]), { values: [sex], counts });
  }
  return pane;
}

function closeHour(plan: MonitorPlan, state: MonitorState, hour: number, panes: ReadonlyMap<string, Pane>) {
  return closeBlock(plan, state, { phase: 'decisions', window: windowOf(plan, START + hour * HOUR), panes });
}

/** Skewed amounts, some of which are cut, with the mean of what is left of them. */
const MEN: Law = { amounts: [500, 2000, 6000, 50_000], shares: [0.3, 0.4, 0.2, 0.1] };
const CUT_MEAN = 3150;

/** The law of amounts of either 0 or the whole range, than which none of the same mean varies more. */
const ends = (mean: number): Law => ({ amounts: [0, 10_000], shares: [1 - mean / 10_000, mean / 10_000] });
/** Amounts that fall between steps, so that each is rounded. */
const between = (mean: number): Law => ({ amounts: [mean - 1500.07, mean + 1500.07], shares: [0.5, 0.5] });

it.each([
  ['compare: ratio, min: 0.8, oneSided: true', ends(0.8 * CUT_MEAN)],
  ['compare: ratio, min: 0.8', between(0.8 * CUT_MEAN)],
  ['compare: difference, max: 500', between(CUT_MEAN - 500)],
  ['compare: difference, max: 0', between(CUT_MEAN)],
  ['compare: value, min: 2500', ends(2500)],
])('exactly at its bound %s raises no more false alarms than the budget of the fleet', (bound, women) => {
  const plan = planOf(bound);
  const state = startMonitor(plan);
  const random = createGenerator(`mean errors ${bound}`);
  const laws = bound.includes('value') ? { f: women } : { f: women, m: MEN };
  for (let hour = 0; hour < 24 * DAYS; hour++)
    closeHour(
      plan,
      state,
      hour,
      new Map(Array.from({ length: DEPLOYMENTS }, (_, d) => [`d${d}`, paneOf(plan, laws, random)])),
    );
  // In expectation at most 0.1 a day; a Poisson count with that mean exceeds the limit once in ten thousand seeds.
  const expected = 0.1 * DAYS;
  expect(state.alarms).toBeLessThanOrEqual(expected + 4 * Math.sqrt(expected) + 2);
  expect(state.epoch.series).toBe(DEPLOYMENTS);
});

it('a gap as large as it says that it would find is found within 30 days by most, and half of it by few', () => {
  const plan = planOf('compare: ratio, min: 0.8, oneSided: true');
  const random = createGenerator('detectable means');
  const state = startMonitor(plan);
  const panes = (ratio: number, count = 20): ReadonlyMap<string, Pane> =>
    new Map(Array.from({ length: count }, (_, d) => [`d${d}`, paneOf(plan, { f: scaledLaw(ratio), m: MEN }, random)]));
  for (let hour = 0; hour < 48; hour++) closeHour(plan, state, hour, panes(1));
  const found = monitorSummary(plan, state).detectable.map(({ gapIn30Days }) => gapIn30Days!);
  const gap = found.reduce((sum, one) => sum + one, 0) / found.length;
  expect(gap).toBeGreaterThan(0.6);
  expect(gap).toBeLessThan(0.79);
  const delays = new Map<string, number>();
  for (let hour = 48; hour < 48 + 720; hour++)
    for (const { state: condition, deployment } of closeHour(plan, state, hour, panes(gap)))
      if (condition === 'firing' && !delays.has(deployment)) delays.set(deployment, hour - 47);
  expect(delays.size).toBeGreaterThanOrEqual(13);
}, 60_000);

/** What men have, by so much less. */
function scaledLaw(ratio: number): Law {
  return { amounts: MEN.amounts.map((amount) => Math.min(amount, 10_000) * ratio), shares: MEN.shares };
}

it('squares in whole steps are never below the squares of the steps, and large counts stay whole', () => {
  const counts = new Float64Array(4);
  let squares = 0;
  for (let step = -1; step <= STEPS + 1; step += 7) {
    addStep(counts, 0, step);
    squares += Math.min(STEPS, Math.max(0, step)) ** 2 / STEPS;
  }
  expect(counts[2]).toBeGreaterThanOrEqual(squares);
  expect(counts[2]! - squares).toBeLessThanOrEqual(counts[0]!);
  expect(counts[2]).toBeLessThanOrEqual(counts[1]!);
  expect([...counts].every(Number.isSafeInteger)).toBe(true);
});
