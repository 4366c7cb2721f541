import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge, LOANS, mistakes, tallyOf, textOf } from '../../../../test/support/composites.js';
import { TODAY } from '../../../../test/support/policy.js';
import { checkPolicy, parsePolicy } from '../parse.js';
import { explainRequirement } from '../why.js';
import { judgePolicy } from './judge.js';

describe('a measure of all groups together', () => {
  const confusion = fc.record({
    tp: fc.integer({ min: 0, max: 60 }),
    fp: fc.integer({ min: 0, max: 60 }),
    fn: fc.integer({ min: 0, max: 60 }),
    tn: fc.integer({ min: 0, max: 60 }),
  });
  const line = fc.constantFrom(
    'metric: equalized_odds_difference, max: 0.2',
    'metric: differential_fairness, max: 0.4',
    'metric: calibration_difference, max: 0.25',
  );

  it('passes and fails by the interval that it prints, whatever the names and order of the groups', () => {
    fc.assert(
      fc.property(fc.array(confusion, { minLength: 2, maxLength: 4 }), line, (groups, asked) => {
        const named = (names: string) => Object.fromEntries(groups.map((one, i) => [names[i]!, one]));
        const result = judge(tallyOf(named('abcd')), asked);
        const { verdict, reason, lower, upper, allowed } = result;
        if (verdict === 'pass') expect(upper).toBeLessThanOrEqual(allowed!.upper! + 1e-9);
        if (reason === 'interval-beyond') expect(lower).toBeGreaterThan(allowed!.upper!);
        if (reason === 'interval-across') expect(upper).toBeGreaterThan(allowed!.upper!);
        const other = judge(tallyOf(named('zyxw')), asked);
        expect([other.verdict, other.reason]).toEqual([verdict, reason]);
        const close = (a: number | null, b: number | null) =>
          a === null || b === null ? expect(a).toBe(b) : expect(a).toBeCloseTo(b, 9);
        close(other.estimate, result.estimate);
        close(other.lower, lower);
        close(other.upper, upper);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it('fails where one rate of a small group is surely off, and names the groups that it could not judge', () => {
    const groups = { a: { tp: 200, fp: 20, fn: 20, tn: 300 }, b: { tp: 5, fp: 14, fn: 3, tn: 1 } };
    expect(judge(tallyOf(groups), 'metric: equalized_odds_difference, max: 0.1')).toMatchObject({
      verdict: 'fail',
      reason: 'exact-beyond',
      component: 'false_positive_rate',
      insufficientGroups: [{ g: 'b' }],
    });
    const open = judge(
      tallyOf({ ...groups, b: { tp: 8, fp: 1, fn: 1, tn: 9 } }),
      'metric: equalized_odds_difference, max: 0.1',
    );
    expect(open).toMatchObject({ verdict: 'inconclusive', reason: 'nothing-to-compare' });
  });

  it('is not passed for a group that is too small in one rate by the pool of another one', () => {
    const even = (positives: number, negatives: number) => ({
      tp: positives / 2,
      fn: positives / 2,
      fp: negatives / 2,
      tn: negatives / 2,
    });
    const pooling = (e: ReturnType<typeof even>, f = even(200, 200)) => {
      const text = textOf('metric: equalized_odds_difference, max: 0.6').replace('report', 'pool');
      const groups = { a: even(400, 400), c: even(20, 200), d: even(20, 200), e, f };
      return judgePolicy(parsePolicy(text).policy, tallyOf(groups), { today: TODAY })[0]!;
    };
    const open = pooling(even(200, 20));
    expect(open).toMatchObject({ verdict: 'inconclusive', reason: 'small-groups', poolSufficient: true });
    expect(open.message).toContain(
      'Judged together, because each is too small alone (fewer than 30): c, d. Too small to judge (fewer than 30): e.',
    );
    const judged = pooling(even(200, 20), even(200, 20));
    expect(judged).toMatchObject({ verdict: 'pass', poolSufficient: true });
    expect(judged.message).toContain('Judged together, because each is too small alone (fewer than 30): c, d, e, f.');
  });

  it('tells why in its own words', () => {
    const why = explainRequirement(judge(tallyOf(LOANS), 'metric: equalized_odds_difference, max: 0.1')).join('\n');
    expect(why).toContain('It asks that the equalized odds difference between groups of g be at most 0.1');
    expect(why).toContain(
      'The widest gap is that of the false positive rate: 0.545 for a (n = 55) and 0.2 for b (n = 50).',
    );
    expect(why).not.toContain('stood at');
  });
});

describe('composite measures are refused by name where they mean nothing', () => {
  it.each([
    ['metric: equalised_odds_difference, max: 0.1', 'equalised_odds_difference'],
    ['metric: equalized_odds_difference, max: 1.5', 'max is 1.5'],
    [
      'metric: equalized_odds_difference, min: 0.1',
      'bounds equalized_odds_difference from below, where 0 is the fairest',
    ],
    [
      'metric: equalized_odds_difference, max: 0.1, reference: largest',
      'compares it with no other: it has no reference',
    ],
    ['metric: equalized_odds_difference, by: [], max: 0.1', 'compares groups, but by is empty'],
    ['metric: error_share, by: [], max: 1.2', 'compares groups, but by is empty'],
    ['metric: error_share, of: false_alarm, max: 1.2', 'false_alarm'],
    ['metric: error_share, max: 1.2, min: 0.8', 'has both a floor and a ceiling'],
    ['metric: theil, of: false_positive, max: 0.2', 'of has no meaning with theil'],
    ['metric: accuracy, compare: value, of: false_positive, min: 0.2', 'of has no meaning with accuracy'],
    ['metric: theil, by: [], compare: ratio, max: 0.2', 'says by itself what is compared, and that is no ratio'],
    ['metric: average_odds_difference, min: 0.1', 'bounds a difference from below'],
    ['metric: differential_fairness, max: -1', 'max is -1'],
    ['metric: calibration_difference, max: 0.1, smallGroups: pool', 'cannot pool small groups'],
    ['metric: multicalibration_error, by: [g, h], max: 0.1, smallGroups: pool', 'cannot pool small groups'],
  ])('%s', (line, message) => {
    const text = line.includes('smallGroups') ? textOf(line).replace('smallGroups: report, ', '') : textOf(line);
    expect(
      checkPolicy(text)
        .map((one) => one.message)
        .join('\n'),
    ).toContain(message);
  });

  it('and accepted with compare: value, as their results say', () => {
    expect(mistakes('metric: equalized_odds_difference, compare: value, max: 0.1')).toEqual([]);
    expect(mistakes('metric: error_share, of: false_negative, max: 1.2')).toEqual([]);
  });
});
