import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../../base/errors.js';
import { linearModel, type Matrix, type Model, matrixFromRows, readModel } from '../../../models/index.js';
import { findRecourse, type RecourseOptions } from '../recourse.js';
import { readConstraints } from './read-constraints.js';

const link = (when: string, effect: string) =>
  Object.fromEntries([
    ['when', when],
    ['then', effect],
  ]);

/** The example of the contract, as a YAML parser returns it. */
const CONTRACT = {
  tribune: 'recourse/v1',
  scale: 'mad',
  costs: { duration: 6, 'credit-amount': 1075 },
  maxChanges: 3,
  margin: 0,
  features: {
    duration: { mutable: true, direction: 'any', integer: true, min: 4, max: 72 },
    'credit-amount': { mutable: true, direction: 'decrease', integer: true, min: 250, max: 20000, step: 50 },
    housing: {
      mutable: true,
      transitions: [
        ['rent', 'own'],
        ['free', 'rent'],
        ['free', 'own'],
      ],
      cost: 2,
    },
    age: { mutable: false },
  },
  linked: [link('education rises', 'age rises by >= 2')],
  derived: { 'installment-ratio': 'installment / income' },
  exclusive: [['housing', 'property']],
};

describe('readConstraints', () => {
  it('reads every line of the contract', () => {
    const read = readConstraints(CONTRACT);
    expect(read.features.get('credit-amount')).toMatchObject({ direction: 'decrease', step: 50, min: 250 });
    expect(read.features.get('housing')!.transitions![0]).toEqual({ from: 'rent', to: 'own', cost: 2 });
    expect(read.linked).toEqual([
      { cause: 'education', causeMovement: 'rises', effect: 'age', effectMovement: 'rises', amount: 2 },
    ]);
    expect(read.derived.get('installment-ratio')).toBe('installment / income');
    expect(read.exclusive).toEqual([['housing', 'property']]);
  });

  const with_ = (change: Record<string, unknown>) => ({ ...CONTRACT, ...change });
  const feature = (rule: unknown) => with_({ features: { duration: rule } });
  const broken: [string, unknown, string, RegExp][] = [
    ['no table', [], '', /expected a table/],
    ['another version', with_({ tribune: 'recourse/v2' }), 'tribune', /recourse\/v1/],
    ['a stray key', with_({ feature: {} }), 'feature', /no key that is known/],
    ['no features', with_({ features: {} }), 'features', /no feature/],
    ['a stray rule', feature({ mutabel: true }), 'features.duration.mutabel', /no key that is known/],
    ['a wrong direction', feature({ direction: 'up' }), 'features.duration.direction', /any, increase, decrease/],
    ['min above max', feature({ min: 5, max: 4 }), 'features.duration.min', /above max/],
    ['a step of 0', feature({ step: 0 }), 'features.duration.step', /above 0/],
    ['a fractional step of an integer', feature({ integer: true, step: 0.5 }), 'features.duration.step', /whole step/],
    ['an infinite bound', feature({ max: Number.POSITIVE_INFINITY }), 'features.duration.max', /finite/],
    ['text for a flag', feature({ mutable: 'yes' }), 'features.duration.mutable', /true or false/],
    ['a transition of one end', feature({ transitions: [['rent']] }), 'features.duration.transitions[0]', /from, to/],
    ['a cost of 0', with_({ costs: { duration: 0 } }), 'costs.duration', /is 0/],
    ['no whole number of changes', with_({ maxChanges: 1.5 }), 'maxChanges', /1.5/],
    ['a negative margin', with_({ margin: -1 }), 'margin', /-1/],
    ['an unknown scale', with_({ scale: 'sd' }), 'scale', /mad/],
    ['a rule nobody understands', with_({ linked: [link('a jumps', 'b rises')] }), 'linked[0].when', /rises/],
    [
      'an amount of a change',
      with_({ linked: [link('a rises', 'b stays by >= 2')] }),
      'linked[0].then',
      /not understood/,
    ],
    ['a rule of a feature about itself', with_({ linked: [link('a rises', 'a rises')] }), 'linked[0]', /itself/],
    ['an exclusive set of one', with_({ exclusive: [['a']] }), 'exclusive[0]', /two or more/],
  ];
  it.each(broken)('refuses %s and says where', (_, value, path, message) => {
    const run = () => readConstraints(value, 'actions.yaml');
    expect(run).toThrow(TribuneError);
    try {
      run();
    } catch (error) {
      const known = error as TribuneError;
      expect(known.code).toBe('CONSTRAINTS_INVALID');
      expect(known.place?.name).toBe(path);
      expect(`${known.message} ${known.remedy}`).toMatch(message);
    }
  });
});

