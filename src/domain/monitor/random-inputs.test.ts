import { describe, expect, it } from 'vitest';
import { monitoredPolicy } from '../../../test/support/monitored-policy.js';
import { checkPolicy, parsePolicy } from '../../core/policy/index.js';
import { createGenerator } from '../../core/stats/index.js';
import {
  addDecision,
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
/** `TRIBUNE_LONG=1` closes a year of 150 deployments, in place of four days of 5. */
const IS_LONG = process.env.TRIBUNE_LONG !== undefined;
const [DEPLOYMENTS, DAYS] = IS_LONG ? [150, 365] : [5, 4];
const SIZE = 60;
const MOST = 0.1;
const ID = 'quality.randomInputs.income.housing';

const textOf = (reference: string, inputs = '{ income: [20000], housing: [own, rent] }', max = MOST): string =>
  monitoredPolicy({
    more: `, quality: { randomInputs: [{ inputs: ${inputs}, max: ${max}, reference: ${reference} }] }`,
  });
const COUNTS = '{ counts: [[16000, 64000], [64000, 16000]] }';
const policyOf = (reference: string) => parsePolicy(textOf(reference)).policy;

type Row = readonly [income: string, housing: string];

/** A person whose income and housing go together; of 20,000 dollars a month and more most own. */
function person(random: ReturnType<typeof createGenerator>, rich = 0.5): Row {
  const isRich = random.nextUniform() < rich;
  const isUsual = random.nextUniform() < 0.8;
  return [isRich ? '50000' : '10000', isRich === isUsual ? 'own' : 'rent'];
}
const made = (random: ReturnType<typeof createGenerator>): Row => [
  random.nextUniform() < 0.5 ? '50000' : '10000',
  random.nextUniform() < 0.5 ? 'own' : 'rent',
];

/** A block of people of whom so many are made up. */
function paneOf(plan: MonitorPlan, rows: readonly Row[], policy: ReturnType<typeof policyOf>): Pane {
  const pane = emptyPane(plan);
  const observe = observer(policy, plan);
  rows.forEach(([income, housing], i) => {
    const seen = observe((column) => ({ income, housing, sex: i % 2 === 0 ? 'f' : 'm', p: '1' })[column]);
    if ('observation' in seen) addDecision(pane, seen.observation);
  });
  return pane;
}

const close = (plan: MonitorPlan, state: MonitorState, hour: number, panes: ReadonlyMap<string, Pane>): StateChange[] =>
  closeBlock(plan, state, { phase: 'decisions', window: windowOf(plan, START + hour * HOUR), panes });

describe('inputs that are made up', () => {
  it('raise no more false alarms than the budget with as many of them as may be, of the worst kind, and are found beyond', () => {
    const policy = policyOf(COUNTS);
    const plan = planMonitor(policy);
    const state = startMonitor(plan);
    const random = createGenerator('random inputs');
    const blocks = (row: () => Row) =>
      new Map(
        Array.from({ length: DEPLOYMENTS }, (_, d) => [
          `d${d}`,
          paneOf(plan, Array.from({ length: SIZE }, row), policy),
        ]),
      );
    let alarms = 0;
    // The pair that is least usual, as often as may be.
    const worst: Row = ['50000', 'rent'];
    for (let hour = 0; hour < 24 * DAYS; hour++)
      alarms += close(
        plan,
        state,
        hour,
        blocks(() => (random.nextUniform() < MOST ? worst : person(random))),
      ).filter((one) => one.requirement === ID && one.state === 'firing').length;
    const expected = 0.1 * DAYS;
    if (IS_LONG) console.log(`random inputs: ${alarms} false alarms, ${expected} expected at most`);
    expect(alarms).toBeLessThanOrEqual(expected + 4 * Math.sqrt(expected) + 1);
    const delays: number[] = [];
    for (let hour = 0; hour < 48; hour++)
      for (const one of close(
        plan,
        state,
        24 * DAYS + hour,
        blocks(() => (random.nextUniform() < 0.7 ? made(random) : person(random))),
      ))
        if (one.requirement === ID && one.state === 'firing') delays.push(hour + 1);
    if (IS_LONG) console.log(`random inputs: 70 % made up found after ${delays[delays.length >> 1]} h`);
    expect(delays.length).toBeGreaterThanOrEqual(DEPLOYMENTS - 1);
  }, 3_600_000);

  it('are told apart from other people: whoever comes, housing goes with income as before', () => {
    const policy = policyOf(COUNTS);
    const plan = planMonitor(policy);
    const state = startMonitor(plan);
    const random = createGenerator('other people');
    const told: StateChange[] = [];
    for (let hour = 0; hour < 24 * 4; hour++)
      told.push(
        ...close(
          plan,
          state,
          hour,
          new Map([
            [
              'loans',
              paneOf(
                plan,
                Array.from({ length: 100 }, () => person(random, 0.95)),
                policy,
              ),
            ],
          ]),
        ),
      );
    expect(told.filter(({ requirement, state: one }) => requirement === ID && one === 'firing')).toEqual([]);
  });

  it('are judged by the first days, inhibit all else while they fire, and end, also across a restart', () => {
    const policy = policyOf('{ first: 2d }');
    const plan = planMonitor(policy);
    let state = startMonitor(plan);
    const random = createGenerator('first days');
    const told: string[] = [];
    let inhibited: readonly string[] = [];
    for (let hour = 0; hour < 24 * 9; hour++) {
      const isMade = hour >= 24 * 4 && hour < 24 * 6;
      const rows = Array.from({ length: 200 }, () => (isMade ? made(random) : person(random)));
      for (const one of close(plan, state, hour, new Map([['loans', paneOf(plan, rows, policy)]])))
        if (one.requirement === ID && (one.state === 'firing' || one.state === 'resolved')) told.push(one.state);
      state = readState(plan, JSON.parse(JSON.stringify(stateJson(state))));
      const lines = monitorLines(plan, state);
      if (lines.some(({ requirement, state: one }) => requirement === ID && one === 'firing'))
        inhibited = lines.find(({ requirement }) => requirement === 'gap')!.inhibitedBy;
    }
    expect(told).toEqual(['firing', 'resolved']);
    expect(inhibited).toEqual([ID]);
    const found = monitorSummary(plan, state).detectable.find(({ requirement }) => requirement === ID)!;
    expect(found.gapIn30Days).toBeGreaterThan(MOST);
    expect(found.gapIn30Days).toBeLessThan(0.7);
  });

  it.each([
    [COUNTS, '{ income: [20000] }', '1 inputs are no pair'],
    [COUNTS, '{ income: [3, 2], housing: [own, rent] }', 'the bins of income do not ascend, or a word stands twice'],
    [
      '{ counts: [[9000, 5], [100, 9000]] }',
      undefined,
      'the counts of income and housing are of fewer than 11 people in a cell, who may be recognised',
    ],
    ['{ counts: [[1, 2]] }', undefined, 'the counts are not 2 rows of 2'],
    [
      '{ counts: [[500, 500], [500, 500]] }',
      undefined,
      'income and housing hang together so little, or the counts are of so few people, that nothing could be found beyond 0.1',
    ],
    ['{ first: 400d }', undefined, 'first is 400d'],
  ])('refuses %s of %s', (reference, inputs, message) => {
    expect(checkPolicy(textOf(reference, inputs)).map((one) => one.message)).toContain(message);
  });
});
