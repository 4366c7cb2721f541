import { describe, expect, it } from 'vitest';
import { amountPolicy, amountRequirement } from '../../../test/support/amount-policy.js';
import { checkPolicy, parsePolicy } from '../../core/policy/index.js';
import { createGenerator } from '../../core/stats/index.js';
import {
  addDecision,
  boundEnds,
  closeBlock,
  emptyPane,
  type MonitorPlan,
  type MonitorState,
  mergePanes,
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

const policyOf = (options: Parameters<typeof amountPolicy>[0] = {}) => parsePolicy(amountPolicy(options)).policy;
const planOf = (options: Parameters<typeof amountPolicy>[0] = {}): MonitorPlan => planMonitor(policyOf(options));

type Amounts = Readonly<Record<string, readonly number[]>>;

/** A pane of amounts by sex, read as rows are. */
function paneOf(options: Parameters<typeof amountPolicy>[0], plan: MonitorPlan, amounts: Amounts): Pane {
  const pane = emptyPane(plan);
  const observe = observer(policyOf(options), plan);
  for (const [sex, limits] of Object.entries(amounts))
    for (const limit of limits) {
      const seen = observe((column) => ({ sex, limit })[column]);
      if ('uncounted' in seen) throw new Error(seen.uncounted);
      addDecision(pane, seen.observation);
    }
  return pane;
}

function closeHours(plan: MonitorPlan, state: MonitorState, hours: readonly Pane[]): StateChange[] {
  const first = state.closed.decisions ?? START;
  return hours.flatMap((pane, i) =>
    closeBlock(plan, state, {
      phase: 'decisions',
      window: windowOf(plan, first + i * HOUR),
      panes: new Map([['limits', pane]]),
    }),
  );
}

const repeated = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const states = (changes: readonly StateChange[]) => changes.map(({ state }) => state);

describe('means of amounts', () => {
  it.each([
    ['ratio, min: 0.8, oneSided: true', 0.5, 1],
    ['difference, max: 500', -1500, 0],
  ])('are silent while a %s is kept, fire when it is broken, and end when it is kept again', (bound, wrong, right) => {
    const options = { requirements: amountRequirement('mean', `metric: mean_amount, by: [sex], compare: ${bound}`) };
    const plan = planOf(options);
    const state = startMonitor(plan);
    const men = [1000, 3000, 4000, 8000];
    const alike = paneOf(options, plan, { m: repeated(10, men).flat(), f: repeated(10, men).flat() });
    const less = men.map((one) => (bound.startsWith('ratio') ? one / 2 : one - 500 - one / 4));
    const fewer = paneOf(options, plan, { m: repeated(10, men).flat(), f: repeated(10, less).flat() });
    expect(states(closeHours(plan, state, repeated(24 * 14, alike)))).toEqual(['watching']);
    const alarm = closeHours(plan, state, repeated(48, fewer));
    expect(states(alarm)).toEqual(['pending', 'firing']);
    expect(alarm[1]).toMatchObject({
      ...{ requirement: 'mean', series: { group: { sex: 'f' }, reference: { sex: 'm' } }, labelCoverage: null },
      estimate: expect.closeTo(wrong, 4),
      amounts: { from: 0, to: 10_000, cut: 0, cutReference: 0 },
    });
    expect(alarm[1]!.lower).toBeLessThan(wrong);
    expect(alarm[1]!.upper).toBeGreaterThan(wrong);
    expect(alarm[1]!.nGroup).toBe(alarm[1]!.nReference);
    const [end, ...more] = closeHours(plan, state, repeated(24 * 14, alike));
    expect(more).toEqual([]);
    expect(end).toMatchObject({ state: 'resolved', logThreshold: Math.log(20), estimate: expect.closeTo(right, 4) });
    expect(end!.logEvidence).toBeGreaterThanOrEqual(Math.log(20));
  });

  it('are cut at the range, and how many were is said', () => {
    const options = {
      more: ', amounts: { from: 1000, to: 5000 }',
      requirements: amountRequirement('floor', 'metric: mean_amount, by: [sex], compare: value, min: 2000'),
    };
    const plan = planOf(options);
    const state = startMonitor(plan);
    closeHours(plan, state, [paneOf(options, plan, { f: repeated(10, [0, 3000, 4000, 1_000_000]).flat() })]);
    closeHours(plan, state, [paneOf(options, plan, { f: [0, 3000, 3000, 1_000_000] })]);
    expect(monitorLines(plan, state)).toMatchObject([
      { estimate: 3000, n: 4, amounts: { from: 1000, to: 5000, cut: 0.5, cutReference: null } },
    ]);
    expect(boundEnds(plan.watches[0]!)).toEqual([{ side: 'at-least', value: 2000 }]);
  });

  it('go on from stored panes and states as if they had never been stored, whatever the order in which panes are added', () => {
    const options = {};
    const plan = planOf(options);
    const random = createGenerator('stored means');
    const amounts = (share: number) =>
      Array.from({ length: 20 }, () => Math.round(100 * share * 9000 * random.nextUniform()) / 100);
    const hours = Array.from({ length: 24 * 12 }, (_, hour) => [
      paneOf(options, plan, { m: amounts(1), f: amounts(hour < 100 ? 1 : 0.4) }),
      paneOf(options, plan, { m: amounts(1), f: amounts(hour < 100 ? 1 : 0.4) }),
    ]);
    const sum = (panes: readonly Pane[]): Pane => {
      const pane = emptyPane(plan);
      for (const one of panes) mergePanes(pane, one);
      return pane;
    };
    const whole = startMonitor(plan);
    const changes = closeHours(plan, whole, hours.map(sum));
    expect(states(changes)).toContain('firing');
    let state = startMonitor(plan);
    const again: StateChange[] = [];
    for (const panes of hours) {
      const stored = sum(
        [...panes].reverse().map((pane) => readPane(plan, JSON.parse(JSON.stringify(paneJson(pane))))),
      );
      again.push(...closeHours(plan, state, [stored]));
      state = readState(plan, JSON.parse(JSON.stringify(stateJson(state))));
    }
    expect(again).toEqual(changes);
    expect(stateJson(state)).toEqual(stateJson(whole));
    expect(() =>
      readPane(
        planOf({
          more: '',
          requirements: amountRequirement('s', 'metric: share_at_least, value: 5, by: [sex], compare: ratio, min: 0.8'),
        }),
        paneJson(hours[0]![0]!),
      ),
    ).toThrow(/version 3/);
  });

  it('are compared with the highest mean of the past where the policy asks for it', () => {
    const options = {
      requirements: amountRequirement(
        'mean',
        'metric: mean_amount, by: [sex], compare: ratio, min: 0.8, reference: highest',
      ),
    };
    const plan = planOf(options);
    const state = startMonitor(plan);
    const pane = paneOf(options, plan, { m: repeated(30, 2000), f: repeated(30, 4000) });
    const changes = closeHours(plan, state, repeated(60, pane));
    expect(changes.filter((one) => one.state === 'firing')).toMatchObject([
      { series: { group: { sex: 'm' }, reference: { sex: 'f' } }, estimate: expect.closeTo(0.5, 4) },
    ]);
  });

  it('name what cannot be watched of amounts, and what can', () => {
    const { watches, unwatched } = planOf({
      more: '',
      requirements: [
        amountRequirement('mean'),
        amountRequirement('median', 'metric: median_amount, by: [sex], compare: value, min: 2000'),
        amountRequirement('tenth', 'metric: amount_quantile, q: 0.1, by: [sex], compare: value, min: 300'),
        amountRequirement('share', 'metric: share_at_least, value: 2000.5, by: [sex], compare: ratio, min: 0.8'),
      ].join(''),
    });
    expect(watches.map(({ id, kind }) => [id, kind])).toEqual([['share', 'rates']]);
    expect(unwatched.map(({ requirement, instead }) => [requirement, instead])).toEqual([
      ['mean', expect.stringContaining('amounts: { to: AMOUNT }')],
      ['median', expect.stringContaining('value: 2000 and compare: value, min: 0.5')],
      ['tenth', expect.stringContaining('value: 300 and compare: value, min: 0.9')],
    ]);
    const beyond = planOf({
      requirements: amountRequirement('mean', 'metric: mean_amount, by: [sex], compare: value, max: 20000'),
    });
    expect(beyond.unwatched[0]!.reason).toBe(
      'a value of at most 20000 is one that all amounts from 0 to 10000 keep, or all break',
    );
  });

  it('refuse a range of yes and no by name', () => {
    const mistakes = checkPolicy(amountPolicy({ more: ', amounts: { from: 10, to: 10 }' }));
    expect(mistakes.map(({ message }) => message)).toContain('amounts are cut from 10 to 10');
  });
});

describe('a share of amounts', () => {
  it('counts each amount at the shares that begin at or below it', () => {
    const options = {
      more: '',
      requirements: [
        amountRequirement('high', 'metric: share_at_least, value: 5000, by: [sex], compare: value, min: 0.2'),
        amountRequirement('low', 'metric: share_at_least, value: 999.99, by: [sex], compare: value, min: 0.5'),
      ].join(''),
    };
    const plan = planOf(options);
    const state = startMonitor(plan);
    const amounts = { f: [...repeated(10, 999.98), ...repeated(20, 999.99), ...repeated(10, 5000)] };
    closeHours(plan, state, repeated(2, paneOf(options, plan, amounts)));
    expect(monitorLines(plan, state).map(({ requirement, estimate }) => [requirement, estimate])).toEqual([
      ['high', 0.25],
      ['low', 0.75],
    ]);
  });

  it('says of an amount that cannot be read which role it has', () => {
    const seen = observer(policyOf(), planOf())((column) => ({ sex: 'f', limit: 'much' })[column]);
    expect(seen).toEqual({ uncounted: 'unreadable: amount number' });
  });
});
