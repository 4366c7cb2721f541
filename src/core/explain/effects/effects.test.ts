import { describe, expect, it } from 'vitest';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { blackBoxModel, linearModel, type Model, matrixFromRows, readModel } from '../../models/index.js';
import { explain } from '../attribution/explain.js';
import {
  accumulatedEffects,
  compareVersions,
  findAnchor,
  logLoss,
  partialDependence,
  permutationImportance,
} from './index.js';

const FEATURES = ['x', 'y', 'unused'].map((name) => ({ name }));
const linear = (weights: number[]): Model =>
  linearModel({ format: 't', features: FEATURES, link: 'identity', coefficients: [weights], intercept: [1] });
const box = (f: (row: number[]) => number): Model =>
  blackBoxModel({
    format: 't',
    features: FEATURES,
    link: 'identity',
    numOutputs: 1,
    acceptsMissing: false,
    predictRaw: ({ data, rows, columns }) =>
      Float64Array.from({ length: rows }, (_, r) => f(Array.from(data.subarray(r * columns, (r + 1) * columns)))),
    toLinked: (raw) => raw,
  });

const rows = matrixFromRows([
  [0, 1, 9],
  [1, 1, 8],
  [2, 3, 7],
  [3, 3, 6],
]);
const groups = ['a', 'a', 'b', 'b'];

describe('partial dependence', () => {
  const result = partialDependence(linear([2, 10, 0]), rows, 'x', { groups });

  it('of a linear model is the weight times the value plus the mean of the rest', () => {
    const all = partialDependence(linear([2, 10, 0]), rows, 'x');
    expect(Array.from(all.grid)).toEqual([0, 1, 2, 3]);
    expect(all.curves).toEqual([{ group: null, n: 4, mean: Float64Array.of(21, 23, 25, 27) }]);
  });

  it('keeps one curve per person and their means by group', () => {
    expect(Array.from(result.ice.slice(0, 4))).toEqual([11, 13, 15, 17]);
    expect(result.curves.map(({ group, mean }) => [group, mean[0]])).toEqual([
      ['a', 11],
      ['b', 31],
    ]);
  });

  it('takes every category, and quantiles that somebody has of a long number', () => {
    const many = matrixFromRows(Array.from({ length: 100 }, (_, i) => [i * i, 0, 0]));
    const { grid } = partialDependence(linear([1, 0, 0]), many, 'x', { points: 5 });
    expect(Array.from(grid)).toEqual([0, 24 * 24, 49 * 49, 74 * 74, 99 * 99]);
  });

  it('refuses an input that the model does not have', () => {
    expect(() => partialDependence(linear([1, 1, 1]), rows, 'z')).toThrow(/"z" is no input of the model/);
  });
});

describe('accumulated local effects', () => {
  it('of a linear model rise by the weight and have the mean 0', () => {
    const [curve] = accumulatedEffects(linear([2, 10, 0]), rows, 'x').curves;
    // Edges 0 1 2 3; two people in [0, 1], one in each of the others: mean of the mid-points 1*2/4 + 3/4 + 5/4 = 2.5.
    expect(Array.from(curve!.effect)).toEqual([-2.5, -0.5, 1.5, 3.5]);
    expect(Array.from(curve!.counts)).toEqual([2, 1, 1]);
  });

  it('follow the people who exist where inputs are correlated', () => {
    // f = x * y, y = 1 for small x and 3 for large x: each group has the slope of its own y.
    const { curves } = accumulatedEffects(
      box(([x = 0, y = 0]) => x * y),
      rows,
      'x',
      { groups },
    );
    const [a, b] = curves.map(({ effect }) => effect);
    expect(a![1]! - a![0]!).toBeCloseTo(1, 12);
    expect(b![3]! - b![2]!).toBeCloseTo(3, 12);
  });

  it('are undefined for a group without any value', () => {
    const missing = matrixFromRows([
      [null, 0, 0],
      [1, 0, 0],
      [2, 0, 0],
    ]);
    const model = { ...linear([1, 0, 0]), acceptsMissing: true, predictLinked: () => new Float64Array(3) };
    const { curves } = accumulatedEffects(model, missing, 'x', { groups: ['a', 'b', 'b'] });
    expect(curves.map(({ status }) => status)).toEqual(['undefined', 'ok']);
  });
});

describe('permutation importance', () => {
  const many = matrixFromRows(Array.from({ length: 300 }, (_, i) => [i % 10, (i * 7) % 13, i % 3]));
  const model = linear([2, 1, 0]);
  const labels = model.predictRaw(many);
  const result = permutationImportance(model, many, { labels, seed: 1 });

  it('refuses a loss that is no number, by its row', () => {
    const holed = labels.map((value, r) => (r === 7 ? Number.NaN : value));
    expect(() => permutationImportance(model, many, { labels: holed, seed: 1 })).toThrow(
      'the loss of row 7 (from 0) is NaN',
    );
  });

  it('of an input that the model does not use is exactly 0', () => {
    expect(result[2]).toMatchObject({
      feature: 'unused',
      importance: { estimate: 0, lower: 0, upper: 0, status: 'ok' },
    });
  });

  it('of a linear model without error is 2 w^2 var, within its interval', () => {
    // Var of 0..9 is 8.25: 2 * 4 * 8.25 = 66.
    const { lower, upper, n } = result[0]!.importance;
    expect(n).toBe(300);
    expect(lower!).toBeLessThan(66);
    expect(upper!).toBeGreaterThan(66);
    expect(upper! - lower!).toBeLessThan(12);
  });

  it('is the same for the same seed and is told by group', () => {
    const again = permutationImportance(model, many, { labels, seed: 1 });
    expect(again).toEqual(result);
    const byGroup = permutationImportance(model, many, {
      labels,
      seed: 1,
      groups: Array.from(labels, (_, i) => `g${i % 2}`),
    });
    expect(byGroup.map(({ feature, group }) => `${feature} ${group}`)).toEqual([
      'x g0',
      'x g1',
      'y g0',
      'y g1',
      'unused g0',
      'unused g1',
    ]);
  });

  it('says that one person is no evidence', () => {
    const one = permutationImportance(model, matrixFromRows([[1, 2, 3]]), { labels: [7], seed: 1 });
    expect(one[0]!.importance).toMatchObject({ status: 'undefined', lower: null });
  });

  it('may use the logarithmic loss, which never becomes infinite', () => {
    expect(logLoss(1, 0)).toBeCloseTo(34.54, 2);
    expect(logLoss(0.5, 1)).toBeCloseTo(Math.LN2, 12);
  });
});