/** One tree: left when feature 0 is at most the threshold; values -1 and 1. */
function stump(threshold: number, extra: Record<string, unknown> = {}, names = ['x', 'y']): Model {
  const tree = {
    childrenLeft: [1, -1, -1],
    childrenRight: [2, -1, -1],
    feature: [0, -2, -2],
    threshold: [threshold, -2, -2],
    value: [[0], [-1], [1]],
    ...extra,
  };
  const json = { kind: 'tree-ensemble', numOutputs: 1, baseOffset: [0], featureNames: names, trees: [tree] };
  return readModel(new TextEncoder().encode(JSON.stringify(json)));
}

const find = (
  model: Model,
  rows: (number | null)[][],
  file: Record<string, unknown>,
  options: Partial<RecourseOptions> = {},
  columns = model.features,
) =>
  findRecourse(
    model,
    { columns, rows: matrixFromRows(rows) },
    readConstraints({ tribune: 'recourse/v1', costs: { x: 1 }, ...file }),
    { cutoff: 0, ...options },
  ).rows[0]!;

const free = { features: { x: { mutable: true } } };

describe('values just inside a cell', () => {
  it('flip a float32 model although the threshold itself is not a float32', () => {
    const model = stump(0.1);
    const row = find(model, [[0, 0]], free);
    const to = row.best!.changes.x!.to as number;
    expect(row.proof).toBe('optimal');
    expect(model.predictRaw(matrixFromRows([[to, 0]]))[0]).toBe(1);
    expect(to - 0.1).toBeLessThan(1e-8);
  });

  it('survive printing as JSON', () => {
    const model = stump(26.5);
    const to = JSON.parse(JSON.stringify(find(model, [[20, 0]], free).best!.changes.x!.to)) as number;
    expect(model.predictRaw(matrixFromRows([[to, 0]]))[0]).toBe(1);
    expect(to).toBe(26.500001908);
  });

  it('reach the threshold itself from above', () => {
    expect(find(stump(26.5), [[30, 0]], free, { accept: 'below' }).best!.changes.x!.to).toBe(26.5);
  });

  it('stand on the grid that starts at min', () => {
    const file = { features: { x: { mutable: true, min: 0.2, step: 0.5, max: 100 } } };
    expect(find(stump(26.5), [[20, 0]], file).best!.changes.x!.to).toBe(26.7);
  });

  it('do not exist beyond max, which is then proved', () => {
    const file = { features: { x: { mutable: true, max: 26.5 } } };
    expect(find(stump(26.5), [[20, 0]], file)).toMatchObject({ best: null, proof: 'none exists', lowerBound: null });
  });
});

