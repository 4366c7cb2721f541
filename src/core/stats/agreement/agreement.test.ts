import { describe, expect, it } from 'vitest';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { createGenerator } from '../resampling/rng.js';
import { criticalValue } from '../special/normal.js';
import { type AgreementWeights, cohenKappa } from './cohen.js';
import { fleissKappa } from './fleiss.js';
import { type AnswerScale, krippendorffAlpha } from './krippendorff.js';

interface Vectors {
  readonly cohen: readonly { readonly matrix: number[][]; readonly kappa: number }[];
  readonly cohenWeighted: readonly {
    readonly matrix: number[][];
    readonly linear: number;
    readonly quadratic: number;
  }[];
  readonly fleiss: readonly { readonly table: number[][]; readonly kappa: number }[];
  readonly krippendorff: readonly ({ readonly data: (number | null)[][] } & Partial<Record<AnswerScale, number>>)[];
}

const seeded = { seed: 15, replicates: 200 };

describe.skipIf(!hasShared)('agreement equals the vectors of the reference', () => {
  const vectors = hasShared ? sharedJson<Vectors>('reference/governance/agreement-vectors.json') : null!;

  it('of Cohen, plain and weighted', () => {
    for (const { matrix, kappa } of vectors.cohen) expect(cohenKappa(matrix).estimate).toBeCloseTo(kappa, 14);
    for (const one of vectors.cohenWeighted)
      for (const weights of ['linear', 'quadratic'] as const)
        expect(cohenKappa(one.matrix, { weights }).estimate).toBeCloseTo(one[weights], 14);
  });

  it('of Fleiss', () => {
    for (const { table, kappa } of vectors.fleiss) expect(fleissKappa(table, seeded).estimate).toBeCloseTo(kappa, 14);
  });

  it('of Krippendorff on every scale, with answers missing', () => {
    let compared = 0;
    for (const one of vectors.krippendorff)
      for (const scale of ['nominal', 'ordinal', 'interval', 'ratio'] as const) {
        const wanted = one[scale];
        if (wanted === undefined) continue;
        const { estimate, lower, upper } = krippendorffAlpha(one.data, { scale, ...seeded });
        expect(estimate).toBeCloseTo(wanted, 13);
        expect([lower! < estimate!, estimate! < upper!]).toEqual([true, true]);
        compared++;
      }
    expect(compared).toBe(7);
  });
});

/** Standard error by the delta method, with the slopes of kappa found by small steps: it shares no formula with the one under test. */
function errorBySteps(matrix: readonly (readonly number[])[], weights: AgreementWeights): number {
  const n = matrix.flat().reduce((sum, one) => sum + one, 0);
  const k = matrix.length;
  const kappaOf = (shares: readonly number[]): number => {
    const all = shares.reduce((sum, one) => sum + one, 0);
    let [observed, expected] = [0, 0];
    for (let i = 0; i < k; i++)
      for (let j = 0; j < k; j++) {
        const gap = Math.abs(i - j) / (k - 1);
        const weight = weights === 'none' ? Number(i === j) : 1 - (weights === 'linear' ? gap : gap * gap);
        const row = Array.from({ length: k }, (_, c) => shares[i * k + c]!).reduce((a, b) => a + b, 0);
        const column = Array.from({ length: k }, (_, r) => shares[r * k + j]!).reduce((a, b) => a + b, 0);
        observed += (weight * shares[i * k + j]!) / all;
        expected += (weight * row * column) / (all * all);
      }
    return (observed - expected) / (1 - expected);
  };
  const shares = matrix.flat().map((count) => count / n);
  const step = 1e-6;
  const slopes = shares.map((share, at) => {
    const moved = (by: number): number[] => shares.with(at, share + by);
    return (kappaOf(moved(step)) - kappaOf(moved(-step))) / (2 * step);
  });
  const mean = shares.reduce((sum, p, at) => sum + p * slopes[at]!, 0);
  const square = shares.reduce((sum, p, at) => sum + p * slopes[at]! ** 2, 0);
  return Math.sqrt((square - mean * mean) / n);
}

