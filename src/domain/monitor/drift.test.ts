import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../test/support/monitored-policy.js';
import { checkPolicy, parsePolicy } from '../../core/policy/index.js';
import { createGenerator, driftDistances, sampleMultinomial } from '../../core/stats/index.js';
import {
  addDecision,
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
  windowOf,
} from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const OFF = monitoredRequirement(
  'off',
  'metric: selection_rate, by: [sex], compare: difference, max: 0.05, live: false',
);

const text = (drift: string, requirements = OFF): string =>
  monitoredPolicy({ more: `, drift: ${drift}`, requirements }).replace(
    '  favourable: 1\n',
    '  favourable: 1\n  score: s\n  cutoff: 0.5\n',
  );
const policyOf = (drift: string, requirements = OFF) => parsePolicy(text(drift, requirements)).policy;
const planOf = (drift: string, requirements = OFF): MonitorPlan => planMonitor(policyOf(drift, requirements));

const QUARTERS = 'bins: [0.25, 0.5, 0.75]';
const COUNTS = 'reference: { counts: [25000, 25000, 25000, 25000] }';
const SCORE = `{ score: { ${QUARTERS}, tolerance: 0.05, ${COUNTS} } }`;

/** A pane with so many decisions of everybody in each bin of the first histogram. */
function paneOf(plan: MonitorPlan, bins: ArrayLike<number>, sex = 'f'): Pane {
  const pane = emptyPane(plan);
  for (let bin = 0; bin < bins.length; bin++)
    for (let i = 0; i < bins[bin]!; i++)
      addDecision(pane, { values: plan.attributes.length === 0 ? [] : [sex], decided: 1, label: null, bins: [bin] });
  return pane;
}

function closeHours(plan: MonitorPlan, state: MonitorState, hours: readonly Pane[]): StateChange[] {
  const first = state.closed.decisions ?? START;
  return hours.flatMap((pane, i) =>
    closeBlock(plan, state, {
      phase: 'decisions',
      window: windowOf(plan, first + i * HOUR),
      panes: new Map([['loans', pane]]),
    }),
  );
}

const repeated = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const states = (changes: readonly StateChange[]) => changes.map(({ state }) => state);

