import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../core/policy/index.js';
import { createGenerator, sampleMultinomial } from '../../core/stats/index.js';
import {
  addDecision,
  boundEnds,
  closeBlock,
  emptyPane,
  lateLabel,
  type MonitorPlan,
  type MonitorState,
  monitorLines,
  type Observation,
  observer,
  type Pane,
  planMonitor,
  startMonitor,
  windowOf,
} from './index.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
/** `TRIBUNE_LONG=1` closes a year of 75 deployments, in place of ten days of 10. */
const [DEPLOYMENTS, DAYS] = process.env.TRIBUNE_LONG !== undefined ? [75, 365] : [10, 10];

type Row = Readonly<Record<string, string | number>>;
const CLASSES = '{ type: class, column: decided, classes: [a, b, c], favourable: [a] }';
const LEVELS = '{ type: ordered, column: decided, levels: [E, D, C, B, A], favourable: higher }';
const AMOUNTS =
  '{ type: amount, column: decided, unit: USD, favourable: higher, interval: { lower: low, upper: high } }';

/** By the class that was due, then the one decided: what is not named costs nothing. */
const COSTS = 'costs: { a: { b: 1, c: 1 }, b: { a: 2, c: 2 }, c: { a: 10, b: 1 } }';

const policyOf = (outcome: string, asked: readonly string[], more = '', label = '  label: due\n') =>
  parsePolicy(`tribune: policy/v1
name: late
version: "1"
data:
  outcome: ${outcome}
${label}  attributes: { sex: { reference: m } }
  minGroupSize: 5
monitor: { block: 1h, falseAlarmsPerDay: 0.1, labelHorizon: 1h${more} }
requirements:
${asked
  .map(
    (what, i) =>
      `  - { id: r${i}, ${what}, evidence: violation, severity: block, smallGroups: inconclusive, basis: { kind: ours, source: test } }\n`,
  )
  .join('')}`).policy;
type Policy = ReturnType<typeof policyOf>;

function paneOf(policy: Policy, plan: MonitorPlan, rows: readonly Row[]): Pane {
  const pane = emptyPane(plan);
  const observe = observer(policy, plan);
  for (const row of rows) {
    const seen = observe((column) => row[column]);
    if (!('observation' in seen)) throw new Error(seen.uncounted);
    addDecision(pane, seen.observation);
  }
  return pane;
}

const close = (plan: MonitorPlan, state: MonitorState, hour: number, panes: ReadonlyMap<string, Pane>) =>
  (['decisions', 'labels'] as const).flatMap((phase) =>
    closeBlock(plan, state, { phase, window: windowOf(plan, START + hour * HOUR), panes }),
  );

/** What is shown of women after two blocks of the same rows. */
function shownOf(policy: Policy, rows: readonly Row[]) {
  const plan = planMonitor(policy);
  expect(plan.unwatched).toEqual([]);
  const state = startMonitor(plan);
  for (const hour of [0, 1]) close(plan, state, hour, new Map([['d', paneOf(policy, plan, rows)]]));
  const lines = monitorLines(plan, state).filter(({ series }) => series.group.sex === 'f');
  return { plan, lines, estimates: lines.map(({ estimate }) => estimate) };
}

/** So many people of a sex with each decided and due word. */
const people = (sex: string, table: Readonly<Record<string, number>>): Row[] =>
  Object.entries(table).flatMap(([cell, n]) => {
    const [decided, due] = cell.split(' ') as [string, string];
    return Array.from({ length: n }, () => ({ sex, decided, due }));
  });

