import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clopperPearson } from '../proportion/clopper-pearson.js';
import { boundedMeanInterval } from './bounded-mean.js';

const ofCounts = (x: number, n: number, level: number) =>
  boundedMeanInterval({ values: [0, 1], counts: [n - x, x], lowest: 0, highest: 1 }, level)!;

describe('the interval of a bounded mean', () => {
  test('is that of Clopper and Pearson for a quantity of 0 and 1', () => {
    for (const [x, n] of [
      [0, 1],
      [1, 1],
      [0, 10],
      [1, 10],
      [5, 10],
      [10, 10],
      [3, 1000],
      [50, 100],
      [20_000, 100_000],
    ] as const)
      for (const level of [0.8, 0.95, 0.999, 1 - 1e-7]) {
        const ours = ofCounts(x, n, level);
        const exact = clopperPearson({ successes: x, n }, level)!;
        expect(Math.abs(ours.lower - exact.lower)).toBeLessThan(1e-2 * (exact.upper - exact.lower));
        expect(Math.abs(ours.upper - exact.upper)).toBeLessThan(1e-2 * (exact.upper - exact.lower));
      }
  });

  test('turns with the values, scales with their unit, and holds the mean', () => {
    const value = fc.double({ min: 0, max: 1, noNaN: true });
    const values = fc.array(value, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        values,
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 12, maxLength: 12 }),
        (some, counts) => {
          const one = boundedMeanInterval({ values: some, counts, lowest: 0, highest: 1 }, 0.95)!;
          const turned = some.map((v) => 1 - v);
          const other = boundedMeanInterval({ values: turned, counts, lowest: 0, highest: 1 }, 0.95)!;
          expect(one.lower).toBeCloseTo(1 - other.upper, 9);
          const people = some.reduce((sum, _, i) => sum + counts[i]!, 0);
          const mean = some.reduce((sum, v, i) => sum + v * counts[i]!, 0) / people;
          expect(one.lower).toBeLessThanOrEqual(mean + 1e-12);
          expect(one.upper).toBeGreaterThanOrEqual(mean - 1e-12);
          const scaled = boundedMeanInterval(
            { values: some.map((v) => v * 1e-5), counts, lowest: 0, highest: 1e-5 },
            0.95,
          )!;
          expect(scaled.upper * 1e5).toBeCloseTo(one.upper, 7);
        },
      ),
    );
  });

  test('widens with the bounds, narrows with people, and is nothing for nobody', () => {
    const at = (counts: number[], highest: number) =>
      boundedMeanInterval({ values: [0.1, 0.2], counts, lowest: 0, highest }, 0.95)!;
    expect(at([10, 10], 2).upper).toBeGreaterThan(at([10, 10], 1).upper);
    expect(at([1000, 1000], 1).upper - 0.15).toBeLessThan((at([10, 10], 1).upper - 0.15) / 5);
    expect(boundedMeanInterval({ values: [], counts: [], lowest: 0, highest: 1 }, 0.95)).toBeNull();
    expect(() => at([10, 10], 0.15)).toThrowError(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
