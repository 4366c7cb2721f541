import { describe, expect, test } from 'vitest';
import type { ScoreCounts } from '../auc/score-counts.js';
import { kolmogorovSurvival } from './kolmogorov-distribution.js';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.js';
import { mannWhitney } from './mann-whitney.js';
import { momentsOf } from './moments.js';
import { standardizedDifferences } from './standardized-difference.js';
import { wasserstein1 } from './wasserstein.js';
import { welchT } from './welch.js';

const table = (scores: number[], counts: number[]): ScoreCounts => ({
  scores: Float64Array.from(scores),
  counts: Float64Array.from(counts),
});

describe('moments from distributions', () => {
  test('by hand: 1, 1, 4 has mean 2 and variance 3', () => {
    expect(momentsOf(table([1, 4], [2, 1]))).toEqual({ mean: 2, variance: 3, n: 3 });
  });
  test('nobody has no moments', () => {
    expect(momentsOf(table([], []))).toBeNull();
  });
});

describe('differences of means', () => {
  const a = { mean: 2, variance: 3, n: 3 };
  const b = { mean: 4, variance: 1, n: 5 };
  test('Welch by hand', () => {
    const t = -2 / Math.sqrt(1 + 0.2);
    expect(welchT(a, b)).toMatchObject({
      t: expect.closeTo(t, 12),
      degreesOfFreedom: expect.closeTo(1.2 ** 2 / (1 / 2 + 0.04 / 4), 12),
    });
  });
  test('the standardized family by hand', () => {
    const smd = standardizedDifferences(a, b, { level: 0.95 })!;
    expect(smd.pooled).toBeCloseTo(-2 / Math.sqrt(10 / 6), 12);
    expect(smd.averageVariance).toBeCloseTo(-2 / Math.sqrt(2), 12);
    expect(smd.reference).toBeCloseTo(-2, 12);
    expect(smd.hedgesG).toBeCloseTo((-2 / Math.sqrt(10 / 6)) * (1 - 3 / 23), 12);
    expect(smd.wholePopulation).toBeNull();
  });
  test('scores without spread have no standardized difference and no t', () => {
    const flat = { mean: 1, variance: 0, n: 4 };
    expect(standardizedDifferences(flat, { ...flat, mean: 2 }, { level: 0.95 })).toMatchObject({
      meanDifference: -1,
      pooled: null,
      hedgesG: null,
      pooledInterval: null,
    });
    expect(welchT(flat, flat)).toBeNull();
    expect(welchT({ mean: 1, variance: 0, n: 1 }, b)).toBeNull();
  });
});

describe('distances of distributions', () => {
  const low = table([1, 2], [1, 1]);
  const high = table([2, 5], [1, 1]);
  test('Mann-Whitney U counts ties half', () => {
    expect(mannWhitney(low, high)!.u).toBe(0.5);
    expect(mannWhitney(high, low)!.u).toBe(3.5);
  });
  test('Mann-Whitney is null when all scores are equal', () => {
    expect(mannWhitney(table([1], [3]), table([1], [4]))).toBeNull();
  });
  test('Wasserstein-1 by hand: moving 1 to 2 and 2 to 5', () => {
    expect(wasserstein1(low, high)).toBeCloseTo((1 + 3) / 2, 14);
    expect(wasserstein1(table([-3, -1], [1, 1]), table([-1, 0], [1, 1]))).toBeCloseTo((2 + 1) / 2, 14);
  });
  test('Kolmogorov-Smirnov statistic by hand, both ways', () => {
    expect(kolmogorovSmirnov(low, high)!.statistic).toBe(0.5);
    expect(kolmogorovSmirnov(high, low)).toEqual(kolmogorovSmirnov(low, high));
  });
  test('nobody has no distance', () => {
    expect(wasserstein1(low, table([], []))).toBeNull();
    expect(kolmogorovSmirnov(table([], []), low)).toBeNull();
  });
});

/** scipy 1.17.1, stats.kstwo.sf(d, n): one row for each formula and its borders. */
describe('the Kolmogorov distribution equals scipy', () => {
  test.each([
    [5, 0.3, 0.664],
    [10, 0.2, 0.7487190399999999],
    [10, 0.45, 0.022891810311718164],
    [50, 0.1, 0.6623112704658186],
    [140, 0.05, 0.8576480297656114],
    [141, 0.03, 0.9992107601012719],
    [1000, 0.02, 0.8108971656895577],
    [1000, 0.035, 0.1684847971373874],
    [5000, 0.01, 0.6954557253913853],
    [200_000, 0.001, 0.9881500208855729],
    [200_000, 0.002, 0.39995085369038097],
  ])('n = %d, d = %d: %d', (n, d, expected) => {
    expect(kolmogorovSurvival(n, d) / expected).toBeCloseTo(1, 10);
  });
  test('is certain at 0 and impossible at 1', () => {
    expect(kolmogorovSurvival(7, 0)).toBe(1);
    expect(kolmogorovSurvival(7, 1)).toBe(0);
  });
});
