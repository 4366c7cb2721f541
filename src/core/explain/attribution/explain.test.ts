import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomCase } from '../../../../test/support/explain/random-trees.js';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { additiveModel, blackBoxModel, linearModel, matrixFromRows } from '../../models/index.js';
import {
  compileExplainer,
  type Explanation,
  explain,
  explainByGameAsync,
  explanationRow,
  makePlayers,
} from '../index.js';

const names = (count: number) => Array.from({ length: count }, (_, j) => ({ name: `f${j}` }));

const line = linearModel({
  format: 'test',
  features: names(2),
  link: 'logit',
  coefficients: [[2, -1]],
  intercept: [0.5],
});

/** f = x0 x1 + x2, a black box: by symmetry x0 and x1 share their product. */
const product = blackBoxModel({
  format: 'test',
  features: names(3),
  link: 'identity',
  numOutputs: 1,
  acceptsMissing: false,
  predictRaw: ({ data, rows }) =>
    Float64Array.from({ length: rows }, (_, r) => data[3 * r]! * data[3 * r + 1]! + data[3 * r + 2]!),
  toLinked: (raw) => raw,
});

const near = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-12): void => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThan(tolerance);
};

describe('a bad value', () => {
  it('of the background is told as one of the background', () => {
    const background = matrixFromRows([
      [0, 1],
      [0, Number.POSITIVE_INFINITY],
    ]);
    expect(() => explain(line, matrixFromRows([[1, 2]]), { background })).toThrow(
      expect.objectContaining({
        code: 'DATA_VALUE_INVALID',
        message: 'background, row 1, column "f1" holds the value Infinity',
      }),
    );
  });
});

describe('a part of a batch', () => {
  it('draws by the number of the row: a sampled row alone has the numbers that it has among others', () => {
    const options = { method: 'sampling', seed: 3, evaluations: 2000 } as const;
    const background = matrixFromRows([
      [0, 1, 2],
      [2, 0, 1],
    ]);
    const rows = matrixFromRows([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const tangled = blackBoxModel({
      ...product,
      format: 'test',
      predictRaw: ({ data, rows: count }) =>
        Float64Array.from({ length: count }, (_, r) => data[3 * r]! ** 2 * data[3 * r + 1]! * data[3 * r + 2]!),
      toLinked: (raw) => raw,
    });
    const explainer = compileExplainer(tangled, { ...options, background });
    const alone = explainer.explain(matrixFromRows([[4, 5, 6]]), { firstRow: 1 });
    expect(Array.from(alone.values)).toEqual(Array.from(explainer.explain(rows).values.subarray(3)));
  });
});

describe('explain', () => {
  it('gives a linear model its coefficients times the distance from the mean', () => {
    const result = explain(line, matrixFromRows([[3, 1]]), {
      background: matrixFromRows([
        [0, 0],
        [2, 2],
      ]),
    });
    expect([result.method, result.scale, result.backgroundRows]).toEqual(['interventional', 'raw', 2]);
    near(result.baseValue, [1.5]);
    near(result.values, [4, 0]);
  });

  it('refuses a background of nobody and of one person, unless one is meant', () => {
    const rows = matrixFromRows([[3, 1]]);
    const empty = { data: new Float64Array(0), rows: 0, columns: 2 };
    const says = (message: RegExp) =>
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) });
    expect(() => explain(line, rows, { background: empty })).toThrow(says(/no rows/));
    expect(() => explain(line, rows, { background: rows })).toThrow(says(/one row/));
    expect(Array.from(explain(line, rows, { background: rows, singleReference: true }).values)).toEqual([0, 0]);
  });

  it('compares a linear model without background with zeros', () => {
    const result = explain(line, matrixFromRows([[3, 1]]));
    expect(result.method).toBe('exact');
    near([...result.baseValue, ...result.values], [0.5, 6, -1]);
  });

  it('plays the game on the scale of the link when it is asked to', () => {
    const background = matrixFromRows([[0, 0]]);
    const options = { background, singleReference: true, scale: 'linked' } as const;
    const result = explain(line, matrixFromRows([[1, 1]]), options);
    const s = (z: number): number => 1 / (1 + Math.exp(-z));
    expect(result.method).toBe('exact');
    near(result.values, [(s(2.5) - s(0.5) + s(1.5) - s(-0.5)) / 2, (s(-0.5) - s(0.5) + s(1.5) - s(2.5)) / 2]);
  });

  it('integrates gradients of a logistic model in closed form', () => {
    const result = explain(
      line,
      matrixFromRows([
        [1, 1],
        [0.5, 1],
      ]),
      {
        background: matrixFromRows([[0, 0]]),
        singleReference: true,
        scale: 'linked',
        method: 'integrated-gradients',
      },
    );
    const slope = 1 / (1 + Math.exp(-1.5)) - 1 / (1 + Math.exp(-0.5));
    // The second row ends where it began on the raw scale: the slope is the derivative there.
    const p = 1 / (1 + Math.exp(-0.5));
    near(result.values, [2 * slope, -slope, p * (1 - p), -p * (1 - p)], 1e-10);
  });

  it('shares a product equally between its factors', () => {
    const result = explain(product, matrixFromRows([[2, 3, 5]]), {
      background: matrixFromRows([[0, 0, 0]]),
      singleReference: true,
      interactions: true,
    });
    expect(result.method).toBe('exact');
    near(result.values, [3, 3, 5]);
    near(result.interactions!, [0, 3, 0, 3, 0, 0, 0, 0, 5]);
  });

  it('plays with groups instead of features', () => {
    const result = explain(product, matrixFromRows([[2, 3, 5]]), {
      background: matrixFromRows([[0, 0, 0]]),
      singleReference: true,
      groups: { both: ['f0', 'f1'] },
    });
    expect(explanationRow(result, 0)).toEqual({
      index: 0,
      prediction: [11],
      values: { both: [6], f2: [5] },
      additivityError: 0,
    });
  });

  it('gives a pair of an additive model its four means, not halves', () => {
    const features = names(2);
    const model = additiveModel({
      format: 'test',
      features,
      link: 'identity',
      numOutputs: 1,
      intercept: [1],
      acceptsMissing: false,
      terms: [
        { features: [0], value: ([x]) => x! * x! },
        { features: [0, 1], value: ([a, b]) => a! * b! + a! },
      ],
    });
    const background = matrixFromRows([
      [1, 4],
      [3, 0],
      [3, 0],
    ]);
    const rows = matrixFromRows([[2, 5]]);
    const closed = explain(model, rows, { background });
    const blackBox = blackBoxModel({
      format: 'test',
      features,
      link: 'identity',
      numOutputs: 1,
      acceptsMissing: false,
      predictRaw: (m) => model.predictRaw(m),
      toLinked: (raw) => raw,
    });
    const played = explain(blackBox, rows, { background, method: 'exact' });
    near(closed.values, played.values);
    near(closed.baseValue, played.baseValue);
  });

  it('answers the same for a model behind a network', async () => {
    const background = matrixFromRows([
      [1, 1, 0],
      [0, 2, 1],
    ]);
    const rows = matrixFromRows([[2, 3, 5]]);
    const options = { method: 'exact', scale: 'raw', players: makePlayers(product.featureNames), background } as const;
    const later = await explainByGameAsync(product, rows, options, (batch) =>
      Promise.resolve(product.predictRaw(batch)),
    );
    expect(later).toEqual(explain(product, rows, { background, method: 'exact' }));
  });
});

