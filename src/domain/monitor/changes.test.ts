import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { checkPolicy, parsePolicy } from '../../core/policy/index.js';
import { createGenerator, sampleBinomial } from '../../core/stats/index.js';
import {
  boundEnds,
  cellKey,
  closeBlock,
  countsOfPlaces,
  emptyPane,
  type MonitorPlan,
  type MonitorState,
  monitorLines,
  monitorSummary,
  monitorTotals,
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
/** `TRIBUNE_LONG=1` closes a year of 75 deployments, in place of six days of 8. */
const IS_LONG = process.env.TRIBUNE_LONG !== undefined;
const [DEPLOYMENTS, DAYS] = IS_LONG ? [75, 365] : [8, 6];
const SIZE = { f: 40, m: 60 };

const GAP = 'metric: selection_rate, by: [sex], compare: difference, max: 0.9';
const RATIO = 'metric: selection_rate, by: [sex], compare: ratio, min: 0.1';
const LEVEL = 'metric: selection_rate, by: [sex], compare: value, min: 0.01';

const textOf = (what: string, change: string, more = ''): string =>
  monitoredPolicy({
    more: `${more}, changes: [{ requirement: q, ${change} }]`,
    requirements: monitoredRequirement('q', what),
  });
const planOf = (what: string, change: string): MonitorPlan => planMonitor(parsePolicy(textOf(what, change)).policy);

type Rates = Readonly<Record<'f' | 'm', number>>;

/** A block of women and men with so many selections, without labels. */
function paneOf(plan: MonitorPlan, selected: Rates): Pane {
  const pane = emptyPane(plan);
  for (const sex of ['f', 'm'] as const) {
    const counts = new Float64Array(countsOfPlaces(plan.places));
    counts[5] = selected[sex];
    counts[2] = SIZE[sex] - selected[sex];
    pane.cells.set(cellKey([sex]), { values: [sex], counts });
  }
  return pane;
}

const drawn = (plan: MonitorPlan, rates: Rates, random: ReturnType<typeof createGenerator>): Pane =>
  paneOf(plan, { f: sampleBinomial(SIZE.f, rates.f, random), m: sampleBinomial(SIZE.m, rates.m, random) });

const close = (plan: MonitorPlan, state: MonitorState, hour: number, panes: ReadonlyMap<string, Pane>): StateChange[] =>
  closeBlock(plan, state, { phase: 'decisions', window: windowOf(plan, START + hour * HOUR), panes }).filter(
    ({ requirement }) => requirement === 'changes.q',
  );

describe('changes against an earlier time', () => {
  it.each([
    ['a gap', GAP, 'over: 1d, by: 0.05', { min: -0.05, max: 0.05 }, 10 / 40 - 30 / 60 - (20 / 40 - 30 / 60)],
    ['a gap, to one side', GAP, 'over: 1d, by: 0.05, oneSided: true', { max: 0.05 }, -0.25],
    ['a ratio', RATIO, 'over: 1d, by: 0.2', { min: 0.8, max: 1.25 }, 1 / 2],
    ['a level', LEVEL, 'over: 1d, by: 0.05', { min: -0.05 }, -0.25],
  ])('%s is shown as what changed, with both values beside', (_, what, change, bound, estimate) => {
    const plan = planOf(what, change);
    const watch = plan.watches.at(-1)!;
    expect(watch).toMatchObject({ kind: 'changes', id: 'changes.q', severity: 'page', bound });
    expect(boundEnds(watch).map(({ value }) => value)).toEqual(Object.values(bound));
    let state = startMonitor(plan);
    for (let hour = 0; hour < 48; hour++) {
      const f = hour < 24 ? 20 : 10;
      close(plan, state, hour, new Map([['loans', paneOf(plan, { f, m: 30 })]]));
      state = readState(plan, JSON.parse(JSON.stringify(stateJson(state))));
    }
    const line = monitorLines(plan, state).find(
      ({ requirement, series }) => requirement === 'changes.q' && series.group.sex === 'f',
    )!;
    expect(line.estimate).toBeCloseTo(estimate, 12);
    expect(line.lower!).toBeLessThan(estimate);
    expect(line.upper!).toBeGreaterThan(estimate);
    expect(line.change!.overSeconds).toBe(86_400);
    expect(line.change!.now).toBeCloseTo(what === GAP ? -0.25 : what === RATIO ? 0.5 : 0.25, 12);
    expect(line.change!.before).toBeCloseTo(what === GAP ? 0 : what === RATIO ? 1 : 0.5, 12);
  });

  // To and fro from one period to the next, so that every comparison lies at its bound.
  it.each([
    ['a gap', GAP, 'over: 1d, by: 0.05', { f: 0.4, m: 0.4 }, { f: 0.45, m: 0.4 }],
    ['a ratio', RATIO, 'over: 1d, by: 0.1', { f: 0.4, m: 0.5 }, { f: 0.36, m: 0.5 }],
    ['a level', LEVEL, 'over: 1d, by: 0.05', { f: 0.4, m: 0.4 }, { f: 0.35, m: 0.35 }],
  ])(
    'exactly at its bound %s raises no more false alarms than the budget, and what changes more is found',
    (name, what, change, even, odd) => {
      const plan = planOf(what, change);
      const state = startMonitor(plan);
      const random = createGenerator(`changes ${name}`);
      const panes = (rates: Rates) =>
        new Map(Array.from({ length: DEPLOYMENTS }, (_, d) => [`d${d}`, drawn(plan, rates, random)]));
      let alarms = 0;
      for (let hour = 0; hour < 24 * DAYS; hour++)
        alarms += close(plan, state, hour, panes(Math.floor(hour / 24) % 2 === 0 ? even : odd)).filter(
          (one) => one.state === 'firing',
        ).length;
      const expected = 0.1 * DAYS;
      if (IS_LONG) console.log(`${name}: ${alarms} false alarms, ${expected} expected at most`);
      expect(alarms).toBeLessThanOrEqual(expected + 4 * Math.sqrt(expected) + 1);
      const last = DAYS % 2 === 0 ? odd : even;
      const delays: number[] = [];
      for (let hour = 0; hour < 24; hour++)
        for (const { state: condition, series } of close(
          plan,
          state,
          24 * DAYS + hour,
          panes({ f: last.f - 0.3, m: last.m }),
        ))
          if (condition === 'firing' && series.group.sex === 'f') delays.push(hour + 1);
      if (IS_LONG)
        console.log(`${name}: found after ${delays[delays.length >> 1]} h, ${delays.length} of ${DEPLOYMENTS}`);
      expect(delays.length).toBeGreaterThanOrEqual(DEPLOYMENTS - 1);
    },
    3_600_000,
  );

  it('ends once what it is compared with has changed as well', () => {
    const plan = planOf(GAP, 'over: 1d, by: 0.1');
    const state = startMonitor(plan);
    const random = createGenerator('ends');
    const told: string[] = [];
    for (let hour = 0; hour < 24 * 5; hour++)
      for (const change of close(
        plan,
        state,
        hour,
        new Map([['loans', drawn(plan, { f: hour < 48 ? 0.6 : 0.25, m: 0.6 }, random)]]),
      ))
        if (change.state !== 'pending' && change.state !== 'watching') told.push(change.state);
    expect(told).toEqual(['firing', 'resolved']);
  });

  it('says what would be found until what it is compared with has changed', () => {
    for (const [what, change, least, most] of [
      [GAP, 'over: 1d, by: 0.05, oneSided: true', 0.1, 0.45],
      [RATIO, 'over: 1d, by: 0.1', 0.3, 0.85],
    ] as const) {
      const plan = planOf(what, change);
      const state = startMonitor(plan);
      const random = createGenerator('detectable');
      for (let hour = 0; hour < 72; hour++)
        close(plan, state, hour, new Map([['loans', drawn(plan, { f: 0.4, m: 0.4 }, random)]]));
      const found = monitorSummary(plan, state).detectable.find(({ requirement }) => requirement === 'changes.q')!;
      expect(found.gapIn30Days).toBeGreaterThan(least);
      expect(found.gapIn30Days).toBeLessThan(most);
    }
  });

  it('compares with the largest group where the highest was asked, since what it had is what is looked at', () => {
    const plan = planOf(`${GAP}, reference: highest`, 'over: 1d, by: 0.05');
    expect(plan.watches.map(({ reference }) => reference.kind)).toEqual(['highest', 'largest']);
  });

  it.each([
    [GAP, 'over: 90m, by: 0.1', '90m is not 1 to 400 blocks of 1h'],
    [GAP, 'over: 17d, by: 0.1', '17d is not 1 to 400 blocks of 1h'],
    [GAP, 'over: 1d, by: 0.1 }, { requirement: q, over: 7d, by: 0.1', 'changes of q are asked for twice'],
  ])('refuses %s with %s', (what, change, message) => {
    expect(checkPolicy(textOf(what, change)).map((one) => one.message)).toContainEqual(
      expect.stringContaining(message),
    );
  });

  it('refuses what is no requirement, and says why a gap of F1 has no change', () => {
    expect(() =>
      planMonitor(parsePolicy(textOf(GAP, 'over: 1d, by: 0.1').replace('requirement: q', 'requirement: qq')).policy),
    ).toThrow('monitor.changes asks about "qq", which is no requirement');
    const { unwatched } = planMonitor(
      parsePolicy(
        textOf('metric: f1, by: [sex], compare: difference, max: 0.1', 'over: 1d, by: 0.1', ', labelHorizon: 1d'),
      ).policy,
    );
    expect(unwatched).toMatchObject([
      { requirement: 'changes.q', reason: expect.stringContaining('four groups of people at once') },
    ]);
  });

  it('keeps as many groups as there is room for, with the reference that the policy names, and counts the others', () => {
    // 400 blocks of two changes of one rate: 800 blocks of 2 counts, of which a million have room for 625 groups.
    const text = monitoredPolicy({
      more: ', changes: [{ requirement: q, over: 400h, by: 0.1 }, { requirement: r, over: 400h, by: 0.1 }]',
      requirements: monitoredRequirement('q', GAP) + monitoredRequirement('r', LEVEL),
    }).replace('reference: m', 'reference: last');
    const plan = planMonitor(parsePolicy(text).policy);
    let state = startMonitor(plan);
    const pane = emptyPane(plan);
    for (const sex of [...Array.from({ length: 700 }, (_, i) => `g${i}`), 'last']) {
      const counts = new Float64Array(countsOfPlaces(plan.places));
      counts[5] = 1;
      pane.cells.set(cellKey([sex]), { values: [sex], counts });
    }
    for (let hour = 0; hour < 3; hour++) close(plan, state, hour, new Map([['loans', pane]]));
    const stored = JSON.stringify(stateJson(state));
    state = readState(plan, JSON.parse(stored));
    expect(JSON.stringify(stateJson(state))).toBe(stored);
    const changed = state.deployments.get('loans')!.filter((_, w) => plan.watches[w]!.kind === 'changes');
    expect(changed.map(({ groups }) => groups.has(cellKey(['last'])))).toEqual([true, false]);
    for (const { groups, earlier } of changed)
      expect([groups.size, ...[...earlier.values()].map((kept) => kept.size)]).toEqual([625, 625, 625, 625]);
    expect(monitorTotals(plan, state).beyond).toEqual({ 'changes.q': 3 * 76, 'changes.r': 3 * 76 });
  });

  it('refuses a policy whose bins are more groups than there is room for', () => {
    const bins = Array.from({ length: 3000 }, (_, i) => i).join(', ');
    const text = textOf(GAP, 'over: 7d, by: 0.1').replace('reference: m', `reference: '< 0', bins: [${bins}]`);
    expect(() => planMonitor(parsePolicy(text).policy)).toThrow(
      'changes.q is about 3001 groups or more, and with all changes of the policy the counts of 2976 can be kept',
    );
  });

  it('reads states in which earlier blocks have the values of groups', () => {
    const plan = planOf(GAP, 'over: 1d, by: 0.1');
    const state = startMonitor(plan);
    close(plan, state, 0, new Map([['loans', paneOf(plan, { f: 20, m: 30 })]]));
    const text = JSON.stringify(stateJson(state));
    const older = JSON.parse(text, (name, value) =>
      name === 'earlier'
        ? value.map(([fromMs, groups]: [number, [number, unknown][]]) => [
            fromMs,
            groups.map(([place, counted]) => [[['f', 'm'][place]], counted]),
          ])
        : value,
    );
    expect(JSON.stringify(older)).not.toBe(text);
    expect(JSON.stringify(stateJson(readState(plan, older)))).toBe(text);
  });

  it('keeps states of plans without changes as they were', () => {
    const plan = planOf(GAP, 'over: 1d, by: 0.1');
    const state = startMonitor(plan);
    close(plan, state, 0, new Map([['loans', paneOf(plan, { f: 20, m: 30 })]]));
    const json = stateJson(state).deployments[0]![1];
    expect(json.map((one) => 'earlier' in one)).toEqual([false, true]);
    expect(() =>
      readState(plan, JSON.parse(JSON.stringify(stateJson(state)).replace('"earlier":[[', '"earlier":[[null,'))),
    ).toThrow('damaged blocks to compare with');
  });
});
