import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barnardOnGrid } from '../../../../test/stats/support/score-equations.js';
import type { Proportion } from '../proportion/proportion.js';
import { barnard } from './barnard.js';
import { chiSquare, gTest, omnibusChiSquare } from './chi-square.js';
import { fisherExact, fisherExactLog, fisherMidP } from './fisher.js';
import { pooledZ } from './pooled-z.js';
import { twoProportionTest } from './two-proportion-test.js';

const of = (successes: number, n: number): Proportion => ({ successes, n });

function choose(n: number, k: number): bigint {
  let result = 1n;
  for (let i = 1; i <= k; i++) result = (result * BigInt(n - i + 1)) / BigInt(i);
  return result;
}

/** Quotient of two whole numbers with at least 17 digits down to 1e-60. */
const quotient = (a: bigint, b: bigint): number => Number((a * 10n ** 80n) / b) / 1e80;

/** Weights (numbers of samples) of all tables with these margins, exact. */
function tables(a: Proportion, b: Proportion): Map<number, bigint> {
  const successes = a.successes + b.successes;
  const weights = new Map<number, bigint>();
  for (let k = Math.max(0, successes - b.n); k <= Math.min(a.n, successes); k++) {
    weights.set(k, choose(a.n, k) * choose(b.n, successes - k));
  }
  return weights;
}

function exactFisher(a: Proportion, b: Proportion): number {
  const weights = tables(a, b);
  const observed = weights.get(a.successes)!;
  const all = [...weights.values()];
  const total = all.reduce((sum, w) => sum + w, 0n);
  // No likelier: up to the relative tolerance 1e-7, here in whole numbers.
  const unlikely = all.filter((w) => w * 10_000_000n <= observed * 10_000_001n).reduce((sum, w) => sum + w, 0n);
  return quotient(unlikely, total);
}

const smallProportion = fc.integer({ min: 1, max: 60 }).chain((n) => fc.nat(n).map((k) => of(k, n)));

describe("Fisher's exact test", () => {
  test('the lady tasting tea: 3 of 4 against 1 of 4 gives 34/70', () => {
    expect(fisherExact(of(3, 4), of(1, 4))).toBeCloseTo(34 / 70, 14);
  });
  test('equals exact whole-number arithmetic on small tables', () => {
    fc.assert(
      fc.property(smallProportion, smallProportion, (a, b) => {
        expect(fisherExact(a, b)! / exactFisher(a, b)).toBeCloseTo(1, 11);
      }),
      { numRuns: 1000 },
    );
  });
  test('the mid-p equals exact whole-number arithmetic on small tables', () => {
    fc.assert(
      fc.property(smallProportion, smallProportion, (a, b) => {
        const weights = [...tables(a, b)];
        const total = weights.reduce((sum, [, w]) => sum + w, 0n);
        const tail = (inTail: (k: number) => boolean) =>
          weights.reduce((sum, [k, w]) => sum + (k === a.successes ? w : inTail(k) ? 2n * w : 0n), 0n);
        const lower = tail((k) => k < a.successes);
        const upper = tail((k) => k > a.successes);
        // biome-ignore lint/complexity/useMathMinMax: Math.min takes no BigInt
        const expected = Math.min(1, quotient(lower < upper ? lower : upper, total));
        expect(fisherMidP(a, b)! / expected).toBeCloseTo(1, 11);
      }),
    );
  });
  test('equals exact arithmetic at 1,500 people and p near 1e-300', () => {
    const a = of(20, 700);
    const b = of(760, 800);
    const exact = exactLog10(a, b);
    expect(fisherExactLog(a, b)! / Math.LN10 / exact).toBeCloseTo(1, 12);
    expect(exact).toBeLessThan(-290);
  });
  test('keeps a p-value below the smallest double as a logarithm', () => {
    expect(fisherExact(of(0, 100_000), of(100_000, 100_000))).toBe(0);
    // One table in C(200000, 100000): log of 2 (both extreme tables are equally unlikely) minus log C(200000, 100000), by Stirling's series.
    const logChoose = 200_000 * Math.LN2 - 0.5 * Math.log(Math.PI * 100_000) - 1 / 800_000;
    expect(fisherExactLog(of(0, 100_000), of(100_000, 100_000))).toBeCloseTo(Math.LN2 - logChoose, 6);
  });
  test('does not depend on the order of groups nor on which outcome counts', () => {
    const large = fc.integer({ min: 1, max: 100_000 }).chain((n) => fc.nat(n).map((k) => of(k, n)));
    fc.assert(
      fc.property(large, large, (a, b) => {
        const log = fisherExactLog(a, b)!;
        const same = [fisherExactLog(b, a)!, fisherExactLog(of(a.n - a.successes, a.n), of(b.n - b.successes, b.n))!];
        for (const other of same) expect(Math.abs(other - log)).toBeLessThan(1e-9 * Math.max(1, Math.abs(log)));
      }),
    );
  });
  test('refuses fractional counts and sampling weights', () => {
    const wrong = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
    expect(() => fisherExact(of(1.5, 3), of(1, 3))).toThrow(wrong);
    expect(() => fisherExact({ successes: 1, n: 3, nEff: 2 }, of(1, 3))).toThrow(wrong);
  });
});

