import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Groups, judge, LOANS, tallyOf } from '../../../../test/support/composites.js';
import { groupTally } from '../../fairness/tally/groups.js';
import { type TallyRow, tallyRows } from '../../fairness/tally/tally.js';
import type { Tally } from '../../fairness/tally/types.js';
import { theil } from '../../fairness/within/inequality.js';
import type { RequirementResult } from '../sections/result-types.js';

const OTHER_PROGRAMS = JSON.parse(readFileSync(new URL('testdata/composites.json', import.meta.url), 'utf8')) as {
  readonly counts: Groups;
  readonly values: Readonly<Record<string, number>>;
};
describe('composite measures are those of other programs', () => {
  const { counts, values } = OTHER_PROGRAMS;
  const people = tallyOf(counts);
  const two = tallyOf({ 'African-American': counts['African-American']!, Caucasian: counts.Caucasian! });
  const same = (result: RequirementResult, value: number | undefined) =>
    expect(Math.abs(result.estimate! - value!)).toBeLessThan(1e-9);

  it('Fairlearn: equalized odds difference and ratio of rates', () => {
    same(
      judge(people, 'metric: equalized_odds_difference, max: 0.1', { minGroupSize: 1 }),
      values.equalizedOddsDifference,
    );
    const wanted = { favourable: 0, reference: 'Caucasian' } as const;
    same(judge(two, 'metric: adverse_impact_ratio, min: 0.8', wanted), values.demographicParityRatioOfTwo);
  });

  it('AIF360: average odds, disparate impact, Theil index, differential fairness', () => {
    const wanted = { favourable: 0, reference: 'Caucasian' } as const;
    same(judge(two, 'metric: average_odds_difference, max: 0.1', wanted), values.averageOddsDifference);
    same(judge(two, 'metric: adverse_impact_ratio, min: 0.8', wanted), values.disparateImpact);
    same(judge(people, 'metric: theil, by: [], max: 0.3', wanted), values.theilIndex);
    same(
      judge(people, 'metric: differential_fairness, max: 0.3', { minGroupSize: 1 }),
      values.smoothedEmpiricalDifferentialFairness,
    );
  });
});

