import { describe, expect, it } from 'vitest';
import { explain } from '../explain/index.js';
import { readNeutral } from '../models/index.js';
import { createGenerator } from '../stats/index.js';
import {
  areaUnderCurve,
  type Dataset,
  groupedFolds,
  holdOut,
  kFold,
  LEARNERS,
  fit as learn,
  makeDataset,
  measure,
  type Parameters,
  planLinear,
  scoreRows,
  takeRows,
  timedSplits,
} from './index.js';

/** People with two numbers (one with gaps) and a category, whose chance follows a known rule. */
function people(rows: number, seed = 7): Dataset {
  const random = createGenerator(seed);
  const [x, gaps, home] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  const target = Float64Array.from({ length: rows }, (_, r) => {
    x[r] = random.nextNormal();
    gaps[r] = random.nextUniform() < 0.2 ? Number.NaN : 50 + 10 * random.nextNormal();
    home[r] = random.nextUniform() < 0.1 ? Number.NaN : random.nextInteger(3);
    const z = x[r]! + (Number.isNaN(gaps[r]!) ? -1 : (gaps[r]! - 50) / 20) + (home[r] === 2 ? 1 : 0);
    return +(random.nextUniform() < 1 / (1 + Math.exp(-z)));
  });
  return makeDataset({
    columns: [
      { name: 'x', values: x },
      { name: 'gaps', values: gaps },
      { name: 'home', values: home, categories: ['none', 'rent', 'own'] },
    ],
    target,
  });
}

const rowsOf = (data: Dataset): Int32Array => Int32Array.from({ length: data.rows }, (_, r) => r);