/** log10 of the exact p-value from whole numbers of any size. */
function exactLog10(a: Proportion, b: Proportion): number {
  const weights = [...tables(a, b).values()];
  const observed = tables(a, b).get(a.successes)!;
  const total = weights.reduce((sum, w) => sum + w, 0n);
  const unlikely = weights.filter((w) => w * 10_000_000n <= observed * 10_000_001n).reduce((sum, w) => sum + w, 0n);
  const log10 = (x: bigint) => {
    const text = x.toString();
    return Math.log10(Number(`0.${text.slice(0, 20)}`)) + text.length;
  };
  return log10(unlikely) - log10(total);
}

describe('the test beside a comparison', () => {
  test('is the pooled z where every expected cell is large: textbook loans, 70 of 100 against 40 of 100', () => {
    const result = twoProportionTest(of(70, 100), of(40, 100));
    expect(result.test).toBe('two-proportion z');
    expect(result.z).toBeCloseTo(0.3 / Math.sqrt(0.55 * 0.45 * 0.02), 12);
    expect(result.pValue).toBeCloseTo(2.0e-5, 6);
  });
  test('is Fisher when an expected cell is below 5', () => {
    expect(twoProportionTest(of(0, 9), of(10, 20)).test).toBe('fisher exact');
  });
  test('is z when the smallest expected cell is exactly 5', () => {
    expect(twoProportionTest(of(5, 10), of(10, 20)).test).toBe('two-proportion z');
  });
  test('is Fisher when p is below 0.001 and the smaller group expects fewer than 25', () => {
    expect(twoProportionTest(of(2, 40), of(500, 1000)).test).toBe('fisher exact');
    expect(twoProportionTest(of(2, 80), of(500, 1000)).test).toBe('two-proportion z');
    expect(twoProportionTest(of(15, 40), of(500, 1000)).test).toBe('two-proportion z');
  });
  test('is Fisher with p = 1 and no z when nobody succeeded', () => {
    expect(twoProportionTest(of(0, 40), of(0, 1000))).toEqual({ test: 'fisher exact', pValue: 1, z: null });
  });
  test('has no p-value for an empty group', () => {
    expect(twoProportionTest(of(0, 0), of(5, 10)).pValue).toBeNull();
  });
  test('is always z on effective sizes with sampling weights', () => {
    const weighted = twoProportionTest({ successes: 1, n: 20, nEff: 8 }, { successes: 30, n: 60, nEff: 24 });
    expect(weighted.test).toBe('two-proportion z');
    expect(weighted.z).toBeCloseTo(pooledZ(of(0.4, 8), of(12, 24))!.z, 12);
  });
  test('has no p-value for weighted groups without any success', () => {
    expect(twoProportionTest({ successes: 0, n: 20, nEff: 8 }, of(0, 9)).pValue).toBeNull();
  });
});

describe('chi-square and z', () => {
  test('chi-square is the square of z and has its p-value', () => {
    fc.assert(
      fc.property(smallProportion, smallProportion, (a, b) => {
        const z = pooledZ(a, b);
        const chi2 = chiSquare(a, b);
        expect(chi2 === null).toBe(z === null);
        if (z === null || chi2 === null) return;
        expect(Math.abs(chi2.statistic - z.z ** 2)).toBeLessThan(1e-11 * Math.max(1, chi2.statistic));
        expect(Math.abs(chi2.pValue - z.pValue)).toBeLessThan(1e-7);
      }),
    );
  });
  test('by hand: 10 of 20 against 5 of 20 gives 8/3 without and 1.7067 with Yates', () => {
    expect(chiSquare(of(10, 20), of(5, 20))!.statistic).toBeCloseTo(8 / 3, 13);
    expect(chiSquare(of(10, 20), of(5, 20), { yates: true })!.statistic).toBeCloseTo(
      (4 * 4 * (1 / 7.5 + 1 / 12.5)) / 2,
      12,
    );
  });
  test('all four are null when all succeeded or a group is empty', () => {
    for (const t of [pooledZ, chiSquare, gTest]) {
      expect(t(of(3, 3), of(4, 4))).toBeNull();
      expect(t(of(0, 0), of(4, 9))).toBeNull();
    }
    expect(omnibusChiSquare([of(3, 9), of(0, 0)])).toBeNull();
  });
  test('the test over all groups ignores empty groups and the order of groups', () => {
    const groups = [of(3, 9), of(5, 20), of(11, 14)];
    const one = omnibusChiSquare(groups)!;
    const other = omnibusChiSquare([groups[2]!, of(0, 0), groups[0]!, groups[1]!])!;
    expect(other.statistic).toBeCloseTo(one.statistic, 12);
    expect(one.degreesOfFreedom).toBe(2);
  });
});

describe("Barnard's test", () => {
  test('equals its published example: 7 of 15 against 12 of 15 (Mehta and Senchaudhuri 2003) gives 0.068', () => {
    expect(barnard(of(7, 15), of(12, 15))).toBeCloseTo(0.0682, 3);
  });
  test('equals an exact ordering on a grid of rates', () => {
    const tiny = fc.integer({ min: 1, max: 12 }).chain((n) => fc.nat(n).map((k) => of(k, n)));
    fc.assert(
      fc.property(tiny, tiny, (a, b) => {
        const grid = barnardOnGrid({ k: a.successes, n: a.n }, { k: b.successes, n: b.n }, 500);
        expect(barnard(a, b)).toBeGreaterThanOrEqual(Math.min(1, grid) * (1 - 1e-9));
        expect(barnard(a, b)).toBeLessThanOrEqual(grid * 1.002);
      }),
      { numRuns: 40 },
    );
  });
  test('refuses more than 300 people', () => {
    expect(() => barnard(of(1, 200), of(1, 101))).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