describe('composite measures by hand', () => {
  const loans = tallyOf(LOANS);

  it('of two hundred loans', () => {
    expect(judge(loans, 'metric: equalized_odds_difference, max: 0.1')).toMatchObject({
      compare: 'value',
      estimate: expect.closeTo(30 / 55 - 10 / 50, 12),
      component: 'false_positive_rate',
      group: { g: 'a' },
      reference: { g: 'b' },
      groupValue: 30 / 55,
      referenceValue: 0.2,
      allowed: { lower: null, upper: 0.1 },
      comparisons: 2,
    });
    expect(judge(loans, 'metric: average_odds_difference, max: 0.1', { reference: 'a' })).toMatchObject({
      compare: 'difference',
      estimate: expect.closeTo((30 / 50 - 40 / 45 + 10 / 50 - 30 / 55) / 2, 12),
    });
    // Without a score people are compared at equal predictions: .75 - .571 among the approved.
    expect(judge(loans, 'metric: calibration_difference, max: 0.1')).toMatchObject({
      estimate: expect.closeTo(30 / 40 - 40 / 70, 12),
      component: 'positive_predictive_value',
      group: { g: 'b', prediction: '1' },
    });
    expect(judge(loans, 'metric: differential_fairness, max: 0.1')).toMatchObject({
      // One person is added to every group, half to each outcome.
      estimate: expect.closeTo(Math.log(60.5 / 30.5), 12),
      component: 'rejection_rate',
      groupValue: 0.6,
    });
  });

  it('error shares: of all errors over the share of people', () => {
    const shares = judge(loans, 'metric: error_share, max: 1.25');
    expect(shares).toMatchObject({
      compare: 'value',
      group: { g: 'a' },
      reference: null,
      estimate: expect.closeTo(30 / 40 / 0.5, 12),
      method: 'clopper-pearson',
    });
    // Clopper and Pearson's interval of 30 of 40, twice as large: half of the people are in a.
    expect(shares.lower).toBeCloseTo(2 * 0.588, 3);
    expect(shares.upper).toBeCloseTo(2 * 0.8731, 3);
    expect(judge(loans, 'metric: error_share, of: false_negative, max: 1.25')).toMatchObject({
      group: { g: 'b' },
      estimate: expect.closeTo(20 / 25 / 0.5, 12),
      message: expect.stringContaining('share of all false negatives over share of people is 1.6 for b'),
    });
    const none = tallyOf({ a: { tp: 50, fp: 0, fn: 5, tn: 45 }, b: { tp: 50, fp: 0, fn: 5, tn: 45 } });
    expect(judge(none, 'metric: error_share, max: 1.25')).toMatchObject({
      verdict: 'inconclusive',
      reason: 'not-estimable',
      estimate: null,
    });
  });

  it('a small group fails an error share by its own count', () => {
    const small = tallyOf({ a: { tp: 400, fp: 5, fn: 50, tn: 545 }, b: { tp: 4, fp: 12, fn: 0, tn: 4 } });
    expect(judge(small, 'metric: error_share, max: 1.25')).toMatchObject({
      verdict: 'fail',
      reason: 'exact-beyond',
      group: { g: 'b' },
      exact: { successes: 12, n: 17 },
    });
  });

  it('Theil: the index of the counts, an interval that holds it, and room above 0 where nobody erred', () => {
    const right = tallyOf({ a: { tp: 50, fp: 0, fn: 0, tn: 50 } });
    const none = judge(right, 'metric: theil, by: [], max: 0.3');
    expect(none).toMatchObject({ estimate: 0, lower: 0, group: {}, verdict: 'pass' });
    expect(none.upper).toBeGreaterThan(0.02);
    const count = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(
        fc.tuple(count, count, count, count),
        fc.constantFrom<0 | 1>(0, 1),
        ([tp, fp, fn, tn], favourable) => {
          const tally = tallyOf({ a: { tp: tp + 20, fp, fn, tn: tn + 20 } });
          const { estimate, lower, upper } = judge(tally, 'metric: theil, by: [], max: 0.3', { favourable });
          expect(estimate).toBeCloseTo(theil(groupTally(tally, []), favourable).index!, 10);
          expect(lower).toBeLessThanOrEqual(estimate!);
          expect(upper).toBeGreaterThanOrEqual(estimate!);
        },
      ),
      { numRuns: 100, seed: 1 },
    );
  });
});

const BINS = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95];

/** People with scores: `off` is how far the share with label 1 lies above the score, by group and second attribute. */
function scored(offs: Readonly<Record<string, readonly [string, string, number, number]>>): Tally {
  const rows = Object.values(offs).flatMap(([g, h, people, off]) =>
    BINS.flatMap((score): TallyRow[] => {
      const ones = Math.round(people * Math.max(0, Math.min(1, score + off)));
      const row = (label: 0 | 1, weight: number): TallyRow => ({
        values: [g, h],
        label,
        prediction: score >= 0.5 ? 1 : 0,
        score,
        weight,
      });
      return [row(1, ones), row(0, people - ones)];
    }),
  );
  return tallyRows(
    { policyDigest: '', attributes: ['g', 'h'], weightKind: 'count', score: { kind: 'distinct' }, scoreScale: 1 },
    rows,
  );
}