describe('rules of the decision', () => {
  it('offer nothing to do to an accepted person', () => {
    const best = { changes: {}, cost: 0, prediction: [1] };
    expect(find(stump(5), [[6, 0]], free)).toMatchObject({ accepted: true, best, proof: 'optimal', alternatives: [] });
  });

  it('accept at the cutoff itself, above; not below', () => {
    expect(find(stump(5), [[6, 0]], free, { cutoff: 1 }).accepted).toBe(true);
    expect(find(stump(5), [[6, 0]], free, { cutoff: 1, accept: 'below' }).accepted).toBe(false);
  });

  it('demand the margin of a change, not of the person', () => {
    const file = { ...free, margin: 0.5 };
    expect(find(stump(5), [[4, 0]], file, { cutoff: 0.75 }).proof).toBe('none exists');
    expect(find(stump(5), [[6, 0]], file, { cutoff: 0.75 }).accepted).toBe(true);
  });

  it('need the scale of the cutoff where the link is not the identity', () => {
    const features = [{ name: 'x' }];
    const logit = linearModel({ format: 'test', features, link: 'logit', coefficients: [[1]], intercept: [0] });
    const file = { features: { x: { mutable: true, min: -9, max: 9 } } };
    expect(() => find(logit, [[-1]], file, { cutoff: 0.5 })).toThrow(/could mean two things/);
    expect(() => find(logit, [[-1]], file, { cutoff: 70, cutoffScale: 'linked' })).toThrow(
      /outside what the model publishes, 0 to 1/,
    );
    expect(() => find(logit, [[-1]], file, { cutoff: -0.1, cutoffScale: 'linked' })).toThrow(/outside/);
    const row = find(logit, [[-1]], file, { cutoff: 0.5, cutoffScale: 'linked' });
    expect(row.best!.cost).toBeCloseTo(1, 8);
    expect(row.proof).toBe('optimal');
    expect(row.best!.prediction[0]).toBeGreaterThanOrEqual(0.5);
  });
});

describe('linear models with continuous features', () => {
  it('have a proved optimum among many features: the cheapest per unit of score, then the next', () => {
    const names = Array.from({ length: 12 }, (_, j) => `x${j}`);
    const features = names.map((name) => ({ name }));
    const coefficients = [names.map((_, j) => (j % 2 === 0 ? 1 : -1) * (1 + j / 7))];
    const model = linearModel({ format: 'test', features, link: 'logit', coefficients, intercept: [0] });
    const file = {
      costs: Object.fromEntries(names.map((name) => [name, 1])),
      features: Object.fromEntries(names.map((name) => [name, { mutable: true, min: -1, max: 1 }])),
    };
    const row = find(model, [names.map(() => 0)], file, { cutoff: 4, cutoffScale: 'raw' });
    // x11 gives 18/7 for 1, x10 17/7 per unit for the rest: 1 + (4 - 18/7) / (17/7).
    expect(row.proof).toBe('optimal');
    expect(row.best!.cost).toBeCloseTo(1 + 10 / 17, 7);
    expect(row.best!.changes.x11!.to).toBe(-1);
  });
});

describe('derived columns', () => {
  const names = ['ratio', 'z'];
  const columns = [...names, 'installment', 'income'].map((name) => ({ name }));
  const file = {
    costs: { installment: 100, income: 1000 },
    features: {
      installment: { mutable: true, direction: 'decrease', integer: true, min: 0, max: 1000, step: 10 },
      income: { mutable: true, direction: 'increase', integer: true, min: 0, max: 5000, step: 100 },
    },
    derived: { ratio: 'installment / income' },
  };

  it('follow their parts, and the optimum over both parts is proved', () => {
    // 500 / 1000 must fall to 0.3: 200 less installment costs 2, 700 more income costs 0.7.
    const row = find(stump(0.3, {}, names), [[0.5, 0, 500, 1000]], file, { accept: 'below' }, columns);
    expect(row.proof).toBe('optimal');
    expect(row.best!.cost).toBeCloseTo(0.7, 9);
    expect(row.best!.changes).toEqual({
      ratio: { from: 0.5, to: 500 / 1700, derived: true },
      income: { from: 1000, to: 1700 },
    });
  });

  it('are refused as mutable themselves', () => {
    const own = { ...file, features: { ...file.features, ratio: { mutable: true } } };
    expect(() => find(stump(0.3, {}, names), [[0.5, 0, 500, 1000]], own, {}, columns)).toThrow(
      /never changes by itself/,
    );
  });

  it('must describe the data', () => {
    const run = () => find(stump(0.3, {}, names), [[0.9, 0, 500, 1000]], file, { accept: 'below' }, columns);
    expect(run).toThrow(/row 0, column "ratio" holds 0.9, its expression gives 0.5/);
  });

  it.each([
    ['installment / incme', /"incme" is neither/],
    ['installment / (income', /parenthesis/],
    ['installment $ income', /no part of an expression/],
    ['1 + 2', /reads no column/],
    ['installment income', /not expected/],
    ['installment /', /ends too early/],
    ['ratio + 1', /computed from each other/],
    [`${'('.repeat(60)}income`, /nested deeper/],
  ])('refuse the expression %s', (text, message) => {
    const own = { ...file, derived: { ratio: text } };
    expect(() => find(stump(0.3, {}, names), [[0.5, 0, 500, 1000]], own, {}, columns)).toThrow(message);
  });

  it('may be one-hot columns of a category', () => {
    const home = [...['own', 'z'].map((name) => ({ name })), { name: 'housing', categories: ['rent', 'own'] }];
    const own = {
      features: { housing: { mutable: true, transitions: [['rent', 'own']], cost: 2 } },
      derived: { own: "housing == 'own'" },
      costs: {},
    };
    const row = find(stump(0.5, {}, ['own', 'z']), [[0, 0, 0]], own, {}, home);
    expect(row.best).toEqual({
      changes: { own: { from: 0, to: 1, derived: true }, housing: { from: 'rent', to: 'own' } },
      cost: 2,
      prediction: [1],
    });
  });
});

