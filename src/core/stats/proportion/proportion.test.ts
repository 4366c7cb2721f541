import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceScore, ratioScore } from '../../../../test/stats/support/score-equations.js';
import { criticalValue } from '../special/normal.js';
import { agrestiCoull } from './agresti-coull.js';
import { clopperPearson } from './clopper-pearson.js';
import { cohensH, oddsRatio } from './effect-size.js';
import { jeffreys } from './jeffreys.js';
import { katzRatio } from './katz.js';
import { koopmanRatio } from './koopman.js';
import { miettinenNurminenDifference } from './miettinen-nurminen.js';
import { newcombeDifference } from './newcombe.js';
import type { Proportion } from './proportion.js';
import { agrestiCaffo, waldDifference } from './wald-difference.js';
import { wilson } from './wilson.js';

const of = (successes: number, n: number, nEff?: number): Proportion =>
  nEff === undefined ? { successes, n } : { successes, n, nEff };

const anyProportion = fc
  .integer({ min: 1, max: 100_000 })
  .chain((n) => fc.oneof(fc.constantFrom(0, n), fc.nat(n)).map((k) => of(k, n)));
/** Groups at which the bisections of the oracles keep enough digits. */
const moderateProportion = fc
  .integer({ min: 1, max: 2000 })
  .chain((n) => fc.oneof(fc.constantFrom(0, n), fc.nat(n)).map((k) => of(k, n)));
const anyLevel = fc.double({ min: 0.5, max: 0.9999, noNaN: true });

const rateIntervals = { wilson, clopperPearson, agrestiCoull, jeffreys };
const differenceIntervals = { newcombeDifference, miettinenNurminenDifference, waldDifference, agrestiCaffo };
const ROUNDING = 1e-12;

describe('intervals of one rate', () => {
  test('Wilson equals the published example of Newcombe (1998): 81 of 263', () => {
    const interval = wilson(of(81, 263), 0.95)!;
    expect(interval.lower).toBeCloseTo(0.2553, 4);
    expect(interval.upper).toBeCloseTo(0.3662, 4);
  });
  test('Clopper-Pearson at no successes has upper bound 1 - (alpha/2)^(1/n)', () => {
    expect(clopperPearson(of(0, 10), 0.95)).toEqual({ lower: 0, upper: expect.closeTo(1 - 0.025 ** (1 / 10), 14) });
  });
  test('Clopper-Pearson at all successes mirrors the one at none', () => {
    expect(clopperPearson(of(10, 10), 0.95)).toEqual({ lower: expect.closeTo(0.025 ** (1 / 10), 14), upper: 1 });
  });
  test('Wilson is exactly 0 and 1 at empty and full cells', () => {
    expect(wilson(of(0, 7), 0.95)!.lower).toBe(0);
    expect(wilson(of(7, 7), 0.95)!.upper).toBe(1);
  });
  for (const [name, interval] of Object.entries(rateIntervals)) {
    test(`${name} is null for an empty group`, () => {
      expect(interval(of(0, 0), 0.95)).toBeNull();
    });
    test(`${name} mirrors when successes and failures change places`, () => {
      fc.assert(
        fc.property(anyProportion, anyLevel, (p, level) => {
          const one = interval(p, level)!;
          const other = interval(of(p.n - p.successes, p.n), level)!;
          expect(one.lower).toBeCloseTo(1 - other.upper, 11);
          expect(one.upper).toBeCloseTo(1 - other.lower, 11);
        }),
      );
    });
    test(`${name} widens with the level and stays in order within 0..1`, () => {
      fc.assert(
        fc.property(anyProportion, anyLevel, (p, level) => {
          const narrow = interval(p, level)!;
          const wide = interval(p, level + (1 - level) / 2)!;
          expect(wide.lower).toBeLessThanOrEqual(narrow.lower + ROUNDING);
          expect(wide.upper).toBeGreaterThanOrEqual(narrow.upper - ROUNDING);
          expect(0 <= wide.lower && narrow.lower <= narrow.upper && wide.upper <= 1).toBe(true);
        }),
      );
    });
    test(`${name} uses the effective size of sampling weights`, () => {
      const weighted = interval(of(30, 120, 40), 0.95)!;
      const plain = interval(of(10, 40), 0.95)!;
      expect(weighted.lower).toBeCloseTo(plain.lower, 12);
      expect(weighted.upper).toBeCloseTo(plain.upper, 12);
    });
  }
  test('Wilson and Clopper-Pearson contain the estimate', () => {
    fc.assert(
      fc.property(anyProportion, anyLevel, (p, level) => {
        for (const interval of [wilson, clopperPearson]) {
          const { lower, upper } = interval(p, level)!;
          const rate = p.successes / p.n;
          expect(lower <= rate + ROUNDING && rate - ROUNDING <= upper).toBe(true);
        }
      }),
    );
  });
});