describe('composite measures of scores', () => {
  const off = scored({
    ax: ['a', 'x', 1000, 0],
    ay: ['a', 'y', 1000, 0],
    bx: ['b', 'x', 1000, 0],
    by: ['b', 'y', 1000, 0.2],
  });

  it('multicalibration: the largest calibration error over everyone, each attribute and declared intersections', () => {
    const result = judge(off, 'metric: multicalibration_error, by: [g, h], max: 0.1', { score: true });
    expect(result).toMatchObject({ verdict: 'fail', group: { g: 'b', h: 'y' }, reference: null, comparisons: 9 });
    expect(result.estimate).toBeGreaterThan(0.17);
    expect(result.parts).toHaveLength(9);
    expect(result.parts!.map(({ group }) => group)).toContainEqual({});
    // The same people by one attribute alone: half of the group is well calibrated.
    const one = judge(off, 'metric: multicalibration_error, by: [g], max: 0.1', { score: true });
    expect(one.estimate).toBeCloseTo(result.estimate! / 2, 1);
    expect(one.comparisons).toBe(3);
  });

  it('calibration difference: the widest gap of outcomes at equal score', () => {
    const result = judge(off, 'metric: calibration_difference, by: [g], max: 0.05', { score: true });
    expect(result).toMatchObject({ verdict: 'fail', compare: 'value', estimate: expect.closeTo(0.1, 12) });
    expect(result.component).toMatch(/^score [\d.]+ to /);
    expect(result.message).toContain('share with label 1 at score');
    const alike = scored({ a: ['a', 'x', 5000, 0.1], b: ['b', 'x', 5000, 0.1] });
    expect(judge(alike, 'metric: calibration_difference, by: [g], max: 0.05', { score: true }).verdict).toBe('pass');
  });

  it('names each group and score with too few people, and does not pass over it', () => {
    const few = scored({ a: ['a', 'x', 400, 0], b: ['b', 'x', 20, 0] });
    const line = 'metric: calibration_difference, by: [g], max: 0.3, evidence: compliance';
    const result = judge(few, line, { score: true });
    expect(result.insufficientGroups).toHaveLength(10);
    expect(result.insufficientGroups[0]).toEqual({ g: 'b', score: '0 to < 0.1' });
    expect(result.verdict).toBe('fail');
  });

  it('standardized mean difference: pooled standard deviations, whatever the scale of the scores', () => {
    const rows = (scale: number): TallyRow[] =>
      [
        ['a', 0.2, 60],
        ['a', 0.4, 40],
        ['b', 0.4, 50],
        ['b', 0.8, 50],
      ].map(([g, score, weight]) => ({
        values: [g as string],
        label: 1,
        prediction: 1,
        score: (score as number) * scale,
        weight: weight as number,
      }));
    const spec = {
      policyDigest: '',
      attributes: ['g'],
      weightKind: 'count',
      score: { kind: 'distinct' },
      scoreScale: 1,
    } as const;
    const line = 'metric: standardized_mean_difference, max: 0.5';
    const of = (scale: number) => judge(tallyRows(spec, rows(scale)), line, { reference: 'a', score: true });
    // Means 0.28 and 0.6; variances with n - 1: 0.96 / 99 and 4 / 99.
    const pooled = Math.sqrt((0.96 + 4) / 198);
    expect(of(1)).toMatchObject({
      estimate: expect.closeTo(0.32 / pooled, 10),
      verdict: 'fail',
      method: 'standardized, delta',
    });
    expect(of(7).estimate).toBeCloseTo(of(1).estimate!, 9);
    expect(of(7).lower).toBeCloseTo(of(1).lower!, 9);
  });

  it('do not apply without what they need', () => {
    const plain = tallyOf(LOANS);
    expect(judge(plain, 'metric: multicalibration_error, max: 0.1')).toMatchObject({
      verdict: 'not_applicable',
      message: 'Does not apply: multicalibration error needs a score, and the policy binds none.',
    });
    const odd = tallyRows(
      { policyDigest: '', attributes: ['g'], weightKind: 'none', score: { kind: 'distinct' }, scoreScale: 1 },
      [{ values: ['a'], label: 1, prediction: 1, score: 7, weight: 1 }],
    );
    expect(judge(odd, 'metric: calibration_difference, max: 0.1', { score: true }).message).toBe(
      'Does not apply: calibration needs scores from 0 to 1, and there are others: set data.scoreScale.',
    );
  });
});
