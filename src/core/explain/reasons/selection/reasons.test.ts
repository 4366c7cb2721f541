import { describe, expect, it } from 'vitest';
import { linearModel, type Matrix, type Model, matrixFromRows, readModel } from '../../../models/index.js';
import { createGenerator } from '../../../stats/index.js';
import { decisionRule } from '../../recourse/problem/decision.js';
import { pickBaseline } from './baseline.js';
import { readReasons } from './read-reasons.js';
import { explainReasons } from './reasons.js';
import { shortfallsOf, shortfallsPerRow } from './shortfalls.js';

const NAMES = ['income', 'debt', 'loans', 'age'];
/** Approve at a raw score of 10 or more: income helps, debt and loans hurt. */
const model: Model = linearModel({
  format: 'test',
  features: NAMES.map((name) => ({ name })),
  link: 'identity',
  coefficients: [[1, -1, -2, 0.5]],
  intercept: [0],
});

const file = (extra: Record<string, unknown> = {}) =>
  readReasons({
    tribune: 'reasons/v1',
    domain: 'credit',
    decision: { cutoff: 10 },
    families: {
      income: { features: ['income'], text: 'income' },
      debt: { features: ['debt', 'loans'], text: 'debt' },
      age: { features: ['age'] },
    },
    protected: ['age'],
    ...extra,
  });

const rows = (...list: number[][]): Matrix => matrixFromRows(list);
/** Scores 12 and 10; the person at the end scores 3. */
const people = rows([20, 5, 2, 2], [16, 4, 2, 4], [12, 7, 2, 4]);

describe('reasons of a linear model, by hand', () => {
  const result = explainReasons(model, people, file(), { row: 2 });

  it('are the families furthest below the people just approved', () => {
    // Baseline means: income 18, debt 4.5, loans 2, age 3. Shortfalls: 6, 2.5 + 0, -0.5.
    expect(result.status).toBe('ready');
    expect(result.reasons.map((reason) => [reason.code, reason.shortfall])).toEqual([
      ['income', 6],
      ['debt', 2.5],
    ]);
    expect(result.reasons.map((reason) => reason.rise)).toEqual([6, 2.5]);
  });

  it('say the direction of the value that counted', () => {
    expect(result.reasons[0]!.sentence).toBe('Your income is lower than that of most people we compared you with.');
    expect(result.reasons[1]!.sentence).toBe(
      'The debts you have now are higher than those of most people we compared you with.',
    );
  });

  it('keep what was dropped and why in the record', () => {
    expect(result.record!.dropped).toEqual([
      { family: 'age', shortfall: -0.5, rise: null, why: 'does not lower the score' },
    ]);
    expect(result.record!.baseline.indices).toEqual([0, 1]);
    expect(result.record!.textSet).toBe('credit-us-en@2');
  });

  it('name no direction when the value is below the baseline, yet lower values would have helped', () => {
    // Long loans cost points from 12 months on; the person's 20 are fewer than the baseline's 24, but nobody at 24 gains by it.
    const tree = {
      childrenLeft: [1, -1, -1],
      childrenRight: [2, -1, -1],
      feature: [0, -2, -2],
      threshold: [12, -2, -2],
      value: [[0], [2], [0]],
    };
    const json = { kind: 'tree-ensemble', numOutputs: 1, baseOffset: [0], featureNames: ['term', 'own'] };
    const own = { ...tree, feature: [1, -2, -2], threshold: [0, -2, -2], value: [[0], [0], [2]] };
    const trees = readModel(new TextEncoder().encode(JSON.stringify({ ...json, trees: [tree, own] })));
    const config = readReasons({
      tribune: 'reasons/v1',
      domain: 'credit',
      decision: { cutoff: 2 },
      families: {
        term: { features: ['term'], text: 'loan-term' },
        own: { features: ['own'], text: 'savings' },
      },
    });
    const population = rows([24, 1], [24, 1], [6, 0], [20, 0]);
    const { reasons } = explainReasons(trees, population, config, { row: 3 });
    expect(reasons.find(({ code }) => code === 'term')).toMatchObject({
      variant: 'any',
      sentence: 'The time you want to pay back this loan counted against it.',
    });
    expect(reasons.find(({ code }) => code === 'own')).toMatchObject({ variant: 'low' });
  });

  it('are none for an accepted person', () => {
    expect(explainReasons(model, people, file(), { row: 0 }).status).toBe('not adverse');
  });

  it('name the values of the person', () => {
    const labelled = file({ labels: { income: { name: 'income per month', unit: 'USD' } } });
    expect(explainReasons(model, people, labelled, { row: 2 }).reasons[0]!.values).toEqual([
      { feature: 'income', label: 'income per month', unit: 'USD', onFile: null, value: 12 },
    ]);
  });

  it('hold under redrawing the baseline', () => {
    expect(result.record!.stability).toMatchObject({ resamples: 200, seed: 'reasons', status: 'stable' });
  });

  it('drop families below the materiality share', () => {
    const strict = explainReasons(model, people, file({ materiality: 0.4 }), { row: 2 });
    expect(strict.reasons.map((reason) => reason.code)).toEqual(['income']);
    expect(strict.record!.dropped[0]).toMatchObject({ family: 'debt', why: 'immaterial' });
  });

  it('stop at the limit of reasons', () => {
    const one = explainReasons(model, people, file({ maxReasons: 1 }), { row: 2 });
    expect(one.record!.dropped[0]).toMatchObject({ family: 'debt', why: 'beyond the limit' });
  });
});

