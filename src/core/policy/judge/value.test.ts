import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BASE, type Counts, TODAY, tallyOf } from '../../../../test/support/policy.js';
import { type TallyRow, tallyRows } from '../../fairness/tally/tally.js';
import type { RequirementResult } from '../sections/result-types.js';
import type { Policy, ValueRequirement } from '../sections/types.js';
import { explainRequirement } from '../why.js';
import { judgePolicy } from './judge.js';

type Change = Partial<ValueRequirement>;

function policyOf(change: Change, data: Partial<Policy['data']> = {}): Policy {
  const {
    compare: _,
    reference: __,
    oneSided: ___,
    ...frame
  } = { oneSided: false, reference: '', ...BASE.requirements[0]! };
  const requirement: ValueRequirement = {
    ...frame,
    bound: { min: 0.8 },
    evidence: 'violation',
    ...change,
    compare: 'value',
  };
  return { ...BASE, data: { ...BASE.data, ...data }, requirements: [requirement] };
}

const judge = (counts: Counts, change: Change = {}, data: Partial<Policy['data']> = {}): RequirementResult =>
  judgePolicy(policyOf(change, data), tallyOf(counts), { today: TODAY })[0]!;

/** Chances of x of n at the rate p, for all x, by the recursion of the binomial. */
function binomial(n: number, p: number): number[] {
  const chances = [(1 - p) ** n];
  for (let x = 0; x < n; x++) chances.push((chances[x]! * (n - x) * p) / ((x + 1) * (1 - p)));
  return chances;
}