describe('classes with the class that was due', () => {
  const women = people('f', { 'a a': 30, 'b a': 10, 'b b': 45, 'c b': 5, 'c c': 8, 'a c': 2 });
  const men = people('m', { 'a a': 40, 'b b': 40, 'c c': 16, 'b c': 4 });

  it('are watched by recall, precision, their mean, the worst, and the cost of errors', () => {
    const policy = policyOf(CLASSES, [
      'metric: class_recall, class: a, by: [sex], compare: difference, max: 0.1',
      'metric: class_precision, class: b, by: [sex], compare: value, min: 0.5',
      'metric: macro_recall, by: [sex], compare: difference, max: 0.1',
      'metric: worst_class_recall, by: [sex], compare: value, min: 0.5',
      `metric: expected_cost, ${COSTS}, by: [sex], compare: value, max: 2`,
    ]);
    const { estimates, lines, plan } = shownOf(policy, [...women, ...men]);
    expect(estimates.map((one) => Number(one!.toFixed(12)))).toEqual([
      -0.25,
      Number((45 / 55).toFixed(12)),
      Number(((0.75 + 0.9 + 0.8) / 3 - (1 + 1 + 0.8) / 3).toFixed(12)),
      0.75,
      0.9,
      0.8,
      0.4,
    ]);
    expect(lines.map(({ component }) => component).slice(3, 6)).toEqual(['a', 'b', 'c']);
    expect(lines.every(({ labelCoverage }) => labelCoverage === 1)).toBe(true);
    expect(boundEnds(plan.watches.at(-1)!)).toEqual([{ side: 'at-most', value: 2 }]);
  });

  it('say which of their measures evidence cannot be drawn from', () => {
    const many = CLASSES.replace('a, b, c', 'a, b, c, d, e');
    const { unwatched } = planMonitor(
      policyOf(many, [
        'metric: macro_recall, by: [sex], compare: difference, max: 0.1',
        'metric: worst_class_recall, by: [sex], compare: difference, max: 0.1',
        'metric: class_rate, by: [sex], compare: value, min: 0.1',
      ]),
    );
    expect(unwatched.map(({ reason }) => reason)).toEqual([
      'it is a mean of 5 recalls of each group, and evidence is drawn from 4 at most',
      'which class has the smallest recall may differ between groups, so that the gap is none of two rates',
    ]);
  });

  it('say that a cost which is the same whatever is decided cannot be watched', () => {
    const costs = (right: number, wrong: number): string =>
      `costs: { a: { a: ${right}, b: ${wrong} }, b: { a: ${wrong}, b: ${right} } }`;
    const reasons = [costs(0, 0), costs(2, 2), costs(1, 2)].map((each) => {
      const requirement = `metric: expected_cost, ${each}, by: [sex], compare: value, max: 1.5`;
      return planMonitor(policyOf(CLASSES.replace('a, b, c', 'a, b'), [requirement])).unwatched[0]?.reason;
    });
    expect(reasons).toEqual([
      'every decision costs 0, right or wrong, so that no decision changes the expected cost',
      'every decision costs 2, right or wrong, so that no decision changes the expected cost',
      undefined,
    ]);
  });
});

describe('levels with the level that was due', () => {
  const women = people('f', { 'E D': 20, 'D D': 20, 'B C': 10, 'A A': 10, 'C A': 40 });
  const men = people('m', { 'E E': 10, 'C C': 30, 'A B': 60 });

  it.each(['higher', 'lower'])(
    'are watched by who got less or more, the order, and each level (%s is good)',
    (good) => {
      const policy = policyOf(LEVELS.replace('higher', good), [
        'metric: lowered_share, by: [sex], compare: difference, max: 0.7',
        'metric: raised_share, by: [sex], compare: value, min: 0.05',
        'metric: superiority, by: [sex], compare: value, min: 0.25',
        'metric: dominance_shortfall, by: [sex], compare: value, max: 0.6',
      ]);
      const { estimates, lines, plan } = shownOf(policy, [...women, ...men]);
      const won = 20 * 0.5 * 10 + 20 * 10 + 40 * (10 + 0.5 * 30) + 10 * 40 + 10 * (40 + 0.5 * 60);
      const shares =
        good === 'higher' ? [0.8 - 0.9, 0.6 - 0.9, 0.2 - 0.6, 0.1 - 0.6] : [0.2 - 0.1, 0.4 - 0.1, 0.8 - 0.4, 0.9 - 0.4];
      const [less, more] = good === 'higher' ? [0.6, 0.1] : [0.1 - 0.6, 0.6];
      const wanted = [less, more, good === 'higher' ? won / 10_000 : 1 - won / 10_000, ...shares];
      expect(estimates.map((one) => Number(one!.toFixed(9)))).toEqual(wanted.map((one) => Number(one.toFixed(9))));
      expect(lines[2]!.lower).toBeLessThan(lines[2]!.estimate!);
      expect(boundEnds(plan.watches[2]!)).toEqual([{ side: 'at-least', value: 0.25 }]);
      expect(boundEnds(plan.watches[3]!)).toEqual([{ side: 'at-least', value: -0.6 }]);
    },
  );
});