describe('drift of a histogram', () => {
  it('is silent within the tolerance, fires beyond it, and ends when people are like those of the reference again', () => {
    const plan = planOf(SCORE);
    const state = startMonitor(plan);
    const alike = paneOf(plan, [26, 24, 25, 25]);
    const moved = paneOf(plan, [13, 20, 27, 40]);
    expect(states(closeHours(plan, state, repeated(24 * 14, alike)))).toEqual(['watching']);
    const alarm = closeHours(plan, state, repeated(60, moved));
    expect(states(alarm)).toEqual(['pending', 'firing']);
    const distance = 0.17;
    expect(alarm[1]).toMatchObject({
      ...{ deployment: 'loans', requirement: 'drift.score', component: null, labelCoverage: null },
      ...{ series: { group: {}, reference: null }, nReference: null },
      estimate: expect.closeTo(distance, 10),
      drift: { distance: 'tv', tolerance: 0.05, nReference: 100_000 },
    });
    expect(alarm[1]!.lower).toBeGreaterThan(0);
    expect(alarm[1]!.upper).toBeGreaterThan(distance);
    const { n, drift } = alarm[1]!;
    const own = driftDistances({
      reference: [25_000, 25_000, 25_000, 25_000, 0, 0],
      current: [13, 20, 27, 40, 0, 0].map((count) => (count * n) / 100),
    })!;
    expect(drift!.populationStability).toEqual(own.populationStability);
    expect(drift!.jensenShannon).toEqual(own.jensenShannon);
    expect(drift!.populationStability!.value).toBeGreaterThan(drift!.populationStability!.null95);
    expect(states(closeHours(plan, state, repeated(24 * 40, moved)))).toEqual([]);
    const [end, ...more] = closeHours(plan, state, repeated(24 * 14, alike));
    expect(more).toEqual([]);
    expect(end).toMatchObject({ state: 'resolved', logEvidence: Math.log(20), logThreshold: Math.log(20) });
    expect(end!.estimate).toBeLessThan(0.05);
  });

  it('of each group is held against its own beginning, once that is over', () => {
    const plan = planOf(
      `{ reference: { first: 3d }, score: { ${QUARTERS}, by: [sex], distance: w1, tolerance: 0.03 } }`,
    );
    const state = startMonitor(plan);
    const hour = (women: number[], men: number[]): Pane => {
      const pane = paneOf(plan, women, 'f');
      mergePanes(pane, paneOf(plan, men, 'm'));
      return pane;
    };
    const before = hour([40, 30, 20, 10], [10, 20, 30, 40]);
    expect(closeHours(plan, state, repeated(71, before))).toEqual([]);
    const began = closeHours(plan, state, repeated(1, before));
    expect(began.map(({ series }) => series.group.sex)).toEqual(['f', 'm']);
    const changes = closeHours(plan, state, repeated(24 * 10, hour([40, 30, 20, 10], [20, 25, 30, 25])));
    expect(states(changes)).toEqual(['pending', 'firing']);
    expect(changes[1]).toMatchObject({ series: { group: { sex: 'm' } }, drift: { distance: 'w1', nReference: 7200 } });
    expect(monitorLines(plan, state)[0]).toMatchObject({ state: 'watching', estimate: 0 });
  });

  it('goes on from its stored state as if it had never been stored', () => {
    const plan = planOf(`{ reference: { first: 2d }, score: { ${QUARTERS} } }`);
    const random = createGenerator('stored');
    const hours = Array.from({ length: 24 * 9 }, (_, hour) =>
      paneOf(plan, sampleMultinomial(80, hour < 120 ? [1, 1, 1, 1] : [1, 2, 3, 5], random)),
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

  it('shares the budget with requirements, so that the number of false alarms is that of the whole file', () => {
    const gap = monitoredRequirement('gap');
    const thresholdOf = (plan: MonitorPlan): number => {
      const state = startMonitor(plan);
      const pane = emptyPane(plan);
      for (const sex of ['f', 'm'])
        for (let i = 0; i < 40; i++)
          addDecision(pane, {
            values: [sex],
            decided: i % 2,
            label: null,
            ...(plan.histograms.length === 0 ? {} : { bins: [i % 4] }),
          });
      closeHours(plan, state, [pane]);
      return monitorLines(plan, state).find(({ requirement }) => requirement === 'gap')!.logThreshold;
    };
    const alone = thresholdOf(planMonitor(parsePolicy(monitoredPolicy({ requirements: gap })).policy));
    expect(Math.exp(alone)).toBeCloseTo(240, 9);
    // Of the budget the page has 0.5 of 0.8, the ticket of drift the rest.
    expect(Math.exp(thresholdOf(planOf(SCORE, gap)))).toBeCloseTo(240 / (0.5 / 0.8), 9);
  });

  it('says how small a distance it would find', () => {
    const plan = planOf(SCORE);
    const state = startMonitor(plan);
    closeHours(plan, state, repeated(48, paneOf(plan, [25, 25, 25, 25])));
    const { gapIn30Days } = monitorSummary(plan, state).detectable[0]!;
    expect(gapIn30Days).toBeGreaterThan(0.05);
    expect(gapIn30Days).toBeLessThan(0.12);
  });

  it('keeps the digest of plans without it, so that their states go on', () => {
    const policy = monitoredPolicy({ more: ', quality: { maxMissing: 0.1 }' });
    expect(startMonitor(planMonitor(parsePolicy(policy).policy)).plan).toBe(
      'sha256:5765e64d8495309bbfc8f782802e736ada3f9a35a850cd558501e6c345cfdd8d',
    );
  });

  it('is not watched where decisions are weighted, and says so', () => {
    const weighted = text(SCORE).replace('  favourable: 1\n', '  favourable: 1\n  weight: w\n  weightKind: count\n');
    const { watches, unwatched, histograms } = planMonitor(parsePolicy(weighted).policy);
    expect([watches, histograms]).toEqual([[], []]);
    expect(unwatched.map(({ requirement }) => requirement)).toEqual(['off', 'drift.score']);
  });
});

describe('a histogram', () => {
  const DRIFT = `{ reference: { first: 2d }, score: { ${QUARTERS} }, inputs: { home: { levels: [own, rent] }, income: { bins: [20, 40], distance: ks } } }`;

  it('is counted from rows: edges belong to the bin above, other values and none have bins of their own', () => {
    const plan = planOf(DRIFT);
    const observe = observer(policyOf(DRIFT), plan);
    const binsOf = (cells: Record<string, unknown>) => {
      const seen = observe((column) => ({ sex: 'f', p: '1', y: '', ...cells })[column] as string);
      return 'observation' in seen ? seen.observation.bins : seen;
    };
    // Scores have six bins, homes four, incomes five.
    expect(binsOf({ s: 0.1, home: 'own', income: '19.9' })).toEqual([0, 6, 10]);
    expect(binsOf({ s: '0.25', home: 'rent', income: 20 })).toEqual([1, 7, 11]);
    expect(binsOf({ s: 9, home: 'boat', income: 40 })).toEqual([3, 8, 12]);
    expect(binsOf({ s: 'high', home: '', income: 'much' })).toEqual([4, 9, 13]);
    expect(binsOf({})).toEqual([5, 9, 14]);
    expect(observe((column) => ({ sex: 'f', p: '' })[column])).toEqual({ uncounted: 'excluded: missing prediction' });
  });

  it('adds when panes are merged, and is read only for the bins that it was counted in', () => {
    const plan = planOf(SCORE);
    const pane = paneOf(plan, [1, 2, 3, 4]);
    mergePanes(pane, paneOf(plan, [4, 3, 2, 1]));
    const json = paneJson(pane);
    expect(json).toMatchObject({ version: 2, bins: [6], cells: [[[], [0, 0, 0, 0, 0, 20, 5, 5, 5, 5, 0, 0]]] });
    expect(paneJson(readPane(plan, json))).toEqual(json);
    const other = planOf(SCORE.replace('[0.25, 0.5, 0.75]', '[0.5, 0.75]').replace('25000, ', ''));
    expect(() => readPane(other, json)).toThrow('other bins than those of the plan');
    expect(() => readPane(other, { ...json, version: 1 })).toThrow('version 1');
    expect(() => mergePanes(paneOf(other, [1]), pane)).toThrow('different attributes, outcomes or bins');
  });
});

describe('a policy about drift', () => {
  const LINE =
    text(SCORE)
      .split('\n')
      .findIndex((line) => line.startsWith('monitor:')) + 1;
  const ofMonitor = (drift: string) => checkPolicy(text(drift)).filter(({ line }) => line === LINE);
  it.each([
    ['{ }', 'drift names neither score nor inputs'],
    [`{ score: { ${QUARTERS} } }`, 'score has no reference'],
    [`{ score: { bins: [0.5, 0.25], ${COUNTS} } }`, 'the bins of score do not ascend'],
    [`{ score: { bins: [0.25, 0.5], ${COUNTS} } }`, 'the reference of score counts 4 bins, and it has 3'],
    [`{ score: { ${QUARTERS}, reference: { counts: [0, 0, 0, 0] } } }`, 'the reference of score has nobody'],
    [`{ score: { ${QUARTERS}, reference: { } } }`, 'the reference has neither first nor counts'],
    [`{ score: { ${QUARTERS}, by: [sexx], reference: { first: 2d } } }`, 'there is no attribute "sexx"'],
    [`{ score: { ${QUARTERS}, by: [sex], ${COUNTS} } }`, 'counts everybody, and groups are compared with themselves'],
    [`{ score: { ${QUARTERS}, distance: psi, ${COUNTS} } }`, 'distance'],
    ['{ inputs: { a: { reference: { first: 2d } } } }', 'inputs.a has neither bins nor levels'],
    [
      '{ inputs: { a: { levels: [x, y], distance: w1, reference: { first: 2d } } } }',
      'have no distance from each other',
    ],
    ['{ inputs: { a: { levels: [x, x], reference: { first: 2d } } } }', 'a level of inputs.a stands twice'],
    ['{ inputs: { a: { levels: [x, y], reference: { first: 400d } } } }', 'more than a year'],
    [
      `{ score: { ${QUARTERS}, reference: { counts: [9, 9, 9, 9], returns: 3 } } }`,
      'counts are of people, each of them once',
    ],
    [`{ score: { ${QUARTERS}, reference: { first: 2d, returns: 0 } } }`, 'returns'],
  ])('%s: %s', (drift, message) => {
    const mistakes = checkPolicy(text(drift));
    const [mistake] = mistakes.filter((one) => one.message.includes(message));
    expect(mistake, JSON.stringify(mistakes)).toMatchObject({ line: LINE, severity: 'error' });
  });

  it.each([
    [
      'tv',
      '[1, 1, 1, 1]',
      '1.00 away from what it was drawn from: with the tolerance of 0.1 nothing',
      'Count at least 695',
    ],
    [
      'ks',
      '[3, 3, 3, 3]',
      '0.47 away from what it was drawn from: with the tolerance of 0.3 nothing',
      'Count at least 30',
    ],
    [
      'w1',
      '[1, 1, 1, 1]',
      '0.81 away from what it was drawn from: with the tolerance of 0.1 nothing',
      'Count at least 265',
    ],
    ['ks', '[99000, 1, 1, 99000]', 'nobody is further from it than 0.50', 'Write a smaller tolerance.'],
  ])('refuses a reference beside which nothing can be found: %s, %s', (distance, counts, message, remedy) => {
    const tolerance = { '[3, 3, 3, 3]': 0.3, '[99000, 1, 1, 99000]': 0.5 }[counts] ?? 0.1;
    const drift = `{ score: { ${QUARTERS}, distance: ${distance}, tolerance: ${tolerance}, reference: { counts: ${counts} } } }`;
    const [mistake] = ofMonitor(drift);
    expect(mistake).toMatchObject({ line: LINE, severity: 'error' });
    expect(mistake!.message).toContain(message);
    expect(mistake!.remedy).toContain(remedy);
  });

  it('warns of a reference of which the error is more than the tolerance, and of no larger one', () => {
    const warned = (people: number) =>
      ofMonitor(
        `{ score: { ${QUARTERS}, distance: w1, tolerance: 0.02, reference: { counts: [${people}, 0, 0, 0] } } }`,
      );
    // Massart: sqrt(ln(200) / (2 * 0.02^2)) is 6,622.9 people.
    expect(warned(6623)).toEqual([]);
    expect(warned(6622)).toMatchObject([{ line: LINE, severity: 'warning' }]);
    expect(warned(5000)[0]).toMatchObject({
      message:
        'the reference of score counts 5000, and a sample of so many may be 0.023 away from what it was drawn from, more than the tolerance: only what is beyond 0.043 is found',
      remedy: 'Count at least 6623, which brings that down to the tolerance of 0.02, or declare a larger tolerance.',
    });
  });

  it('warns of counts of which one is of so few people that they may be recognised', () => {
    const drift = (counts: string) => `{ score: { ${QUARTERS}, reference: { counts: [${counts}] } } }`;
    expect(ofMonitor(drift('25000, 25000, 0, 11'))).toEqual([]);
    expect(ofMonitor(drift('25000, 25000, 10, 1'))).toMatchObject([
      {
        severity: 'warning',
        message: 'the reference of score counts fewer than 11 people in 2 bins, who may be recognised',
      },
    ]);
  });

  it('needs a score where it names it', () => {
    const [mistake] = checkPolicy(text(SCORE).replace('  score: s\n', '').replace('  cutoff: 0.5\n', ''));
    expect(mistake).toMatchObject({ message: 'drift names the score, and the policy binds none' });
  });
});