describe('what cannot change or is not known', () => {
  it('holds a feature whose value is missing, and says so', () => {
    const model = stump(5, { missingLeft: [1, 0, 0] });
    expect(find(model, [[null, 0]], free)).toMatchObject({ heldFixed: ['x'], best: null, proof: 'none exists' });
  });

  it('refuses a missing value where the model has no rule, naming the row', () => {
    const table: Matrix = matrixFromRows([
      [6, 0],
      [null, 0],
    ]);
    const constraints = readConstraints({ tribune: 'recourse/v1', costs: { x: 1 }, ...free });
    const model = stump(5);
    expect(() => findRecourse(model, { columns: model.features, rows: table }, constraints, { cutoff: 0 })).toThrow(
      /row 1, column "x" holds a missing value/,
    );
  });

  const broken: [string, () => unknown, RegExp][] = [
    [
      'an infinite value',
      () => find(stump(5), [[Number.POSITIVE_INFINITY, 0]], free),
      /row 0, column "x" holds the value Infinity/,
    ],
    ['a column that lacks', () => find(stump(5), [[1]], free, {}, [{ name: 'x' }]), /lack "y"/],
    [
      'a feature that does not exist',
      () => find(stump(5), [[1, 0]], { features: { w: { mutable: true } } }),
      /"w" is neither/,
    ],
    ['no rows', () => find(stump(5), [], free), /no rows|columns are named/],
    ['a row that does not exist', () => find(stump(5), [[1, 0]], free, { rows: [1] }), /row 1 of data with 1/],
    ['a scale from one row', () => find(stump(5), [[1, 0]], { ...free, costs: {} }), /has 1 usable row/],
    ['a protected attribute', () => find(stump(5), [[1, 0]], free, { protectedFeatures: ['x'] }), /protected/],
    ['an endless cutoff', () => find(stump(5), [[1, 0]], free, { cutoff: Number.NaN }), /cutoff is NaN/],
  ];
  it.each(broken)('refuses %s', (_, run, message) => {
    expect(run).toThrow(message);
  });
});

describe('a black box with continuous values', () => {
  it('is searched by seed, verified, and never called proved', () => {
    const model = stump(5);
    const blind: Model = { ...model, kind: 'black-box' };
    const file = { features: { x: { mutable: true, min: 0, max: 100 } } };
    const row = find(blind, [[1, 0]], file, { seed: 'a' });
    expect(row.proof).toBe('search');
    expect(row.best!.cost).toBeCloseTo(4, 1);
    expect(row.best!.prediction).toEqual([1]);
    expect(find(blind, [[1, 0]], file, { seed: 'a' })).toEqual(row);
  });
});
