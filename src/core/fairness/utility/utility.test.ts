import { describe, expect, it } from 'vitest';
import { clopperPearson, createGenerator } from '../../stats/index.js';
import { groupTally } from '../tally/groups.js';
import { tallyRows } from '../tally/tally.js';
import type { WeightKind } from '../tally/types.js';
import {
  bestCutoff,
  checkUtility,
  expectedUtility,
  expectedUtilityOfAmounts,
  lossRatioOf,
  type UtilityValues,
  utilityOfCounts,
} from './index.js';

const LOAN: UtilityValues = { truePositive: 3, falsePositive: -7, trueNegative: 0, falseNegative: 0 };

const groupOf = (
  counts: { tp: number; fp: number; tn: number; fn: number; unlabelled?: number },
  weight = 1,
  weightKind: WeightKind = 'none',
) => {
  const cell = (n: number, label: 0 | 1 | null, prediction: 0 | 1) =>
    Array.from({ length: n }, () => ({ values: [], label, prediction, score: null, weight }));
  const rows = [
    ...cell(counts.tp, 1, 1),
    ...cell(counts.fp, 0, 1),
    ...cell(counts.tn, 0, 0),
    ...cell(counts.fn, 1, 0),
    ...cell(counts.unlabelled ?? 0, null, 1),
  ];
  const spec = { policyDigest: '', attributes: [], weightKind, score: { kind: 'none' }, scoreScale: 1 } as const;
  return groupTally(tallyRows(spec, rows), [])[0]!;
};

describe('expected utility', () => {
  it('is the mean over labelled people', () => {
    expect(utilityOfCounts({ tp: 40, fp: 30, fn: 5, tn: 25 }, LOAN)).toBe(-0.9);
    const found = expectedUtility(groupOf({ tp: 40, fp: 30, fn: 5, tn: 25, unlabelled: 50 }), LOAN);
    expect(found).toMatchObject({ estimate: -0.9, n: 100, status: 'ok', level: 0.95 });
    expect(found.lower!).toBeLessThan(-0.9);
    expect(found.upper!).toBeGreaterThan(-0.9);
  });

  it('is undefined for nobody, and too little evidence below the size that is asked for', () => {
    expect(expectedUtility(groupOf({ tp: 0, fp: 0, tn: 0, fn: 0, unlabelled: 9 }), LOAN)).toMatchObject({
      estimate: null,
      status: 'undefined',
      reason: 'nobody has a label',
    });
    expect(utilityOfCounts({ tp: 0, fp: 0, fn: 0, tn: 0 }, LOAN)).toBeNull();
    expect(expectedUtility(groupOf({ tp: 9, fp: 0, tn: 0, fn: 0 }), LOAN)).toMatchObject({ status: 'insufficient' });
  });

  it('of right 1 and wrong 0 is accuracy with its exact interval', () => {
    const values = { truePositive: 1, falsePositive: 0, trueNegative: 1, falseNegative: 0 };
    const found = expectedUtility(groupOf({ tp: 30, fp: 10, tn: 40, fn: 20 }), values);
    const exact = clopperPearson({ successes: 70, n: 100 }, 0.95);
    expect(found.lower).toBeCloseTo(exact!.lower, 4);
    expect(found.upper).toBeCloseTo(exact!.upper, 4);
  });

  it('leaves room for a costly error that was not seen', () => {
    const values = { truePositive: 1, falsePositive: 0, trueNegative: 1, falseNegative: -100 };
    const found = expectedUtility(groupOf({ tp: 50, fp: 0, tn: 50, fn: 0 }), values);
    expect([found.estimate, found.upper]).toEqual([1, 1]);
    // No miss among 100 leaves at most 3.6 % of them, at 101 each; the quantile is approximate to half a per cent of that, on the wide side.
    const exact = 1 - 101 * clopperPearson({ successes: 0, n: 100 }, 0.95)!.upper;
    expect(found.lower).toBeLessThan(exact);
    expect(found.lower).toBeGreaterThan(exact * 1.01);
  });

  it('weighs people, and rests on their effective number', () => {
    const counts = { tp: 40, fp: 30, fn: 5, tn: 25 };
    const [one, heavy] = [groupOf(counts), groupOf(counts, 2.5, 'sampling')].map((group) =>
      expectedUtility(group, LOAN),
    );
    expect(heavy).toMatchObject({ estimate: expect.closeTo(-0.9, 12), n: 250 });
    expect(heavy!.lower).toBeCloseTo(one!.lower!, 9);
  });

  it('covers the true value in at least 95 % of samples, for few people and rare costly errors too', () => {
    const random = createGenerator(5);
    const chances = { tp: 0.55, fp: 0.02, tn: 0.4, fn: 0.03 };
    const truth = utilityOfCounts(chances, LOAN)!;
    for (const n of [40, 400]) {
      let covered = 0;
      for (let run = 0; run < 400; run++) {
        const counts = { tp: 0, fp: 0, tn: 0, fn: 0 };
        for (let i = 0; i < n; i++) {
          const u = random.nextUniform();
          if (u < 0.55) counts.tp++;
          else if (u < 0.57) counts.fp++;
          else if (u < 0.97) counts.tn++;
          else counts.fn++;
        }
        const { lower, upper } = expectedUtility(groupOf(counts), LOAN);
        if (lower! <= truth && truth <= upper!) covered++;
      }
      expect(covered / 400).toBeGreaterThan(0.94);
    }
  });
});