describe('intervals of a difference', () => {
  test('Newcombe equals example (a) of its paper: 56/70 against 48/80', () => {
    const interval = newcombeDifference(of(56, 70), of(48, 80), 0.95)!;
    expect(interval).toEqual({ lower: expect.closeTo(0.0524, 4), upper: expect.closeTo(0.3339, 4) });
  });
  test('Miettinen-Nurminen equals examples (a) and (b) in Newcombe (1998): 56/70 against 48/80, 9/10 against 3/10', () => {
    expect(miettinenNurminenDifference(of(56, 70), of(48, 80), 0.95)).toEqual({
      lower: expect.closeTo(0.0528, 4),
      upper: expect.closeTo(0.3382, 4),
    });
    expect(miettinenNurminenDifference(of(9, 10), of(3, 10), 0.95)).toEqual({
      lower: expect.closeTo(0.17, 4),
      upper: expect.closeTo(0.8406, 4),
    });
  });
  test('Miettinen-Nurminen keeps its digits at 0 of 30 against half of 100,000', () => {
    const interval = miettinenNurminenDifference(of(0, 30), of(50_000, 100_000), 0.95)!;
    expect(interval.lower).toBeCloseTo(-0.5030989311297627, 14);
    expect(interval.upper).toBeCloseTo(-0.38647599790747195, 14);
  });
  test('the Wald interval has no width at 0 of 10 against 10 of 10, the score interval has', () => {
    expect(waldDifference(of(0, 10), of(10, 10), 0.95)).toEqual({ lower: -1, upper: -1 });
    const score = miettinenNurminenDifference(of(0, 10), of(10, 10), 0.95)!;
    expect(score.lower).toBe(-1);
    expect(score.upper).toBeCloseTo(-0.6636, 4);
  });
  for (const [name, interval] of Object.entries(differenceIntervals)) {
    test(`${name} is null when a group is empty`, () => {
      expect(interval(of(0, 0), of(1, 2), 0.95)).toBeNull();
    });
    test(`${name} changes sign when the groups change places`, () => {
      fc.assert(
        fc.property(anyProportion, anyProportion, anyLevel, (a, b, level) => {
          const one = interval(a, b, level)!;
          const other = interval(b, a, level)!;
          expect(one.lower).toBeCloseTo(-other.upper, 9);
          expect(one.upper).toBeCloseTo(-other.lower, 9);
        }),
      );
    });
  }
  for (const [name, interval] of Object.entries({ newcombeDifference, miettinenNurminenDifference })) {
    test(`${name} contains the estimate, lies within -1..1 and widens with the level`, () => {
      fc.assert(
        fc.property(anyProportion, anyProportion, anyLevel, (a, b, level) => {
          const narrow = interval(a, b, level)!;
          const wide = interval(a, b, level + (1 - level) / 2)!;
          const difference = a.successes / a.n - b.successes / b.n;
          expect(narrow.lower <= difference + ROUNDING && difference - ROUNDING <= narrow.upper).toBe(true);
          expect(wide.lower <= narrow.lower + 1e-9 && narrow.upper - 1e-9 <= wide.upper).toBe(true);
          expect(-1 - ROUNDING <= wide.lower && wide.upper <= 1 + ROUNDING).toBe(true);
        }),
      );
    });
  }
  test('Miettinen-Nurminen bounds solve the score equation', () => {
    fc.assert(
      fc.property(moderateProportion, moderateProportion, anyLevel, (a, b, level) => {
        const { lower, upper } = miettinenNurminenDifference(a, b, level)!;
        for (const bound of [lower, upper]) {
          if (Math.abs(bound) > 1 - 1e-9) continue;
          const statistic = differenceScore({ k: a.successes, n: a.n }, { k: b.successes, n: b.n }, bound);
          expect(Math.abs(statistic) / criticalValue(level)).toBeCloseTo(1, 5);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('intervals of a ratio', () => {
  test('Koopman equals the example of its paper: 36/40 against 16/80', () => {
    expect(koopmanRatio(of(36, 40), of(16, 80), 0.95)).toEqual({
      lower: expect.closeTo(2.94, 2),
      upper: expect.closeTo(7.15, 2),
    });
  });
  test('Koopman is defined at zero and full counts', () => {
    expect(koopmanRatio(of(0, 10), of(0, 20), 0.95)).toEqual({ lower: 0, upper: Number.POSITIVE_INFINITY });
    expect(koopmanRatio(of(0, 10), of(5, 20), 0.95)!.lower).toBe(0);
    expect(koopmanRatio(of(5, 10), of(0, 20), 0.95)!.upper).toBe(Number.POSITIVE_INFINITY);
    const full = koopmanRatio(of(10, 10), of(20, 20), 0.95)!;
    expect(full.lower).toBeLessThan(1);
    expect(full.upper).toBeGreaterThan(1);
  });
  test('the small-sample factor widens Koopman', () => {
    const plain = koopmanRatio(of(3, 10), of(5, 10), 0.95)!;
    const wide = koopmanRatio(of(3, 10), of(5, 10), 0.95, { smallSample: true })!;
    expect(wide.lower).toBeLessThan(plain.lower);
    expect(wide.upper).toBeGreaterThan(plain.upper);
  });
  test('Katz is null where a group has no success', () => {
    expect(katzRatio(of(0, 10), of(5, 10), 0.95)).toBeNull();
    expect(katzRatio(of(5, 10), of(0, 10), 0.95)).toBeNull();
    expect(katzRatio(of(0, 0), of(5, 10), 0.95)).toBeNull();
  });
  test('Katz by hand: 10/20 against 5/20 has log standard error sqrt(1/10 - 1/20 + 1/5 - 1/20)', () => {
    const reach = Math.exp(1.959963984540054 * Math.sqrt(0.2));
    expect(katzRatio(of(10, 20), of(5, 20), 0.95)).toEqual({
      lower: expect.closeTo(2 / reach, 12),
      upper: expect.closeTo(2 * reach, 12),
    });
  });
  test('Koopman turns into its reciprocal when the groups change places', () => {
    fc.assert(
      fc.property(anyProportion, anyProportion, anyLevel, (a, b, level) => {
        const one = koopmanRatio(a, b, level)!;
        const other = koopmanRatio(b, a, level)!;
        const ofReciprocal = { lower: 1 / other.upper, upper: 1 / other.lower };
        for (const side of ['lower', 'upper'] as const) {
          if (one[side] === 0 || one[side] === Number.POSITIVE_INFINITY) expect(ofReciprocal[side]).toBe(one[side]);
          else expect(ofReciprocal[side] / one[side]).toBeCloseTo(1, 8);
        }
      }),
    );
  });
  test('Koopman bounds contain the estimate and solve the score equation', () => {
    fc.assert(
      fc.property(moderateProportion, moderateProportion, anyLevel, (a, b, level) => {
        const { lower, upper } = koopmanRatio(a, b, level)!;
        const ratio = a.successes / a.n / (b.successes / b.n);
        if (!Number.isNaN(ratio)) {
          expect(lower <= ratio * (1 + 1e-12) && ratio <= upper * (1 + 1e-12)).toBe(true);
        }
        for (const bound of [lower, upper]) {
          if (bound === 0 || bound === Number.POSITIVE_INFINITY) continue;
          const statistic = ratioScore({ k: a.successes, n: a.n }, { k: b.successes, n: b.n }, bound);
          expect(Math.abs(statistic) / criticalValue(level)).toBeCloseTo(1, 5);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('score intervals equal 50-digit values at awkward counts to 1e-10 relative', () => {
  const file = resolve(import.meta.dirname, '../testdata/score-intervals.json');
  const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: (number | 'Infinity')[][] };
  test.each(rows)('%d/%d against %d/%d at level %d', (...row) => {
    const [k1, n1, k2, n2, level, ...expected] = row.map(Number);
    const difference = miettinenNurminenDifference(of(k1!, n1!), of(k2!, n2!), level!)!;
    const ratio = koopmanRatio(of(k1!, n1!), of(k2!, n2!), level!)!;
    [difference.lower, difference.upper, ratio.lower, ratio.upper].forEach((bound, i) => {
      if (bound === expected[i]) return;
      expect(Math.abs(bound / expected[i]! - 1)).toBeLessThan(1e-10);
    });
  });
});

test('Clopper-Pearson equals the binomial sums of its definition to 1e-12 relative', () => {
  const file = resolve(import.meta.dirname, '../testdata/clopper-pearson.json');
  const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: [number, number, number, number, number][] };
  for (const [successes, n, level, ...expected] of rows) {
    const { lower, upper } = clopperPearson(of(successes, n), level)!;
    [lower, upper].forEach((bound, i) => {
      if (bound !== expected[i]) expect(Math.abs(bound / expected[i]! - 1)).toBeLessThan(1e-12);
    });
  }
});

describe('effect sizes', () => {
  test("Cohen's h of 1 against 0 is pi", () => {
    expect(cohensH(of(5, 5), of(0, 3))).toBeCloseTo(Math.PI, 14);
  });
  test('the odds ratio is Infinity, 0 or null at empty cells', () => {
    expect(oddsRatio(of(2, 2), of(1, 2))).toBe(Number.POSITIVE_INFINITY);
    expect(oddsRatio(of(0, 2), of(1, 2))).toBe(0);
    expect(oddsRatio(of(2, 2), of(2, 2))).toBeNull();
  });
});

describe('impossible arguments are refused', () => {
  test.each([
    [of(3, 2), 0.95],
    [of(-1, 2), 0.95],
    [of(Number.NaN, 2), 0.95],
    [of(1, Number.POSITIVE_INFINITY), 0.95],
    [of(1, 2, -1), 0.95],
    [of(1, 2), 0],
    [of(1, 2), 1],
    [of(1, 2), 95],
  ])('wilson(%o, %d)', (p, level) => {
    expect(() => wilson(p, level)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
