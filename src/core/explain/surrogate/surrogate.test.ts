import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blackBoxModel, linearModel, type Model, matrixFromRows } from '../../models/index.js';
import { crossCheck, crossCheckAsync, explain } from '../index.js';
import { agreementOf, kendall } from './agreement.js';
import { drawNeighbours } from './neighbours.js';
import { fitRidge } from './weighted-ridge.js';

const names = (count: number) => Array.from({ length: count }, (_, j) => ({ name: `f${j}` }));
const line = (coefficients: number[]) =>
  linearModel({
    format: 'test',
    features: names(coefficients.length),
    link: 'identity',
    coefficients: [coefficients],
    intercept: [1],
  });
const row = matrixFromRows([[3, 1, -2]]);
const background = matrixFromRows([
  [0, 0, 0],
  [1, -1, 2],
]);

describe('weighted ridge', () => {
  const points = {
    z: Float64Array.of(0, 0, 1, 0, 0, 1, 1, 1),
    width: 2,
    y: Float64Array.of(1, 3, 0, 5),
    weight: Float64Array.of(1, 2, 1, 0.5),
  };

  it('is equal to scikit-learn Ridge(alpha=1) with these sample weights', () => {
    const fit = fitRidge(points, 1);
    [fit.intercept, ...fit.coefficients].forEach((value, i) => {
      expect(value).toBeCloseTo([1.2972972972972974, 1.5135135135135134, -0.08108108108108103][i]!, 12);
    });
    expect(fit.rSquared).toBeCloseTo(0.63159275780635, 12);
  });

  it('finds a plane when nothing is penalised', () => {
    const plane = { ...points, y: Float64Array.of(1, 3, 0, 2) };
    const fit = fitRidge(plane, 1e-12);
    [fit.intercept, ...fit.coefficients].forEach((value, i) => {
      expect(value).toBeCloseTo([1, 2, -1][i]!, 9);
    });
    expect(fit.rSquared).toBeCloseTo(1, 12);
  });

  it('has no share of a variance that is zero', () => {
    expect(fitRidge({ ...points, y: new Float64Array(4).fill(2) }, 1).rSquared).toBeNull();
  });
});

describe('agreement of two lists', () => {
  it('is tau-b with ties', () => {
    // scipy.stats.kendalltau([1, 2, 2, 3], [1, 3, 2, 2]) = 0.4
    expect(kendall(Float64Array.of(1, 2, 2, 3), Float64Array.of(1, 3, 2, 2))).toBeCloseTo(0.4, 12);
  });

  it('is undefined where a list has no order', () => {
    expect(kendall(Float64Array.of(0, 0), Float64Array.of(1, 2))).toBeNull();
    expect(kendall(Float64Array.of(1), Float64Array.of(1))).toBeNull();
    expect(agreementOf(new Float64Array(2), new Float64Array(2), 4)).toEqual({
      kendall: null,
      topOverlap: null,
      sameSign: null,
    });
  });

  it('counts the strongest in common and their signs', () => {
    const { topOverlap, sameSign } = agreementOf(Float64Array.of(5, -4, 1), Float64Array.of(-5, 1, 4), 2);
    expect([topOverlap, sameSign]).toEqual([1 / 3, 0]);
  });
});

describe('neighbours', () => {
  it('hold the row or the background, the row itself first', () => {
    const players = { names: ['a', 'b'], ofFeature: Int32Array.of(0, 0, 1) };
    const options = { seed: 1, stream: 0, samples: 50, kernelWidth: 1 };
    const { rows, kept, weight } = drawNeighbours(row.data, background, players, options);
    expect(Array.from(rows.data.subarray(0, 3))).toEqual([3, 1, -2]);
    for (let i = 0; i < 50; i++) {
      const changed = 2 - kept[2 * i]! - kept[2 * i + 1]!;
      expect(weight[i]).toBe(Math.exp(-changed / 2));
      const pair = Array.from(rows.data.subarray(3 * i, 3 * i + 2));
      if (kept[2 * i] === 1) expect(pair).toEqual([3, 1]);
      else
        expect([
          [0, 0],
          [1, -1],
        ]).toContainEqual(pair);
    }
  });
});

describe('the cross-check', () => {
  const check = (model: Model, options: object = {}) =>
    crossCheck(model, row, explain(model, row, { background, method: 'exact' }), {
      background,
      seed: 'test',
      samples: 400,
      repeats: 4,
      ...options,
    });

  it('says that it is none of the explanations that may be published', () => {
    const result = check(line([2, -1, 0]));
    expect(result.publishable).toBe(false);
    expect(result.purpose).toMatch(/never given as an explanation/);
  });

  it('agrees with exact values where the model is a plane', () => {
    const { agreement, stability, rSquared } = check(line([2, -3, 0.5]), { background: matrixFromRows([[0, 0, 0]]) });
    expect([agreement.topOverlap.lowest, stability.topOverlap.lowest, stability.kendall.lowest]).toEqual([1, 1, 1]);
    expect(rSquared.lowest).toBeGreaterThan(0.99);
  });

  it('shows a fit that is no fit where the model is no plane', () => {
    const parity = blackBoxModel({
      format: 'test',
      features: names(3),
      link: 'identity',
      numOutputs: 1,
      acceptsMissing: false,
      predictRaw: ({ data, rows }) =>
        Float64Array.from(
          { length: rows },
          (_, r) => Math.sign(data[3 * r]! - 1.5) * Math.sign(data[3 * r + 1]! - 0.5),
        ),
      toLinked: (raw) => raw,
    });
    const { rSquared } = check(parity);
    expect(rSquared.highest).toBeLessThan(0.5);
  });

  it('is undefined, not zero, for a model that ignores everything', () => {
    const { rSquared, agreement } = check(line([0, 0, 0]));
    expect([rSquared.status, rSquared.median, agreement.kendall.status]).toEqual(['undefined', null, 'undefined']);
  });

  it('gives the same numbers for the same seed and others for another', () => {
    const model = line([2, -1, 1]);
    expect(check(model)).toEqual(check(model));
    expect(check(model).coefficients).not.toEqual(check(model, { seed: 'other' }).coefficients);
  });

  it('gives a remote model the same numbers', async () => {
    const model = line([2, -1, 1]);
    const options = { background, seed: 'test', samples: 400, repeats: 4 };
    const explanation = explain(model, row, { background, method: 'exact' });
    const predict = (batch: typeof row) => Promise.resolve(model.predictRaw(batch));
    expect(await crossCheckAsync(model, row, explanation, { ...options, predict })).toEqual(check(model));
  });

  it.each([
    [{ background: matrixFromRows([], 3) }, /background rows/],
    [{ groups: { all: ['f0', 'f1'] } }, /other players/],
    [{ output: 1 }, /output 1 was not explained/],
    [{ row: 1 }, /row 1/],
    [{ samples: 1 }, /samples 1/],
    [{ repeats: 1 }, /repeats 1/],
    [{ kernelWidth: 0 }, /kernelWidth 0/],
    [{ top: 0 }, /top 0/],
  ])('refuses %j', (options, message) => {
    expect(() => check(line([1, 1, 1]), options)).toThrow(message);
  });

  it('keeps every number in its range', () => {
    const number = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(number, number, number), (coefficients) => {
        const { agreement, stability, rSquared } = check(line(coefficients), { samples: 60, repeats: 3 });
        for (const { lowest, highest } of [agreement.kendall, stability.kendall]) {
          expect(lowest ?? 0).toBeGreaterThanOrEqual(-1);
          expect(highest ?? 0).toBeLessThanOrEqual(1);
        }
        expect(rSquared.highest ?? 0).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });
});