describe('amounts with the amount that turned out right', () => {
  const of = (sex: string, errors: readonly number[]): Row[] =>
    errors.flatMap((error) =>
      Array.from({ length: 10 }, () => ({ sex, decided: 1000 + error, due: 1000, low: 950, high: 1000 + error + 50 })),
    );

  it('are watched by their errors and intervals, cut where the policy says', () => {
    const rows = [...of('f', [-100, 100, 300, 500]), ...of('m', [0, 0, 100, -100])];
    const policy = policyOf(
      AMOUNTS,
      [
        'metric: mean_error, by: [sex], compare: difference, max: 300',
        'metric: mean_absolute_error, by: [sex], compare: ratio, max: 6, oneSided: true',
        'metric: root_mean_squared_error, by: [sex], compare: value, max: 300',
        'metric: root_mean_squared_error, by: [sex], compare: ratio, max: 5, oneSided: true',
        'metric: interval_coverage, by: [sex], compare: value, min: 0.5',
        'metric: interval_width, by: [sex], compare: value, max: 390',
      ],
      ', amounts: { to: 10000, errors: 400 }',
    );
    const { estimates, lines, plan } = shownOf(policy, rows);
    const squares = (100 ** 2 + 100 ** 2 + 300 ** 2 + 400 ** 2) / 4;
    expect(estimates.map((one) => Number(one!.toPrecision(4)))).toEqual(
      [175, 225 / 50, Math.sqrt(squares), Math.sqrt(squares / 5000), 0.75, (0 + 200 + 400 + 400) / 4].map((one) =>
        Number(one.toPrecision(4)),
      ),
    );
    // Errors of 500, and intervals of 600, count as 400, and that is said.
    expect(lines.map(({ amounts }) => amounts ?? null)).toEqual([
      ...[-400, 0, 0, 0].map((from) => ({ from, to: 400, cut: 0.25, cutReference: expect.anything() })).map(asShown),
      null,
      { from: 0, to: 400, cut: 0.25, cutReference: null },
    ]);
    expect(boundEnds(plan.watches[2]!)).toEqual([{ side: 'at-most', value: 300 }]);
    expect(boundEnds(plan.watches[3]!)).toEqual([{ side: 'at-most', value: 5 }]);
    expect(lines[2]!.upper).toBeGreaterThan(lines[2]!.estimate!);
  });

  it('say of a bound on roots that the largest error keeps it, and not its square', () => {
    const asked = 'metric: root_mean_squared_error, by: [sex], compare: value, max: 60';
    const { unwatched } = planMonitor(policyOf(AMOUNTS, [asked], ', amounts: { to: 10000, errors: 50 }'));
    expect(unwatched[0]!.reason).toBe('a value of at most 60 is one that all values from 0 to 50 keep, or all break');
  });

  it('have no difference of roots, and no share of labels explained', () => {
    const { unwatched } = planMonitor(
      policyOf(
        AMOUNTS,
        [
          'metric: root_mean_squared_error, by: [sex], compare: difference, max: 30',
          'metric: r_squared, by: [sex], compare: value, min: 0.3',
          'metric: mean_amount, by: [sex], compare: value, min: 30',
        ],
        ', amounts: { to: 10000 }',
      ),
    );
    expect(unwatched.map(({ instead }) => instead)).toEqual([
      'Watch it with compare: ratio or value, or the difference of mean_absolute_error.',
      'Watch root_mean_squared_error.',
    ]);
  });
});

