import { describe, expect, test } from 'vitest';
import type { LinearNull } from './linear-null.js';
import { type BoundedSums, blockMeanEvidence } from './mean-evidence.js';

const VALUES = [0, 0.3, 1];
const sumsOf = (values: number[]): BoundedSums => ({
  n: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  sumOfSquares: values.reduce((sum, value) => sum + value * value, 0),
});
/** All outcomes of a few draws of 0, 0.3 and 1, with their chances. */
function outcomes(size: number, chances: number[]): { chance: number; sums: BoundedSums }[] {
  let all: { chance: number; values: number[] }[] = [{ chance: 1, values: [] }];
  for (let i = 0; i < size; i++) {
    all = all.flatMap(({ chance, values }) =>
      VALUES.map((value, v) => ({ chance: chance * chances[v]!, values: [...values, value] })),
    );
  }
  return all.map(({ chance, values }) => ({ chance, sums: sumsOf(values) }));
}
const meanOf = (chances: number[]) => chances.reduce((sum, chance, v) => sum + chance * VALUES[v]!, 0);

describe('evidence about means', () => {
  test('has an expectation of at most 1 over all outcomes at the boundary', () => {
    const laws = [
      [0.5, 0.3, 0.2],
      [0, 1, 0],
      [0.7, 0, 0.3],
      [0.02, 0.03, 0.95],
    ];
    const pasts = [sumsOf([0]), sumsOf([1, 1, 0.3]), { n: 1000, sum: 300, sumOfSquares: 100 }];
    for (const a of laws) {
      for (const b of laws) {
        for (const past of pasts) {
          const bound = meanOf(a) - meanOf(b);
          const hypothesis: LinearNull = { coefficients: [1, -1], bound };
          let sum = 0;
          for (const first of outcomes(3, a)) {
            for (const second of outcomes(2, b)) {
              const chance = first.chance * second.chance;
              if (chance > 0) {
                const log = blockMeanEvidence({ hypothesis, past: [past, past], block: [first.sums, second.sums] });
                sum += chance * Math.exp(log);
              }
            }
          }
          expect(sum).toBeLessThanOrEqual(1 + 1e-12);
          expect(sum).toBeGreaterThan(0.2);
        }
      }
    }
  });
  test('grows faster where values vary less than a rate', () => {
    const hypothesis = { coefficients: [1], bound: 0.5 };
    const tight = (mean: number): BoundedSums => ({ n: 100, sum: 100 * mean, sumOfSquares: 100 * (mean ** 2 + 0.01) });
    const wide = (mean: number): BoundedSums => ({ n: 100, sum: 100 * mean, sumOfSquares: 100 * mean });
    const at = (kind: typeof tight, mean: number) =>
      blockMeanEvidence({ hypothesis, past: [kind(0.5)], block: [kind(mean)] });
    expect(at(tight, 0.6)).toBeGreaterThan(4 * at(wide, 0.6));
    // With 30 digits.
    expect(Math.abs(at(tight, 0.6) - 6.97600644935)).toBeLessThan(1e-9);
    expect(at(tight, 0.5)).toBeLessThan(0);
  });
  test('is the figure of its example, and none without a past or an observation', () => {
    const hypothesis = { coefficients: [1], bound: 0.5 };
    const past = [{ n: 100, sum: 50, sumOfSquares: 27 }];
    const found = blockMeanEvidence({ hypothesis, past, block: [{ n: 100, sum: 65, sumOfSquares: 44 }] });
    // With 30 digits.
    expect(Math.abs(found - 10.6489989129098)).toBeLessThan(1e-9);
    expect(blockMeanEvidence({ hypothesis, past, block: [sumsOf([])] })).toBe(0);
    expect(blockMeanEvidence({ hypothesis, past: [sumsOf([])], block: past })).toBe(0);
  });
  test.each([
    [{ n: 10, sum: 11, sumOfSquares: 5 }, /scaled|sum 11/],
    [{ n: 10, sum: 5, sumOfSquares: 6 }, /sum of squares 6/],
    [{ n: 10, sum: 5, sumOfSquares: 1 }, /sum of squares 1/],
    [{ n: 1.5, sum: 1, sumOfSquares: 1 }, /n/],
    [{ n: 10, sum: Number.NaN, sumOfSquares: 1 }, /sum/],
  ])('refuses %j', (wrong, words) => {
    const right = sumsOf([0.3, 1]);
    expect(() =>
      blockMeanEvidence({ hypothesis: { coefficients: [1], bound: 0.5 }, past: [right], block: [wrong] }),
    ).toThrow(words);
  });
});
