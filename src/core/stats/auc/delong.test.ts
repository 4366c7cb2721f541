import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aucFromDistribution, delongDifference, delongInterval, logitDelongInterval } from './delong.js';
import type { ScoreCounts } from './score-counts.js';

const table = (entries: Record<number, number>): ScoreCounts => {
  const scores = Object.keys(entries)
    .map(Number)
    .sort((x, y) => x - y);
  return { scores: Float64Array.from(scores), counts: Float64Array.from(scores, (s) => entries[s]!) };
};

function countRows(rows: readonly number[]): ScoreCounts {
  const entries: Record<number, number> = {};
  for (const score of rows) entries[score] = (entries[score] ?? 0) + 1;
  return table(entries);
}

/** DeLong by its definition: every pair of rows. */
function byPairs(positives: readonly number[], negatives: readonly number[]): { auc: number; variance: number } {
  const wins = (x: number, y: number) => (x > y ? 1 : x === y ? 0.5 : 0);
  const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = (values: number[]) =>
    values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1);
  const v10 = positives.map((x) => mean(negatives.map((y) => wins(x, y))));
  const v01 = negatives.map((y) => mean(positives.map((x) => wins(x, y))));
  return { auc: mean(v10), variance: variance(v10) / positives.length + variance(v01) / negatives.length };
}

const rows = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 25 });

describe('AUC from distributions of scores', () => {
  test('by hand: {2, 3} against {1, 2} wins 3.5 of 4 pairs', () => {
    expect(aucFromDistribution(table({ 2: 1, 3: 1 }), table({ 1: 1, 2: 1 })).auc).toBe(0.875);
  });
  test('AUC and variance equal all pairs of rows, ties and all', () => {
    fc.assert(
      fc.property(rows, rows, (positives, negatives) => {
        const ours = aucFromDistribution(countRows(positives), countRows(negatives));
        const brute = byPairs(positives, negatives);
        expect(ours.auc).toBeCloseTo(brute.auc, 12);
        expect(ours.variance).toBeCloseTo(brute.variance, 12);
      }),
    );
  });
  test('turns to 1 - AUC with the same variance when the classes change places', () => {
    fc.assert(
      fc.property(rows, rows, (positives, negatives) => {
        const one = aucFromDistribution(countRows(positives), countRows(negatives));
        const other = aucFromDistribution(countRows(negatives), countRows(positives));
        expect(one.auc! + other.auc!).toBeCloseTo(1, 12);
        expect(one.variance).toBeCloseTo(other.variance!, 12);
      }),
    );
  });
  test('is undefined without one of the classes, its variance with fewer than two people in one', () => {
    expect(aucFromDistribution(table({}), table({ 1: 3 }))).toEqual({ auc: null, variance: null });
    expect(aucFromDistribution(table({ 1: 1 }), table({ 0: 3 }))).toEqual({ auc: 1, variance: null });
  });
  test('refuses scores that do not ascend, repeat or are not numbers', () => {
    const wrong = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
    const negatives = table({ 1: 3 });
    for (const scores of [
      [2, 1],
      [1, 1],
      [1, Number.NaN],
      [1, Number.POSITIVE_INFINITY],
    ]) {
      const broken = { scores: Float64Array.from(scores), counts: Float64Array.of(1, 1) };
      expect(() => aucFromDistribution(broken, negatives)).toThrow(wrong);
    }
    expect(() => aucFromDistribution({ scores: Float64Array.of(1), counts: new Float64Array() }, negatives)).toThrow(
      wrong,
    );
  });
});

describe('DeLong intervals', () => {
  test('reach critical value times standard error and stay within 0..1', () => {
    expect(delongInterval(0.8, 0.0025, 0.95)).toEqual({
      lower: expect.closeTo(0.8 - 0.05 * 1.959963984540054, 12),
      upper: expect.closeTo(0.8 + 0.05 * 1.959963984540054, 12),
    });
    expect(delongInterval(0.99, 0.01, 0.95)!.upper).toBe(1);
  });
  test('are null rather than without width when the variance is 0 or unknown', () => {
    expect(delongInterval(1, 0, 0.95)).toBeNull();
    expect(delongInterval(1, null, 0.95)).toBeNull();
    expect(delongDifference({ auc: 1, variance: 0 }, { auc: 0.7, variance: 0.01 }, 0.95).interval).toBeNull();
  });
  test('of a difference add the variances', () => {
    const result = delongDifference({ auc: 0.8, variance: 0.0009 }, { auc: 0.7, variance: 0.0016 }, 0.95);
    expect(result.z).toBeCloseTo(2, 12);
    expect(result.pValue).toBeCloseTo(0.04550026389635842, 12);
    expect(result.interval!.lower).toBeCloseTo(0.1 - 0.05 * 1.959963984540054, 12);
  });
});

describe('the interval of an AUC on the logit scale', () => {
  test('by hand: AUC 0.9 with a standard error of 0.03', () => {
    const { lower, upper } = logitDelongInterval(0.9, 0.0009, 0.95)!;
    const logit = (p: number) => Math.log(p / (1 - p));
    expect(logit(upper) - logit(0.9)).toBeCloseTo((1.959964 * 0.03) / 0.09, 5);
    expect(logit(0.9) - logit(lower)).toBeCloseTo((1.959964 * 0.03) / 0.09, 5);
    expect(lower).toBeLessThan(delongInterval(0.9, 0.0009, 0.95)!.lower);
  });
  test('turns with the classes and stays inside 0..1', () => {
    const one = logitDelongInterval(0.98, 0.01, 0.999)!;
    const other = logitDelongInterval(0.02, 0.01, 0.999)!;
    expect(one.lower).toBeCloseTo(1 - other.upper, 12);
    expect(one.upper).toBeLessThan(1);
  });
  test('is nothing without a variance', () => {
    for (const [auc, variance] of [
      [1, 0],
      [0.9, 0],
      [0.9, null],
    ] as const)
      expect(logitDelongInterval(auc, variance, 0.95)).toBeNull();
  });
});