/** Levels stand alone, gaps beside the reference. */
const asShown = (one: { readonly from: number; readonly to: number; readonly cut: number }, i: number) => ({
  ...one,
  cutReference: i === 2 ? null : 0,
});

it('a label that comes later counts as one that stood in the row', () => {
  const cases: readonly [string, string, readonly Row[], string][] = [
    [CLASSES, 'metric: macro_recall, by: [sex], compare: value, min: 0.1', people('f', { 'a b': 1, 'c c': 2 }), ''],
    [LEVELS, 'metric: lowered_share, by: [sex], compare: value, max: 0.9', people('f', { 'A E': 1, 'D B': 2 }), ''],
    [
      AMOUNTS,
      'metric: mean_error, by: [sex], compare: value, max: 5',
      [{ sex: 'f', decided: 12.34, due: 20.5, low: 1, high: 30 }],
      ', amounts: { to: 100 }',
    ],
    [
      AMOUNTS,
      'metric: interval_coverage, by: [sex], compare: value, min: 0.5',
      [{ sex: 'f', decided: 12.34, due: 30.01, low: 1, high: 30 }],
      '',
    ],
  ];
  for (const [outcome, asked, rows, more] of cases) {
    const policy = policyOf(outcome, [asked], more);
    const plan = planMonitor(policy);
    const [late, observe] = [lateLabel(policy, plan), observer(policy, plan)];
    const pane = emptyPane(plan);
    for (const row of rows) {
      const seen = observe((column) => (column === 'due' ? null : row[column]));
      if (!('observation' in seen)) throw new Error(seen.uncounted);
      addDecision(pane, late(seen.observation, row.due));
      // What is no label changes nothing.
      expect(late(seen.observation, { no: 'label' })).toEqual(seen.observation);
    }
    expect(pane.cells).toEqual(paneOf(policy, plan, rows).cells);
    expect([...pane.cells.values()].every(({ counts }) => counts.some((count) => count > 0))).toBe(true);
  }
});

/** People of one sex by what is decided and due, and the share of each. */
type Law = Readonly<Record<string, number>>;

const rowOf = (sex: string, cell: string): Row => {
  const [decided, due] = cell.split(' ');
  return due === undefined
    ? { sex, decided: 1000 + Number(cell), due: 1000, low: 900, high: 1100 }
    : { sex, decided: decided!, due };
};