describe('splits', () => {
  it('hold out the share of every class, the same rows for the same seed', () => {
    const strata = Float64Array.from({ length: 1000 }, (_, r) => +(r < 100));
    const split = holdOut(1000, { share: 0.2, seed: 'a', strata });
    expect(split.test.filter((row) => row < 100)).toHaveLength(20);
    expect(split.test).toHaveLength(200);
    expect(new Set([...split.train, ...split.test]).size).toBe(1000);
    expect(holdOut(1000, { share: 0.2, seed: 'a', strata })).toEqual(split);
    expect(holdOut(1000, { share: 0.2, seed: 'b', strata })).not.toEqual(split);
  });

  it('put every row into the test part of one fold, and a group into one', () => {
    const folds = kFold(103, { folds: 5, seed: 1 });
    expect(folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual([...Array(103).keys()]);
    expect(Math.max(...folds.map(({ test }) => test.length))).toBe(21);
    const groups = Array.from({ length: 300 }, (_, r) => `person ${r % 40}`);
    for (const { train, test } of groupedFolds(groups, { folds: 4, seed: 1 })) {
      const seen = new Set(Array.from(train, (row) => groups[row]));
      expect(test.length).toBeGreaterThan(60);
      expect([...test].some((row) => seen.has(groups[row]))).toBe(false);
    }
  });

  it('in time learn from before and judge on after, one moment on one side', () => {
    const times = Float64Array.from({ length: 200 }, (_, r) => Math.floor(((r * 37) % 200) / 10));
    for (const { train, test } of timedSplits(times, { folds: 3 }))
      expect(Math.max(...Array.from(train, (r) => times[r]!))).toBeLessThan(
        Math.min(...Array.from(test, (r) => times[r]!)),
      );
    expect(() => timedSplits(new Float64Array(50), { folds: 3 })).toThrow('too few different moments');
  });

  it.each([
    [() => holdOut(10, { share: 1, seed: 1 }), 'a share of 1'],
    [() => kFold(3, { folds: 4, seed: 1 }), '4 folds of 3 rows'],
    [() => kFold(3, { folds: 1, seed: 1 }), '1 folds of 3 rows'],
    [() => groupedFolds(['a', 'a', 'b'], { folds: 3, seed: 1 }), '3 folds of 2 groups'],
  ])('refuse what cannot be split (%#)', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('measures', () => {
  it('the area counts ties half, with and without weights', () => {
    const scores = Float64Array.of(0.1, 0.4, 0.4, 0.8, 0.4);
    const target = Float64Array.of(0, 0, 1, 1, 1);
    expect(areaUnderCurve(scores, target)).toBeCloseTo(5 / 6, 15);
    expect(areaUnderCurve(scores, target, new Float64Array(5).fill(2))).toBeCloseTo(5 / 6, 15);
    expect(areaUnderCurve(scores, new Float64Array(5))).toBeNull();
  });

  it('are null where all weights are 0', () => {
    const [scores, none] = [Float64Array.of(0.2, 0.6), new Float64Array(2)];
    const nothing = { n: 2, logLoss: null, auc: null, accuracy: null, rmse: null, rSquared: null };
    for (const task of ['binary', 'number'] as const)
      expect(measure(scores, Float64Array.of(0, 1), task, none)).toEqual(nothing);
  });

  it.each([
    [
      'a score that is no number',
      [0.5, Number.NaN],
      [0, 1],
      'binary',
      'row 1 (from 0) has the score NaN, which is no chance',
    ],
    ['a score that is no chance', [0.5, 1.5], [0, 1], 'binary', 'row 1 (from 0) has the score 1.5, which is no chance'],
    ['an infinite score', [Infinity, 1], [0, 1], 'number', 'row 0 (from 0) has the score Infinity, which is no number'],
    ['a target that is no number', [1, 1], [0, Number.NaN], 'number', 'row 1 (from 0) has the target NaN'],
  ] as const)('refuses %s by its row, of which no mean could be made', (_, scores, target, task, message) => {
    expect(() => measure(Float64Array.from(scores), Float64Array.from(target), task)).toThrow(message);
  });

  it('take a score that rounding moved beyond an end for the end, and no other one', () => {
    const target = Float64Array.of(0, 1, 1);
    const moved = Float64Array.of(-1e-13, 1 + 2 ** -52, 0.5);
    expect(measure(moved, target, 'binary')).toEqual(measure(Float64Array.of(0, 1, 0.5), target, 'binary'));
    expect(moved[1]).toBeGreaterThan(1);
    for (const far of [-1e-11, 1 + 1e-11])
      expect(() => measure(Float64Array.of(far, 1, 0.5), target, 'binary')).toThrow('which is no chance');
  });

  it('are of scores of one output, which a model of several has to be asked for by name', () => {
    const document = { kind: 'linear', featureNames: ['x'], link: 'identity', numOutputs: 2, coef: [[1], [3]] };
    const model = readNeutral({ ...document, intercept: [0, 0] }, 'two');
    const columns = [{ name: 'x', values: Float64Array.of(1, 2, Number.NaN) }];
    expect(scoreRows(model, columns, [0, 1], 1)).toEqual(Float64Array.of(3, 6));
    expect(() => scoreRows(model, columns, [0, 1])).toThrow('the model has 2 outputs, and none of them is named');
    expect(() => scoreRows(model, columns, [0, 1], 2)).toThrow('the model has 2 outputs, and not output 2');
    // The row is that of the columns, wherever it stands among those that are scored.
    expect(() => scoreRows(model, columns, [1, 2], 0)).toThrow('row 2, column "x"');
  });

  it('a weight counts as that many rows', () => {
    const data = people(400);
    const random = createGenerator(3);
    const weights = Float64Array.from({ length: 400 }, () => random.nextInteger(4));
    const scores = Float64Array.from({ length: 400 }, () => random.nextUniform());
    const again = Array.from(rowsOf(data)).flatMap((r) => Array<number>(weights[r]!).fill(r));
    const weighted = measure(scores, data.target, 'binary', weights);
    const repeated = measure(
      Float64Array.from(again, (r) => scores[r]!),
      Float64Array.from(again, (r) => data.target[r]!),
      'binary',
    );
    expect(weighted.auc).toBeCloseTo(repeated.auc!, 12);
    expect(weighted.logLoss).toBeCloseTo(repeated.logLoss!, 12);
    expect(weighted.accuracy).toBeCloseTo(repeated.accuracy!, 12);
  });
});

describe('logistic regression', () => {
  it('with weights is that of repeated rows, with missing values and categories', () => {
    const data = people(600);
    const weights = Float64Array.from({ length: 600 }, (_, r) => (r % 3) + 1);
    const again = Array.from(rowsOf(data)).flatMap((r) => Array<number>(weights[r]!).fill(r));
    const scoresOf = (trained: Dataset, own?: Float64Array): Float64Array => {
      const settings = { standardize: false };
      const { model } = learn(trained, {
        seed: 1,
        parameters: settings,
        ...(own === undefined ? {} : { weights: own }),
      });
      return scoreRows(model, data.columns, rowsOf(data));
    };
    const weighted = scoresOf(data, weights);
    // The means that fill gaps differ by a constant that the coefficients of "is missing" and the intercept take up, but for the penalty.
    const repeated = scoresOf(takeRows(data, again));
    for (const [r, score] of repeated.entries()) expect(score).toBeCloseTo(weighted[r]!, 2);
  });

  it('over a sample and then all rows is that of Newton over all rows', () => {
    const data = people(50_000);
    const plan = planLinear(data);
    const sampled = plan.fit({ seed: 1 });
    const weights = new Float64Array(data.rows).fill(1);
    // Rows of weight 0 are nobody; as many of them as others keep the method and change the sample.
    const padded = planLinear(takeRows(data, [...rowsOf(data), ...rowsOf(data)]));
    const other = padded.fit({ seed: 'another', weights: Float64Array.of(...weights, ...new Float64Array(data.rows)) });
    const few = planLinear(takeRows(data, rowsOf(data).subarray(0, 30_000))).fit({ seed: 1 });
    const again = plan.fit({ seed: 2, start: few.beta });
    for (const [j, value] of sampled.beta.entries()) {
      expect(again.beta[j]).toBeCloseTo(value, 9);
      expect(other.beta[j]).toBeCloseTo(value, 9);
    }
  });

  it('is explained exactly on raw values', () => {
    const data = people(300);
    const { model } = learn(data, { seed: 1 });
    expect(model.kind).toBe('additive');
    const matrix = new Float64Array(3 * data.rows);
    data.columns.forEach(({ values }, j) => {
      values.forEach((value, r) => {
        matrix[r * 3 + j] = value;
      });
    });
    const rows = { data: matrix, rows: 300, columns: 3 };
    const found = explain(model, rows, { background: rows });
    const raw = model.predictRaw(rows);
    for (let r = 0; r < 300; r++) {
      const sum = found.values.subarray(r * 3, r * 3 + 3).reduce((a, b) => a + b, found.baseValue[0]!);
      expect(sum).toBeCloseTo(raw[r]!, 12);
    }
  });
});

describe('what cannot be learned well is refused or told', () => {
  const column = (values: readonly number[], categories?: readonly string[]) => ({
    name: 'a',
    values: Float64Array.from(values),
    ...(categories === undefined ? {} : { categories }),
  });
  const target = (rows: number): Float64Array => Float64Array.from({ length: rows }, (_, r) => r % 2);
  const kinds = (data: Dataset, parameters = {}): string[] =>
    learn(data, { seed: 1, parameters }).cautions.map(({ kind }) => kind);

  it('one class, a misspelt learner or setting, weights of nothing', () => {
    const data = makeDataset({ columns: [column([1, 2, 3, 4])], target: target(4) });
    const one = makeDataset({ columns: [column([1, 2])], target: Float64Array.of(1, 1) });
    expect(() => learn(one, { seed: 1 })).toThrow('the target is 1 in every row');
    expect(() => learn(data, { seed: 1, weights: Float64Array.of(1, 0, 1, 0) })).toThrow('of a weight above 0');
    expect(() => learn(data, { seed: 1, weights: new Float64Array(4) })).toThrow('all weights are 0');
    expect(() => learn(data, { seed: 1, weights: Float64Array.of(1, -1, 1, 1) })).toThrow('the weight of row 1 is -1');
    expect(() => learn(data, { seed: 1, weights: new Float64Array(4).fill(1e300) })).toThrow('add up to 4e+300');
    expect(() => learn(data, { seed: 1, learner: 'logistik' })).toThrow('no learner "logistik"');
    expect(() => learn(data, { seed: 1, learner: 'linear' })).toThrow('takes a target of numbers');
    expect(() => learn(data, { seed: 1, parameters: { l1: 1 } })).toThrow('no parameter "l1"');
    expect(() => learn(data, { seed: 1, parameters: { l2: -1 } })).toThrow('l2 is -1');
  });

  it.each([
    [{ columns: [], target: target(2) }, 'no column'],
    [{ columns: [column([1])], target: target(2) }, '"a" has 1 value, the target 2'],
    [{ columns: [column([1, 2]), column([1, 2])], target: target(2) }, 'two columns are named "a"'],
    [{ columns: [column([1, Infinity])], target: target(2) }, 'row 1 of "a" holds Infinity'],
    [{ columns: [column([0, 2], ['x', 'y'])], target: target(2) }, 'the code of none of its 2 categories'],
    [{ columns: [column([0, 2])], target: Float64Array.of(0, Number.NaN) }, 'the target of row 1 is NaN'],
    [{ columns: [column([0, 2])], target: Float64Array.of(0, 1e200) }, 'the target of row 1 is 1e+200'],
  ])('datasets that are none (%#)', (parts, message) => {
    expect(() => makeDataset(parts)).toThrow(message);
  });

  it('numbers that cannot be squared, which are not said to be always the same', () => {
    for (const largest of [1e200, 1.7e308]) {
      const data = makeDataset({ columns: [column([0.2, 0.4, 1, 1].map((x) => x * largest))], target: target(4) });
      expect(() => learn(data, { seed: 1 })).toThrow('"a" holds numbers that are too large');
    }
  });

  it('no column tells a class of which no row was looked at', () => {
    const rows = 100_000;
    const home = Float64Array.from({ length: rows }, (_, r) => r % 3);
    const columns = [{ name: 'home', values: home, categories: ['own', 'rent', 'other'] }];
    const rare = makeDataset({ columns, target: home.map((_, r) => +(r === 11 || r === 13 || r === 15)) });
    expect(kinds(rare)).toEqual(['few-rows']);
  });

  it('columns without a value, of one value, of 10,000 categories, and that tell the target', () => {
    const rows = 20_000;
    const range = Array.from({ length: rows }, (_, r) => r);
    const noise = createGenerator(1);
    const data = makeDataset({
      columns: [
        { name: 'empty', values: new Float64Array(rows).fill(Number.NaN) },
        { name: 'constant', values: new Float64Array(rows).fill(3) },
        {
          ...column(
            range.map((r) => r % 10_000),
            range.slice(0, 10_000).map(String),
          ),
          name: 'many',
        },
        { ...column(range.map((r) => (r % 2 === 1 ? r : Number.NaN))), name: 'repaid on' },
        { name: 'noise', values: Float64Array.from(range, () => noise.nextNormal()) },
      ],
      target: target(rows),
    });
    const { cautions, model } = learn(data, { seed: 1 });
    expect(cautions.map(({ kind, column: name }) => `${kind}: ${name}`).sort()).toEqual([
      'categories-merged: many',
      'column-constant: constant',
      'column-empty: empty',
      'column-tells-target: repaid on',
    ]);
    expect(scoreRows(model, data.columns, [0, 1]).every(Number.isFinite)).toBe(true);
  });

  it.each(LEARNERS.filter(({ tasks }) => tasks.includes('binary')).map(({ name }) => name))(
    'columns that do not vary where rows count, once and by every learner: %s',
    (learner) => {
      const rows = 80;
      const numbers = Array.from({ length: rows }, (_, r) => r);
      const gaps = Array<number>(rows).fill(Number.NaN);
      const data = makeDataset({
        columns: [
          { ...column(gaps), name: 'empty' },
          { ...column(numbers.map(() => 3)), name: 'three' },
          // Only rows that count for nothing have another home.
          {
            ...column(
              numbers.map((r) => +(r >= 70)),
              ['own', 'rent'],
            ),
            name: 'home',
          },
          { ...column(gaps.map((gap, r) => (r % 3 ? gap : 1))), name: 'sometimes' },
          { ...column(numbers.map((r) => (r * 7) % 11)), name: 'x' },
        ],
        target: target(rows),
      });
      const small: Readonly<Record<string, Parameters>> = {
        forest: { trees: 2 },
        additive: { rounds: 5, bags: 1 },
      };
      const { cautions } = learn(data, {
        learner,
        seed: 1,
        parameters: small[learner] ?? {},
        weights: Float64Array.from(numbers, (r) => +(r < 70)),
      });
      const about = cautions.filter(({ column: name }) => name !== 'x' && name !== 'sometimes' && name !== null);
      expect(about.map(({ message }) => message)).toEqual([
        '"empty" has no value',
        '"three" is always 3',
        '"home" is always "own"',
      ]);
    },
  );

  it('rows that weigh so much that a leaf of many is a leaf of one', () => {
    const rows = 200;
    const numbers = Array.from({ length: rows }, (_, r) => r);
    const data = makeDataset({ columns: [column(numbers.map((r) => (r * 37) % 101))], target: target(rows) });
    const saidOf = (...heavy: number[]): string[] => {
      const weights = Float64Array.from(numbers, (r) => heavy[r] ?? 1);
      const { cautions } = learn(data, { learner: 'tree', seed: 1, weights });
      return cautions.filter(({ kind }) => kind === 'heavy-rows').map(({ message }) => message);
    };
    expect(saidOf(10)).toEqual([]);
    expect(saidOf(11)).toEqual([
      expect.stringMatching(/^1 row holds more than 5 % of all weight \(the heaviest 5\.2 %\)/),
    ]);
    expect(saidOf(1e9, 1e9, 1e9)).toEqual([expect.stringMatching(/^3 rows each hold .*heaviest 33\.3 %/)]);
    const { cautions } = learn(data, { seed: 1, weights: new Float64Array(rows).fill(1e9) });
    expect(cautions).toEqual([]);
  });

  it('12 rows, repeated columns, weights of a billion, and a target that a line parts', () => {
    const few = makeDataset({
      columns: [column([...Array(12).keys()]), { ...column([...Array(12).keys()].map((x) => 2 * x)), name: 'b' }],
      target: target(12),
    });
    expect(kinds(few)).toEqual(['few-rows']);
    expect(kinds(few, { l2: 0 })).toContain('columns-repeat');
    const oneHeavy = new Float64Array(12).fill(1).fill(100, 0, 2);
    expect(learn(few, { seed: 1, weights: oneHeavy }).cautions.at(1)?.message).toContain(
      '12 rows with weights say what 2 rows would without',
    );
    const heavy = learn(few, { seed: 1, weights: new Float64Array(12).fill(1e9) });
    const free = learn(few, { seed: 1, parameters: { l2: 0 } });
    const both = [heavy, free].map(({ model }) => scoreRows(model, few.columns, rowsOf(few)));
    for (const [r, score] of both[0]!.entries()) expect(score).toBeCloseTo(both[1]![r]!, 6);
    const parted = makeDataset({
      columns: [column([...Array(12).keys()])],
      target: Float64Array.from({ length: 12 }, (_, r) => +(r > 5)),
    });
    expect(kinds(parted, { l2: 0 })).toContain('not-settled');
    expect(kinds(parted)).not.toContain('not-settled');
  });
});