describe('sampling', () => {
  const width = 12;
  const model = blackBoxModel({
    format: 'test',
    features: names(width),
    link: 'identity',
    numOutputs: 1,
    acceptsMissing: false,
    toLinked: (raw) => raw,
    predictRaw: ({ data, rows }) =>
      Float64Array.from({ length: rows }, (_, r) => {
        const x = data.subarray(r * width, (r + 1) * width);
        // Three factors: a pair alone is split exactly by a permutation and its reverse.
        return x[0]! * x[1]! * x[4]! + Math.max(x[2]!, x[3]!) + x.reduce((sum, value, j) => sum + value * (j - 5), 0);
      }),
  });
  const background = matrixFromRows([new Array(width).fill(0), new Array(width).fill(1)]);
  const rows = matrixFromRows([
    Array.from({ length: width }, (_, j) => (j * 7) % 5),
    Array.from({ length: width }, (_, j) => j % 3),
  ]);
  const sampled = (options = {}): Explanation =>
    explain(model, rows, { background, method: 'sampling', seed: 'reason', ...options });

  it('comes near the exact values, by its standard errors', () => {
    const exact = explain(model, rows, { background, method: 'exact' });
    const result = sampled({ tolerance: 0.002, evaluations: 400_000 });
    // Six standard errors: 24 values, deterministic by the seed.
    for (let i = 0; i < exact.values.length; i++) {
      const error = Math.abs(result.values[i]! - exact.values[i]!);
      expect(error).toBeLessThanOrEqual(6 * result.standardErrors![i]! + 1e-9);
    }
    expect(result.sampling).toMatchObject({ seed: 'reason', converged: true });
  });

  it('adds up exactly', () => {
    expect(Math.max(...sampled().additivityError)).toBeLessThan(1e-12);
  });

  it('repeats byte by byte with the same seed and differs with another', () => {
    const options = { tolerance: 1e-9, evaluations: 2000 };
    expect(sampled(options)).toEqual(sampled(options));
    expect(sampled(options).values).not.toEqual(sampled({ ...options, seed: 'other' }).values);
    expect(sampled(options).sampling!.converged).toBe(false);
  });
});