/** Bounds with the law of women that lies exactly at them, one that breaks them, and the law of men where they are compared. */
const CLAIMS: readonly (readonly [string, string, { readonly at: Law; readonly beyond: Law; readonly men?: Law }])[] = [
  [
    CLASSES,
    'metric: class_recall, class: a, by: [sex], compare: ratio, min: 0.8, oneSided: true',
    {
      at: { 'a a': 0.32, 'b a': 0.18, 'b b': 0.5 },
      beyond: { 'a a': 0.16, 'b a': 0.34, 'b b': 0.5 },
      men: { 'a a': 0.4, 'b a': 0.1, 'b b': 0.5 },
    },
  ],
  [
    CLASSES,
    'metric: worst_class_recall, by: [sex], compare: value, min: 0.6',
    {
      at: { 'a a': 0.24, 'b a': 0.16, 'b b': 0.24, 'c b': 0.16, 'c c': 0.12, 'a c': 0.08 },
      beyond: { 'a a': 0.12, 'b a': 0.28, 'b b': 0.24, 'c b': 0.16, 'c c': 0.12, 'a c': 0.08 },
    },
  ],
  [
    CLASSES,
    `metric: expected_cost, ${COSTS}, by: [sex], compare: value, max: 1`,
    { at: { 'a c': 0.1, 'a a': 0.9 }, beyond: { 'a c': 0.2, 'a a': 0.8 } },
  ],
  [
    LEVELS,
    'metric: lowered_share, by: [sex], compare: difference, max: 0.1',
    { at: { 'D C': 0.3, 'C C': 0.7 }, beyond: { 'D C': 0.6, 'C C': 0.4 }, men: { 'D C': 0.2, 'C C': 0.8 } },
  ],
  [
    LEVELS,
    'metric: superiority, by: [sex], compare: value, min: 0.4',
    { at: { 'A A': 0.4, 'E E': 0.6 }, beyond: { 'A A': 0.1, 'E E': 0.9 }, men: { 'A A': 0.6, 'E E': 0.4 } },
  ],
  [
    AMOUNTS,
    'metric: root_mean_squared_error, by: [sex], compare: value, max: 200',
    { at: { '+400': 0.25, '+0': 0.75 }, beyond: { '+400': 0.5, '+0': 0.5 } },
  ],
  [
    AMOUNTS,
    'metric: mean_absolute_error, by: [sex], compare: ratio, max: 2, oneSided: true',
    {
      at: { '+400': 0.1, '-400': 0.1, '+0': 0.8 },
      beyond: { '+400': 0.2, '-400': 0.2, '+0': 0.6 },
      men: { '+400': 0.1, '+0': 0.9 },
    },
  ],
];

/** People an hour of each sex. */
const SIZE = 40;

it.each(CLAIMS)(
  '%s: exactly at its bound %s keeps the budget, and beyond it is found',
  (outcome, asked, laws) => {
    const policy = policyOf(outcome, [asked], outcome === AMOUNTS ? ', amounts: { to: 10000, errors: 400 }' : '');
    const plan = planMonitor(policy);
    const [state, observe] = [startMonitor(plan), observer(policy, plan)];
    const random = createGenerator(`late labels ${asked}`);
    const known = new Map<string, Observation>();
    const seenAs = (sex: string, cell: string): Observation => {
      const name = `${sex} ${cell}`;
      const row = rowOf(sex, cell);
      const seen = known.get(name) ?? (observe((column) => row[column]) as { observation: Observation }).observation;
      known.set(name, seen);
      return seen;
    };
    const panesOf = (women: Law): ReadonlyMap<string, Pane> =>
      new Map(
        Array.from({ length: DEPLOYMENTS }, (_, d) => {
          const pane = emptyPane(plan);
          for (const [sex, law = {}] of [['f', women] as const, ['m', laws.men] as const])
            (Object.keys(law).length === 0 ? [] : sampleMultinomial(SIZE, Object.values(law), random)).forEach(
              (n, cell) => {
                for (let k = 0; k < n; k++) addDecision(pane, seenAs(sex, Object.keys(law)[cell]!));
              },
            );
          return [`d${d}`, pane] as const;
        }),
      );
    for (let hour = 0; hour < 24 * DAYS; hour++) close(plan, state, hour, panesOf(laws.at));
    // In expectation at most 0.1 a day; a Poisson count with that mean exceeds the limit once in ten thousand seeds.
    const expected = 0.1 * DAYS;
    expect(state.alarms).toBeLessThanOrEqual(expected + 4 * Math.sqrt(expected) + 2);
    if (process.env.TRIBUNE_LONG !== undefined)
      console.log(`${asked}: ${state.alarms} alarms, ${expected} expected at most`);
    const found = new Set<string>();
    for (let hour = 24 * DAYS; hour < 24 * DAYS + 72; hour++)
      for (const { state: condition, deployment } of close(plan, state, hour, panesOf(laws.beyond)))
        if (condition === 'firing') found.add(deployment);
    expect(found.size).toBe(DEPLOYMENTS);
  },
  1_200_000,
);
