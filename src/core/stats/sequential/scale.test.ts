import { describe, expect, test } from 'vitest';
import { nullsWithin } from './linear-null.js';
import { f1Values, scaleNull, scaleValues } from './scale.js';
import { blockValueEvidence, sumsOfValues } from './value-evidence.js';

/** Expectation of the evidence over all outcomes of a few draws from laws on a range. */
function expectation(
  laws: readonly (readonly (readonly [value: number, chance: number])[])[],
  sizes: readonly number[],
  claim: { coefficients: number[]; bound: number },
  range: { from: number; to: number },
): number {
  const hypothesis = scaleNull(claim, range);
  const past = laws.map(() => sumsOfValues([0.3, 0.9, 0.5]));
  const draws = sizes.flatMap((size, g) => Array.from({ length: size }, () => g));
  const visit = (at: number, chance: number, block: number[][]): number => {
    if (at === draws.length) {
      return (
        chance *
        Math.exp(blockValueEvidence({ hypothesis, past, block: block.map((each) => scaleValues(each, range)) }))
      );
    }
    const g = draws[at]!;
    return laws[g]!.reduce(
      (sum, [value, share]) =>
        sum +
        visit(
          at + 1,
          chance * share,
          block.map((each, h) => (h === g ? [...each, value] : each)),
        ),
      0,
    );
  };
  return visit(
    0,
    1,
    laws.map(() => []),
  );
}

describe('quantities of a range', () => {
  test('claims mean the same after scaling', () => {
    expect(scaleNull({ coefficients: [-1], bound: -2 }, { from: 0, to: 8 })).toEqual({
      coefficients: [-1],
      bound: -0.25,
    });
    // A difference does not depend on where the range begins, a ratio does.
    expect(scaleNull({ coefficients: [1, -1], bound: 2 }, { from: 10, to: 20 })).toEqual({
      coefficients: [1, -1],
      bound: 0.2,
    });
    const [ratio] = nullsWithin({ compare: 'ratio', min: 0.8, oneSided: true });
    const range = { from: 10, to: 20 };
    const { coefficients, bound } = scaleNull(ratio!, range);
    for (const [a, b] of [
      [12, 15],
      [11, 15],
      [13, 15],
    ] as const) {
      const [x, y] = scaleValues([a, b], range);
      expect(coefficients[0]! * x! + coefficients[1]! * y! <= bound + 1e-12).toBe(a >= 0.8 * b);
    }
  });

  test('the evidence has an expectation of at most 1 over all outcomes at the bound: a difference, a ratio and a floor', () => {
    const low = [
      [-2, 0.2],
      [1, 0.5],
      [4, 0.3],
    ] as const;
    const high = [
      [-2, 0.1],
      [1, 0.3],
      [4, 0.6],
    ] as const;
    const mean = (law: readonly (readonly [number, number])[]) =>
      law.reduce((sum, [value, share]) => sum + value * share, 0);
    const range = { from: -2, to: 4 };
    const claims = [
      { laws: [high, low], claim: { coefficients: [1, -1], bound: mean(high) - mean(low) } },
      { laws: [low, high], claim: { coefficients: [-1, mean(low) / mean(high)], bound: 0 } },
      { laws: [low], claim: { coefficients: [-1], bound: -mean(low) } },
    ];
    for (const { laws, claim } of claims) {
      const found = expectation(
        laws,
        laws.map((_, g) => 3 - g),
        claim,
        range,
      );
      expect(found).toBeLessThanOrEqual(1 + 1e-12);
      expect(found).toBeGreaterThan(0.5);
    }
  });

  test('F1 is at least a floor exactly where the mean of its values is at least 0', () => {
    for (let tp = 0; tp <= 4; tp++) {
      for (let fp = 0; fp <= 3; fp++) {
        for (let fn = 0; fn <= 3; fn++) {
          if (tp + fp + fn === 0) continue;
          const labels = [...Array(tp).fill(1), ...Array(fp).fill(0), ...Array(fn).fill(1), 0];
          const decisions = [...Array(tp).fill(1), ...Array(fp).fill(1), ...Array(fn).fill(0), 0];
          const f1 = (2 * tp) / (2 * tp + fp + fn);
          for (const floor of [0.3, 0.55, 0.8]) {
            const sum = f1Values(labels, decisions, floor).reduce((a, b) => a + b, 0);
            expect(sum >= -1e-12).toBe(f1 >= floor - 1e-12);
          }
        }
      }
    }
  });

  test('the evidence against a floor of F1 has an expectation of at most 1 where F1 is at it', () => {
    // True positives 0.3, false positives 0.1, false negatives 0.2: F1 = 0.6 / 0.9.
    const floor = 0.6 / 0.9;
    const law = [
      [2 - 2 * floor, 0.3],
      [-floor, 0.3],
      [0, 0.4],
    ] as const;
    const found = expectation([law], [5], { coefficients: [-1], bound: 0 }, { from: -floor, to: 2 - 2 * floor });
    expect(found).toBeLessThanOrEqual(1 + 1e-12);
    expect(found).toBeGreaterThan(0.5);
  });

  test.each([
    [() => scaleValues([1, 9], { from: 0, to: 8 }), /value 1 is 9, and the range 0 to 8/],
    [() => scaleValues([Number.NaN], { from: 0, to: 8 }), /value 0 is NaN/],
    [() => scaleValues([1], { from: 8, to: 8 }), /from 8 to 8/],
    [() => scaleValues([1], { from: 0, to: Number.POSITIVE_INFINITY }), /to of the range is Infinity/],
    [() => scaleNull({ coefficients: [-1], bound: -9 }, { from: 0, to: 8 }), /bound is -1.125/],
    [() => f1Values([1], [1, 0], 0.5), /1 labels and 2 decisions/],
    [() => f1Values([2], [1], 0.5), /label 0 is 2/],
    [() => f1Values([1], [0.5], 0.5), /decision 0 is 0.5/],
    [() => f1Values([1], [1], 1), /floor is 1/],
  ])('refuses what has no such scale: %#', (call, words) => expect(call).toThrow(words));
});