describe('compare: value', () => {
  it('fails, passes and stays open by the exact interval of the rate', () => {
    expect(judge({ a: [70, 100] })).toMatchObject({
      verdict: 'fail',
      reason: 'interval-beyond',
      brokenBound: { min: 0.8 },
    });
    const failed = judge({ a: [70, 100] });
    // Clopper and Pearson (1934): at either end the count has a tail of one fortieth.
    const tail = (rate: number, keep: (x: number) => boolean) =>
      binomial(100, rate).reduce((sum, chance, x) => sum + (keep(x) ? chance : 0), 0);
    expect(tail(failed.lower!, (x) => x >= 70)).toBeCloseTo(0.025, 10);
    expect(tail(failed.upper!, (x) => x <= 70)).toBeCloseTo(0.025, 10);
    expect(failed).toMatchObject({
      compare: 'value',
      group: { g: 'a' },
      reference: null,
      nReference: null,
      estimate: 0.7,
    });
    expect(judge({ a: [95, 100] })).toMatchObject({ verdict: 'pass', reason: 'intervals-within' });
    expect(judge({ a: [82, 100] })).toMatchObject({ verdict: 'inconclusive', reason: 'interval-across' });
    expect(judge({ a: [82, 100] }, { evidence: 'compliance' }).verdict).toBe('fail');
    expect(judge({ a: [82, 100], b: [79, 100] }, { evidence: 'point' })).toMatchObject({
      verdict: 'fail',
      reason: 'estimate-beyond',
      group: { g: 'b' },
    });
  });

  it('holds a ceiling likewise', () => {
    const ceiling = { bound: { max: 0.2 } };
    expect(judge({ a: [30, 100] }, ceiling)).toMatchObject({ verdict: 'fail', brokenBound: { max: 0.2 } });
    expect(judge({ a: [5, 100] }, ceiling).verdict).toBe('pass');
  });

  it('shares the level among the groups that could fail it', () => {
    // 70 of 100 fails 0.8 alone at 95 %, and does not when twenty groups share the level.
    const others = Object.fromEntries(Array.from({ length: 19 }, (_, i) => [`z${i}`, [195, 200] as const]));
    const many = judge({ a: [70, 100], ...others });
    expect(many).toMatchObject({ verdict: 'inconclusive', reason: 'interval-across', comparisons: 20 });
    expect(many.simultaneous!.level).toBeCloseTo(1 - 0.05 / 20, 12);
    expect(many.message).toContain('corrected for the number of groups');
  });

  it('by: [] judges everyone as one group, people of unknown group too', () => {
    const all = judge({ a: [60, 100], b: [100, 100], null: [5, 5] }, { by: [] });
    expect(all).toMatchObject({ by: [], group: {}, nGroup: 205, verdict: 'inconclusive', comparisons: 1 });
    expect(all.estimate).toBeCloseTo(165 / 205, 12);
    expect(all.message).toContain('for everyone (n = 205)');
    expect(explainRequirement(all)[0]).toContain('the selection rate of everyone together be at least 0.8');
  });

  it('a small group fails only by its own count, hinders, is listed or pooled as the policy says', () => {
    const counts: Counts = { a: [95, 100], s: [1, 6] };
    expect(judge(counts, { smallGroups: 'report' })).toMatchObject({
      verdict: 'fail',
      reason: 'exact-beyond',
      exact: { group: { g: 's' }, successes: 1, n: 6, rate: 0.8, side: 'below' },
    });
    // P(X <= 1) of 6 at 0.8 is 0.0016; two groups share 5 %, one half of each on this side.
    const { exact } = judge(counts, { smallGroups: 'report' });
    expect(exact!.chance).toBeCloseTo(0.2 ** 6 + 6 * 0.8 * 0.2 ** 5, 12);
    expect(exact!.allowed).toBeCloseTo(0.0125, 12);
    expect(judge({ a: [95, 100], s: [4, 6] }, { smallGroups: 'report' })).toMatchObject({
      verdict: 'pass',
      insufficientGroups: [{ g: 's' }],
    });
    const hindered = judge({ a: [95, 100], s: [6, 6] }, { smallGroups: 'inconclusive' });
    expect(hindered).toMatchObject({ verdict: 'inconclusive', reason: 'small-groups' });
    const pooled = judge({ a: [95, 100], s: [19, 20], t: [20, 20] }, { smallGroups: 'pool' });
    expect(pooled).toMatchObject({ pooled: [{ g: 's' }, { g: 't' }], poolSufficient: true, comparisons: 3 + 1 });
  });

  it('a group without anybody in the denominator is named and never counts as 0', () => {
    const result = judge({ a: [95, 100], s: [0, 0] }, { metric: 'true_positive_rate', smallGroups: 'inconclusive' });
    expect(result.verdict).not.toBe('fail');
    expect(judge({ s: [3, 4] }, { evidence: 'compliance', smallGroups: 'report' })).toMatchObject({
      verdict: 'fail',
      reason: 'nothing-to-compare',
    });
    expect(judge({ s: [3, 4] })).toMatchObject({ verdict: 'inconclusive', reason: 'nothing-to-compare' });
    expect(judge({ s: [3, 4] }).message).toContain('No group is large enough to judge');
  });

  it('says how many people would decide it', () => {
    const open = judge({ a: [82, 100] });
    expect(open.nNeeded).toBeGreaterThan(100);
    const more = open.nNeeded!;
    expect(judge({ a: [Math.round(0.82 * more), more] }).verdict).toBe('pass');
  });

  it('errs at the bound in at most half of 1 - level, whatever the size (every count)', () => {
    for (const n of [1, 2, 5, 10, 29, 30, 50, 100])
      for (const rate of [0.02, 0.1, 0.5, 0.8, 0.95, 0.99]) {
        const chances = binomial(n, rate);
        const verdicts = chances.map(
          (_, x) => judge({ a: [x, n] }, { bound: { min: rate }, smallGroups: 'report' }).verdict,
        );
        const chanceOf = (verdict: string) =>
          chances.reduce((sum, chance, x) => sum + (verdicts[x] === verdict ? chance : 0), 0);
        expect(chanceOf('fail')).toBeLessThanOrEqual(0.025 + 1e-9);
        expect(chanceOf('pass')).toBeLessThanOrEqual(0.025 + 1e-9);
      }
  });

  it('judges the same whatever the names and the order of the groups, and a floor as the ceiling of the complement', () => {
    const side = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }));
    fc.assert(
      fc.property(
        fc.array(side, { minLength: 1, maxLength: 4 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (sides, bound) => {
          const counts = (names: string, turned = false): Counts =>
            Object.fromEntries(
              sides.map(([yes, no], i) => [names[i]!, turned ? [no, yes + no] : [yes, yes + no]] as const),
            );
          if (sides.every(([yes, no]) => yes + no === 0)) return;
          const change = { smallGroups: 'report' } as const;
          const floor = judge(counts('abcd'), { ...change, bound: { min: bound } });
          expect(judge(counts('dcba'), { ...change, bound: { min: bound } }).verdict).toBe(floor.verdict);
          expect(judge(counts('abcd', true), { ...change, bound: { max: 1 - bound } }).verdict).toBe(floor.verdict);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('judges scores by the interval that judges their gaps', () => {
    const rows: TallyRow[] = Array.from({ length: 400 }, (_, i) => ({
      values: [i % 2 === 0 ? 'a' : 'b'],
      label: i % 4 < 2 ? 1 : 0,
      prediction: 1,
      score: i % 4 < 2 ? 0.5 + (i % 50) / 100 : 0.1 + (i % 60) / 100,
      weight: 1,
    }));
    const spec = {
      policyDigest: '',
      attributes: ['g'],
      weightKind: 'none',
      score: { kind: 'distinct' },
      scoreScale: 1,
    } as const;
    const policy = policyOf({ metric: 'auc', bound: { min: 0.7 } }, { score: 's' });
    const result = judgePolicy(policy, tallyRows(spec, rows), { today: TODAY })[0]!;
    expect(result).toMatchObject({ verdict: 'pass', method: 'logit delong', status: 'ok' });
    expect(result.lower!).toBeGreaterThan(0.7);
    expect(result.upper!).toBeLessThan(1);
  });

  it('does not apply without the label that the metric needs', () => {
    const policy = policyOf({ metric: 'accuracy' });
    const result = judgePolicy(policy, tallyOf({ a: [3, 40] }, null), { today: TODAY })[0]!;
    expect(result).toMatchObject({ verdict: 'not_applicable', compare: 'value' });
  });
});