describe('the interval of Cohen', () => {
  it.each(['none', 'linear', 'quadratic'] as const)('is that of the delta method (%s)', (weights) => {
    for (const matrix of [
      [
        [20, 5, 1],
        [10, 15, 2],
        [3, 4, 30],
      ],
      [
        [45, 15, 2],
        [25, 15, 9],
        [1, 2, 3],
      ],
    ]) {
      const { estimate, lower, upper } = cohenKappa(matrix, { weights });
      const error = (upper! - lower!) / (2 * criticalValue(0.95));
      expect(error).toBeCloseTo(errorBySteps(matrix, weights), 8);
      expect((upper! + lower!) / 2).toBeCloseTo(estimate!, 12);
    }
  });
});

describe('agreement that the answers do not determine', () => {
  it('is undefined and no number', () => {
    for (const found of [
      cohenKappa([
        [7, 0],
        [0, 0],
      ]),
      cohenKappa([
        [0, 0],
        [0, 0],
      ]),
      fleissKappa(
        [
          [3, 0],
          [3, 0],
        ],
        seeded,
      ),
      fleissKappa([], seeded),
      krippendorffAlpha(
        [
          [1, 1],
          [1, 1],
        ],
        { scale: 'nominal', ...seeded },
      ),
      krippendorffAlpha(
        [
          [1, null],
          [null, 2],
        ],
        { scale: 'interval', ...seeded },
      ),
    ])
      expect(found).toMatchObject({ estimate: null, lower: null, upper: null, status: 'undefined' });
  });

  it('is refused where it could only mislead', () => {
    expect(() => cohenKappa([[1, 2]])).toThrow('the matrix has 1 rows');
    expect(() =>
      cohenKappa([
        [1, 2],
        [1.5, 0],
      ]),
    ).toThrow('the count at row 1, column 0 is 1.5');
    expect(() =>
      fleissKappa(
        [
          [2, 1],
          [1, 1],
        ],
        seeded,
      ),
    ).toThrow('row 1 was judged by another number of people');
    expect(() => krippendorffAlpha([[1, 2], [1]], { scale: 'nominal', ...seeded })).toThrow('person 1 has 1 units');
    expect(() => krippendorffAlpha([[-1], [1]], { scale: 'ratio', ...seeded })).toThrow('person 0 to unit 0 is -1');
  });
});

describe('agreement of a few who agree on everything', () => {
  it('has an interval that says how few they are, and of one case none', () => {
    for (const found of [
      cohenKappa([
        [1, 0],
        [0, 1],
      ]),
      fleissKappa(
        [
          [2, 0],
          [0, 2],
        ],
        seeded,
      ),
      krippendorffAlpha(
        [
          [1, 2],
          [1, 2],
        ],
        { scale: 'nominal', ...seeded },
      ),
    ]) {
      expect(found).toMatchObject({ estimate: 1, upper: 1, status: 'ok' });
      expect(found.lower!).toBeLessThan(0.05);
    }
    // Wilson's lower bound of 2 of 2 is 0.3424; half of all pairs agree by chance.
    expect(
      cohenKappa([
        [1, 0],
        [0, 1],
      ]).lower,
    ).toBeCloseTo((0.34238 - 0.5) / 0.5, 4);
    expect(
      cohenKappa([
        [500, 0],
        [0, 500],
      ]).lower!,
    ).toBeGreaterThan(0.99);
    expect(
      cohenKappa([
        [0, 1],
        [0, 0],
      ]),
    ).toMatchObject({ estimate: null, status: 'undefined' });
  });
});

it('Krippendorff of two people without gaps is near the kappa of Cohen, and the order of people and units changes nothing', () => {
  const draw = createGenerator('two people', 0);
  const first = Array.from({ length: 400 }, () => draw.nextInteger(3));
  const second = first.map((one) => (draw.nextUniform() < 0.7 ? one : draw.nextInteger(3)));
  const matrix = [0, 1, 2].map((i) => [0, 1, 2].map((j) => first.filter((a, u) => a === i && second[u] === j).length));
  const alpha = krippendorffAlpha([first, second], { scale: 'nominal', ...seeded }).estimate!;
  expect(Math.abs(alpha - cohenKappa(matrix).estimate!)).toBeLessThan(0.005);
  const turned = krippendorffAlpha([second.toReversed(), first.toReversed()], { scale: 'nominal', ...seeded });
  expect(turned.estimate).toBeCloseTo(alpha, 12);
});