describe('what may not go out', () => {
  it('blocks the notice when a protected factor leads, and names nothing', () => {
    const young = rows([20, 5, 2, 2], [16, 4, 2, 4], [18, 4.5, 2, -20]);
    const result = explainReasons(model, young, file(), { row: 2 });
    expect(result.status).toBe('blocked');
    expect(result.reasons).toEqual([]);
    expect(result.record!.blockedBy).toEqual([{ family: 'age', kind: 'protected' }]);
  });

  it('blocks for a proxy even where the file has a text for it', () => {
    const config = file({ proxies: ['income'] });
    expect(explainReasons(model, people, config, { row: 2 }).record!.blockedBy).toEqual([
      { family: 'income', kind: 'proxy' },
    ]);
  });
});

describe('hard rules', () => {
  const rules = { bankrupt: { topic: 'Open bankruptcy', any: 'The court has an open bankruptcy case for you.' } };

  it('come first', () => {
    const result = explainReasons(model, people, file({ rules }), { row: 2, ruleHits: ['bankrupt'] });
    expect(result.reasons.map((reason) => reason.kind)).toEqual(['rule', 'family', 'family']);
  });

  it('are the only reasons of a person whose score was accepted', () => {
    const result = explainReasons(model, people, file({ rules }), { row: 0, ruleHits: ['bankrupt'] });
    expect(result.reasons.map((reason) => reason.code)).toEqual(['bankrupt']);
  });

  it('need a text', () => {
    expect(() => explainReasons(model, people, file(), { row: 2, ruleHits: ['bankrupt'] })).toThrow(/has no text/);
  });
});

describe('baseline policies', () => {
  it('compare with everybody on request', () => {
    const all = explainReasons(model, people, file(), { row: 2, baseline: 'all-applicants' });
    expect(all.record!.baseline.indices).toEqual([0, 1, 2]);
    expect(all.reasons[0]).toMatchObject({ code: 'income', shortfall: 4 });
  });

  it('count points below the best attainable on request', () => {
    const best = explainReasons(model, people, file(), { row: 2, baseline: 'max-points' });
    expect(best.record!.method).toBe('points-below-max');
    expect(best.reasons.map((reason) => [reason.code, reason.shortfall])).toEqual([
      ['income', 8],
      ['debt', 3],
    ]);
  });

  it('refuse a baseline of one person', () => {
    const few = rows([20, 5, 2, 2], [12, 7, 2, 4]);
    expect(() => explainReasons(model, few, file(), { row: 1 })).toThrow(/has 1 row/);
  });

  it('refuse a policy that does not exist', () => {
    expect(() => explainReasons(model, people, file(), { row: 2, baseline: 'best' as never })).toThrow(
      /no baseline policy/,
    );
  });
});

describe('bad input is one clear error', () => {
  const broken: [string, () => unknown, RegExp][] = [
    [
      'an input without family',
      () =>
        explainReasons(model, people, file({ families: { income: { features: ['income'], text: 'income' } } }), {
          row: 2,
        }),
      /debt, loans, age are in no family/,
    ],
    [
      'a family of an unknown input',
      () =>
        explainReasons(model, people, file({ families: { a: { features: ['incme'], text: 'income' } } }), { row: 2 }),
      /"incme" is no input/,
    ],
    ['a row that does not exist', () => explainReasons(model, people, file(), { row: 3 }), /row 3 of data with 3/],
    [
      'a missing value without rule',
      () => explainReasons(model, rows([20, 5, 2, Number.NaN]), file(), { row: 0 }),
      /row 0, column "age"/,
    ],
    [
      'an infinite value',
      () => explainReasons(model, rows([Number.POSITIVE_INFINITY, 5, 2, 1]), file(), { row: 0 }),
      /Infinity/,
    ],
    ['a wrong number of columns', () => explainReasons(model, rows([1, 2]), file(), { row: 0 }), /4 inputs/],
    ['no cutoff', () => explainReasons(model, people, file({ decision: null }), { row: 2 }), /cutoff/],
  ];
  it.each(broken)('for %s', (_, run, message) => {
    expect(run).toThrow(message);
  });
});

describe('one explainer with the person as background', () => {
  it('gives the value against every single baseline row, and their mean is the value', () => {
    const random = createGenerator('trees');
    const tree = () => ({
      childrenLeft: [1, 3, 5, -1, -1, -1, -1],
      childrenRight: [2, 4, 6, -1, -1, -1, -1],
      feature: [0, 1, 2, -2, -2, -2, -2],
      threshold: [random.nextNormal(), random.nextNormal(), random.nextNormal(), -2, -2, -2, -2],
      value: Array.from({ length: 7 }, () => [random.nextNormal()]),
    });
    const json = {
      kind: 'tree-ensemble',
      numOutputs: 1,
      baseOffset: [0],
      featureNames: NAMES,
      trees: [tree(), tree(), tree()],
    };
    const trees = readModel(new TextEncoder().encode(JSON.stringify(json)));
    const draw = (n: number) => rows(...Array.from({ length: n }, () => NAMES.map(() => random.nextNormal())));
    const [person, population] = [draw(1), draw(30)];
    const decision = decisionRule(trees, { cutoff: 0 });
    const setting = { model: trees, decision, names: NAMES, inputs: NAMES.map((_, j) => Int32Array.of(j)), seed: 1 };
    const baseline = pickBaseline(trees, decision, population, 'all-applicants');
    const whole = shortfallsOf(setting, person, baseline).byFamily;
    const perRow = shortfallsPerRow(setting, person, baseline.rows);
    whole.forEach((value, f) => {
      let mean = 0;
      for (let b = 0; b < 30; b++) mean += perRow[b * 4 + f]! / 30;
      expect(mean).toBeCloseTo(value, 12);
    });
  });
});
