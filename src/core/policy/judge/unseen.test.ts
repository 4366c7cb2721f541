import { describe, expect, it } from 'vitest';
import { BASE, TODAY } from '../../../../test/support/policy.js';
import { type TallyRow, tallyRows } from '../../fairness/tally/tally.js';
import { binomialSampler } from '../../stats/resampling/binomial.js';
import { createGenerator } from '../../stats/resampling/rng.js';
import type { RequirementResult } from '../sections/result-types.js';
import type { GapRequirement, Policy, Requirement } from '../sections/types.js';
import { explainRequirement } from '../why.js';
import { judgePolicy } from './judge.js';

/** People of a group by what became of them: labels only for the selected, unless said. */
interface People {
  readonly tp: number;
  readonly fp: number;
  readonly unseen: number;
  readonly fn?: number;
  readonly tn?: number;
}

const SPEC = {
  policyDigest: '',
  attributes: ['g'],
  weightKind: 'none',
  score: { kind: 'none' },
  scoreScale: 1,
} as const;

function tallyOf(groups: Readonly<Record<string, People>>) {
  const rows: TallyRow[] = [];
  const add = (count: number, g: string, label: 0 | 1 | null, prediction: 0 | 1) => {
    if (count > 0) rows.push({ values: [g], label, prediction, score: null, weight: count });
  };
  for (const [g, { tp, fp, unseen, fn = 0, tn = 0 }] of Object.entries(groups)) {
    add(tp, g, 1, 1);
    add(fp, g, 0, 1);
    add(fn, g, 1, 0);
    add(tn, g, 0, 0);
    add(unseen, g, null, 0);
  }
  return tallyRows({ ...SPEC, weightKind: 'count' }, rows);
}

function policyOf(change: Partial<GapRequirement>): Policy {
  const requirement = { ...BASE.requirements[0]!, ...change } as Requirement;
  return { ...BASE, data: { ...BASE.data, seenFor: 1, favourable: 1 }, requirements: [requirement] };
}

const GAP = {
  metric: 'true_positive_rate',
  compare: 'difference',
  reference: 'all-pairs',
  bound: { max: 0.1 },
} as const;

const judge = (groups: Readonly<Record<string, People>>, change: Partial<GapRequirement> = {}): RequirementResult =>
  judgePolicy(policyOf({ ...GAP, evidence: 'violation', ...change }), tallyOf(groups), { today: TODAY })[0]!;

describe('requirements about labels that only some people get', () => {
  it('are open where the labelled alone would have passed', () => {
    const result = judge({ a: { tp: 400, fp: 100, unseen: 500 }, b: { tp: 395, fp: 105, unseen: 500 } });
    expect(result).toMatchObject({
      verdict: 'inconclusive',
      estimate: null,
      groupValue: null,
      nNeeded: null,
      status: 'undefined',
      unseen: { seenFor: 'favourable', labelledOnly: 0 },
    });
    expect(result.unseen!.group).toEqual({ lower: 400 / 900, upper: 1 });
    expect(result.unseen!.bounds.lower).toBeCloseTo(400 / 900 - 1, 12);
    expect(result.unseen!.bounds.upper).toBeCloseTo(1 - 395 / 895, 12);
    expect(result.message).toContain('Among the labelled alone the difference would be 0');
    expect(result.message).toContain('more decisions of this kind do not decide it');
    expect(explainRequirement(result).join(' ')).toContain('No estimate decides');
  });

  it('fail where every label that the others might have breaks the bound, and pass where none does', () => {
    const wide = { a: { tp: 900, fp: 90, unseen: 10 }, b: { tp: 300, fp: 90, fn: 600, unseen: 10 } };
    expect(judge(wide)).toMatchObject({ verdict: 'fail', reason: 'interval-beyond', brokenBound: { max: 0.1 } });
    const near = { a: { tp: 9000, fp: 900, unseen: 100 }, b: { tp: 9000, fp: 900, unseen: 100 } };
    expect(judge(near)).toMatchObject({ verdict: 'pass', reason: 'intervals-within', estimate: null });
  });

  it('do not pass by the point where only a range is known', () => {
    const groups = { a: { tp: 400, fp: 100, unseen: 500 }, b: { tp: 395, fp: 105, unseen: 500 } };
    expect(judge(groups, { evidence: 'point' })).toMatchObject({ verdict: 'inconclusive', evidence: 'point' });
    expect(judge(groups, { evidence: 'compliance' })).toMatchObject({ verdict: 'fail' });
  });

  it('hold every pair against a ratio whose highest group nobody knows', () => {
    const groups = { a: { tp: 900, fp: 90, unseen: 10 }, b: { tp: 300, fp: 90, fn: 600, unseen: 10 } };
    const result = judge(groups, { compare: 'ratio', reference: 'highest', bound: { min: 0.8 } });
    expect(result).toMatchObject({ verdict: 'fail', referenceChoice: 'highest', method: 'bounds, koopman' });
  });

  it('do not apply to what has no bounds, and name why', () => {
    const groups = { a: { tp: 40, fp: 10, unseen: 50 }, b: { tp: 40, fp: 10, unseen: 50 } };
    expect(judge(groups, { metric: 'f1' })).toMatchObject({ verdict: 'not_applicable' });
    expect(judge(groups, { metric: 'f1' }).message).toContain('labels are seen only for the favourable prediction');
    expect(judge(groups, { metric: 'positive_predictive_value' })).toMatchObject({ estimate: 0 });
  });

  it('fail a requirement that some completion meets exactly in at most 5 % of samples', () => {
    const generator = createGenerator(20_261_129);
    // The lowest gap that the unseen labels leave is the bound itself: TPR of a at least 0.8, of b at most 0.7.
    const draw = (p: readonly number[], n: number): number[] => {
      let left = n;
      let rest = 1;
      return p.map((chance) => {
        const count = binomialSampler(Math.min(1, chance / rest))(left, generator);
        left -= count;
        rest -= chance;
        return count;
      });
    };
    let failed = 0;
    const rounds = 600;
    for (let i = 0; i < rounds; i++) {
      const [tpA, unseenA, fpA] = draw([0.4, 0.1, 0.5], 600) as [number, number, number];
      const [tpB, fnB, unseenB, fpB] = draw([0.35, 0.15, 0.1, 0.4], 300) as [number, number, number, number];
      const result = judge({
        a: { tp: tpA, fp: fpA, unseen: unseenA },
        b: { tp: tpB, fn: fnB, fp: fpB, unseen: unseenB },
      });
      if (result.verdict === 'fail') failed += 1;
    }
    expect(failed / rounds).toBeLessThan(0.05);
  });
});