describe('two versions', () => {
  const background = matrixFromRows([
    [0, 0, 0],
    [2, 2, 2],
  ]);

  it('of a linear model differ by the change of the weights', () => {
    const result = compareVersions(linear([2, 1, 0]), linear([3, 1, 0]), rows, { background });
    expect(Array.from(result.values.slice(9))).toEqual([2, 0, 0]);
    expect(Array.from(result.prediction)).toEqual([0, 1, 2, 3]);
    expect(Array.from(result.baseValue)).toEqual([1]);
  });

  it('are matched by the names of their inputs, not by place', () => {
    const swapped = linearModel({
      format: 't',
      features: [FEATURES[1]!, FEATURES[0]!, FEATURES[2]!],
      link: 'identity',
      coefficients: [[1, 2, 0]],
      intercept: [1],
    });
    const result = compareVersions(swapped, linear([2, 1, 0]), rows, { background });
    expect(Math.max(...result.values.map(Math.abs))).toBe(0);
  });

  it('with other inputs are refused', () => {
    const other = linearModel({
      format: 't',
      features: [{ name: 'z' }],
      link: 'identity',
      coefficients: [[1]],
      intercept: [0],
    });
    expect(() => compareVersions(other, linear([1, 1, 1]), rows, { background })).toThrow(/differ in the input "z"/);
  });

  it.skipIf(!hasShared)('of trees add up to the difference of their scores', () => {
    const file = sharedJson<{ model: { trees: unknown[] }; X: number[][] }>('reference/explain/diabetes-rf.json');
    const read = (trees: unknown[]): Model =>
      readModel(new TextEncoder().encode(JSON.stringify({ ...file.model, trees })));
    const people = matrixFromRows(file.X);
    const [before, after] = [read(file.model.trees.slice(0, 10)), read(file.model.trees.slice(5))];
    const result = compareVersions(before, after, people, { background: people });
    for (let r = 0; r < people.rows; r++) {
      const sum = result.values.slice(r * 10, (r + 1) * 10).reduce((a, b) => a + b, result.baseValue[0]!);
      expect(Math.abs(sum - result.prediction[r]!)).toBeLessThan(1e-9);
    }
    expect(Math.max(...result.additivityError)).toBeLessThan(1e-9);
    expect(explain(after, people, { background: people }).prediction[0]! - before.predictRaw(people)[0]!).toBeCloseTo(
      result.prediction[0]!,
      9,
    );
  });
});

describe('anchors', () => {
  const people = matrixFromRows(Array.from({ length: 400 }, (_, i) => [i % 20, Math.floor(i / 20), i % 7]));
  const both = box(([x = 0, y = 0]) => (x >= 15 && y >= 15 ? 1 : 0));

  it('find the inputs that decide and leave out the others', () => {
    const anchor = findAnchor(both, matrixFromRows([[18, 18, 3]]), people, { cutoff: 0.5, seed: 'a' });
    expect(anchor.status).toBe('found');
    expect(anchor.accepted).toBe(true);
    expect(anchor.conditions.map(({ feature }) => feature)).toEqual(['x', 'y']);
    expect(anchor.precision.lower!).toBeGreaterThanOrEqual(0.95);
    expect(anchor.precision.n).toBe(1000);
  });

  it('measure coverage on the reference people', () => {
    const anchor = findAnchor(both, matrixFromRows([[2, 18, 3]]), people, { cutoff: 0.5, seed: 'a' });
    expect(anchor.conditions).toMatchObject([{ feature: 'x', from: null, to: 5 }]);
    // 6 of 20 values of x lie at or below 5.
    expect(anchor.coverage.estimate).toBeCloseTo(0.3, 12);
  });

  it('say so when no short rule is precise enough', () => {
    const parity = box(([x = 0, y = 0, z = 0]) => (x + y + z) % 2);
    const anchor = findAnchor(parity, matrixFromRows([[18, 18, 3]]), people, {
      cutoff: 0.5,
      seed: 'a',
      maxConditions: 1,
    });
    expect(anchor.status).toBe('not found');
    expect(anchor.precision.estimate!).toBeLessThan(0.8);
  });

  it('are the same for the same seed', () => {
    const options = { cutoff: 0.5, seed: 7 };
    const row = matrixFromRows([[18, 18, 3]]);
    expect(findAnchor(both, row, people, options)).toEqual(findAnchor(both, row, people, options));
  });
});
