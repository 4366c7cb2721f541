import { describe, expect, it } from 'vitest';
import { type Matrix, matrixFromRows } from '../../models/index.js';
import { explainWithin, planWithin } from './within-budget.js';

const inputs = ['a', 'b', 'c', 'd'];
const people = matrixFromRows(Array.from({ length: 50 }, (_, i) => [i % 5, i % 3, (i * 7) % 11, i / 50]));
const row = matrixFromRows([[4, 0, 9, 0.5]]);
let asked = 0;
const predict = async (rows: Matrix): Promise<Float64Array> => {
  asked += rows.rows;
  return Float64Array.from({ length: rows.rows }, (_, r) => {
    const [a, b, c, d] = rows.data.subarray(4 * r, 4 * r + 4) as unknown as [number, number, number, number];
    return a * b + 0.25 * c * d - Math.max(a, c);
  });
};
const within = async (evaluations: number) => {
  asked = 0;
  const plan = planWithin(inputs, people, evaluations);
  return { plan, ...(await explainWithin(row, { inputs, people, plan, evaluations, seed: 's' }, predict)) };
};

describe('explaining within a number of questions', () => {
  it('is exact where every coalition may be asked about, and says its error otherwise', async () => {
    const exact = await within(16 * 50);
    expect(exact).toMatchObject({ plan: { method: 'exact', peopleAtOnce: null }, standardErrors: null, settled: true });
    expect(asked).toBeLessThanOrEqual(16 * 50 + 1 + 50);
    const drawn = await within(16 * 50 - 1);
    expect(drawn.plan).toEqual({ method: 'sampling', peopleAtOnce: 8 });
    expect(asked).toBeLessThanOrEqual(16 * 50 - 1 + 1 + 50);
    expect(drawn.baseValue).toBeCloseTo(exact.baseValue, 12);
    for (const [p, value] of drawn.values.entries())
      expect(Math.abs(value - exact.values[p]!)).toBeLessThan(4 * drawn.standardErrors![p]!);
  });

  it('takes everybody in each round where the budget covers that', () => {
    const few = matrixFromRows([
      [0, 0, 0, 0],
      [1, 1, 1, 1],
    ]);
    const names = Array.from({ length: 20 }, (_, i) => `x${i}`);
    const wide = matrixFromRows([names.map(() => 0), names.map(() => 1)]);
    expect(planWithin(inputs, few, 100)).toEqual({ method: 'exact', peopleAtOnce: null });
    expect(planWithin(names, wide, 1000)).toEqual({ method: 'sampling', peopleAtOnce: null });
    expect(planWithin(names, wide, 304)).toEqual({ method: 'sampling', peopleAtOnce: 1 });
    expect(() => planWithin(names, wide, 303)).toThrow(/20 inputs take at least 304 questions/);
  });
});