describe('expected utility of amounts', () => {
  const of = (amounts: readonly number[], cap?: number) => {
    const rows = amounts.map((weight, i) => ({
      values: [],
      label: (i % 2) as 0 | 1,
      prediction: 1 as const,
      score: null,
      weight,
    }));
    const spec = { policyDigest: '', attributes: [], weightKind: 'sampling', score: { kind: 'none' }, scoreScale: 1 };
    const group = groupTally(tallyRows(spec as Parameters<typeof tallyRows>[0], rows), [])[0]!;
    return expectedUtilityOfAmounts(group, amounts.length, { values: LOAN, cap });
  };

  it('rests on as many people as equal amounts would take to tell as much', () => {
    const even = Array.from({ length: 100 }, () => 10);
    expect(of(even)).toMatchObject({ status: 'ok', estimate: -20 });
    // Kish: (99 * 10 + 500)^2 / (99 * 100 + 250000) = 8.5.
    const uneven = of([500, ...even.slice(1)]);
    expect(uneven).toMatchObject({ status: 'insufficient', n: 100 });
    expect(uneven.reason).toContain('tell as much as 8.5 equal ones, fewer than the 30');
    expect(of(even.slice(0, 20)).reason).toContain('rests on 20 people');
  });

  it('with a cap has the interval of Maurer and Pontil, however uneven amounts are', () => {
    const amounts = [500, ...Array.from({ length: 99 }, () => 10)];
    const worth = amounts.map((amount, i) => amount * (i % 2 === 1 ? LOAN.truePositive : LOAN.falsePositive));
    const mean = worth.reduce((sum, value) => sum + value, 0) / 100;
    const variance = worth.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 99;
    const log = Math.log(4 / 0.05);
    const half = Math.sqrt((2 * variance * log) / 100) + (7 * 500 * 10 * log) / (3 * 99);
    const { estimate, lower, upper, ...rest } = of(amounts, 500);
    expect(rest).toMatchObject({ status: 'ok', method: 'empirical bernstein', n: 100 });
    expect(estimate).toBeCloseTo(mean, 9);
    expect(lower).toBeCloseTo(mean - half, 9);
    expect(upper).toBeCloseTo(mean + half, 9);
    // No decision is worth less than the largest loss of the largest amount, or more than its largest gain.
    expect(of(amounts.slice(0, 5), 500)).toMatchObject({
      lower: 500 * LOAN.falsePositive,
      upper: 500 * LOAN.truePositive,
    });
  });

  it('with a cap holds the truth in at least 95 % of samples of rare large losses', () => {
    const generator = createGenerator(20261129);
    const truth = 10 * (0.5 * LOAN.truePositive + 0.5 * LOAN.falsePositive) * (0.98 + 0.02 * 50);
    let held = 0;
    for (let i = 0; i < 300; i++) {
      const amounts = Array.from({ length: 60 }, () => (generator.nextUniform() < 0.02 ? 500 : 10));
      const { lower, upper } = of(amounts, 500);
      if (lower! <= truth && upper! >= truth) held += 1;
    }
    expect(held / 300).toBeGreaterThanOrEqual(0.95);
  });
});

describe('what the values say about cutoffs', () => {
  it('puts the best one where gain and loss balance, and reads a cutoff back', () => {
    expect(bestCutoff(LOAN)).toBe(0.7);
    expect(bestCutoff({ truePositive: 0, falsePositive: -1, trueNegative: 0, falseNegative: -9 })).toBe(0.1);
    expect(lossRatioOf(0.7)).toBeCloseTo(7 / 3, 12);
    expect(lossRatioOf(0.5)).toBe(1);
    expect(() => lossRatioOf(1)).toThrow('the cutoff 1 is no probability');
  });

  it.each([
    [{ ...LOAN, truePositive: -3 }, 'with label 1, prediction 1 is worth -3 and prediction 0 more, 0'],
    [{ ...LOAN, trueNegative: -9 }, 'with label 0, prediction 0 is worth -9 and prediction 1 more, -7'],
    [{ truePositive: 1, falsePositive: 2, trueNegative: 2, falseNegative: 1 }, 'worth the same whatever'],
    [{ ...LOAN, falsePositive: Number.NaN }, 'the utility of a falsePositive is NaN'],
    [{ ...LOAN, falsNegative: 1 } as UtilityValues, 'a member "falsNegative"'],
  ])('refuses %o', (values, message) => {
    expect(() => checkUtility(values)).toThrowError(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) }),
    );
  });
});