describe('bad input', () => {
  const background = matrixFromRows([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  const code = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      return (error as { code: string }).code;
    }
    return 'none';
  };
  const rows = matrixFromRows([[1, 2, 3]]);

  it.each<[string, () => unknown]>([
    ['no background', () => explain(product, rows)],
    ['an empty background', () => explain(product, rows, { background: matrixFromRows([], 3) })],
    ['path-dependent values of no tree', () => explain(line, matrixFromRows([[1, 2]]), { method: 'path-dependent' })],
    ['sampling without a seed', () => explain(product, rows, { background, method: 'sampling' })],
    ['a budget too small for exact', () => explain(product, rows, { background, method: 'exact', evaluations: 7 })],
    [
      'a budget too small for sampling',
      () => explain(product, rows, { background, method: 'sampling', seed: 1, evaluations: 7 }),
    ],
    ['an unknown feature in a group', () => explain(product, rows, { background, groups: { a: ['f9'] } })],
    ['a feature in two groups', () => explain(product, rows, { background, groups: { a: ['f0'], b: ['f0'] } })],
    ['an output that does not exist', () => explain(product, rows, { background, outputs: [1] })],
    [
      'integrated gradients of a black box',
      () => explain(product, rows, { background, method: 'integrated-gradients' }),
    ],
  ])('%s is refused as an argument', (_, work) => {
    expect(code(work)).toBe('INVALID_ARGUMENT');
  });

  it('wrong columns are refused as data', () => {
    expect(code(() => explain(product, matrixFromRows([[1, 2]]), { background }))).toBe('DATA_COLUMN_MISSING');
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY]])('a value of %d is refused as data', (value) => {
    expect(code(() => explain(product, matrixFromRows([[1, 2, value]]), { background }))).toBe('DATA_VALUE_INVALID');
  });
});

describe('trees', () => {
  it('on any scale and method agree with each other', () => {
    fc.assert(
      fc.property(randomCase({ features: 3, depth: 3, outputs: 1 }), ({ model, rows, background }) => {
        const trees = compileExplainer(model, { background });
        expect(trees.tableBytes).toBeGreaterThanOrEqual(0);
        const played = explain({ ...model, kind: 'black-box' }, rows, { background, method: 'exact' });
        near(trees.explain(rows).values, played.values, 1e-11);
      }),
      { numRuns: 30 },
    );
  });
});

interface Logistic {
  readonly coef: number[];
  readonly intercept: number;
  readonly featureNames: string[];
}

describe.skipIf(!hasShared)('logistic regression equals the reference', () => {
  const file = (): {
    linear: Logistic & { backgroundMean: number[]; X: number[][]; phi: number[][]; expectedValue: number };
    probability: Logistic & { background: number[][]; rows: { x: number[]; expectedValue: number; phi: number[] }[] };
  } => sharedJson('reference/explain/breast-cancer-logreg.json');

  it('in closed form on the log-odds', () => {
    const { linear } = file();
    const model = linearModel({
      format: 'reference',
      features: linear.featureNames.map((name) => ({ name })),
      link: 'logit',
      coefficients: [linear.coef],
      intercept: [linear.intercept],
    });
    const result = explain(model, matrixFromRows(linear.X), {
      background: matrixFromRows([linear.backgroundMean]),
      singleReference: true,
    });
    near(result.baseValue, [linear.expectedValue], 1e-10);
    near(result.values, linear.phi.flat(), 1e-10);
  });

  it('by enumeration on the probability', () => {
    const { probability } = file();
    const model = linearModel({
      format: 'reference',
      features: probability.coef.map((_, j) => ({ name: `f${j}` })),
      link: 'logit',
      coefficients: [probability.coef],
      intercept: [probability.intercept],
    });
    const rows = matrixFromRows(probability.rows.map((row) => row.x));
    const result = explain(model, rows, { background: matrixFromRows(probability.background), scale: 'linked' });
    expect(result.method).toBe('exact');
    expect(probability.rows).toHaveLength(3);
    near(
      result.values,
      probability.rows.flatMap((row) => row.phi),
      1e-9,
    );
    near(result.baseValue, [probability.rows[0]!.expectedValue].flat(), 1e-9);
  });
});
