import { describe, expect, it } from 'vitest';
import { type Counts, DIFFERENCE, judge, policyOf, TODAY, tallyOf } from '../../../../test/support/policy.js';
import { type TallyRow, tallyRows } from '../../fairness/tally/tally.js';
import { judgePolicy } from './judge.js';

const BIG = 100_000;

describe('what cannot be estimated', () => {
  it('is said in words: no ratio to a rate of 0', () => {
    const declared = { reference: { g: 'b' }, evidence: 'violation' } as const;
    const { estimate, message } = judge({ a: [30, 60], b: [0, 60] }, declared);
    expect(estimate).toBeNull();
    expect(message).toContain('no ratio can be formed (95 % interval');
    expect(message).not.toContain('undefined');
  });

  it('names the reason where AUC has sampling weights', () => {
    const spec = {
      policyDigest: '',
      attributes: ['g'],
      weightKind: 'sampling',
      score: { kind: 'distinct' },
      scoreScale: 1,
    } as const;
    const rows = ['a', 'b'].flatMap((name) =>
      Array.from({ length: 200 }, (_, i): TallyRow => {
        const score = (i % 10) / 10;
        return { values: [name], label: i % 3 === 0 ? 1 : 0, prediction: score >= 0.5 ? 1 : 0, score, weight: 1.5 };
      }),
    );
    const policy = policyOf({ metric: 'auc', ...DIFFERENCE, evidence: 'violation' }, { score: 's' });
    const [result] = judgePolicy(policy, tallyRows(spec, rows), { today: TODAY });
    expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'not-estimable', lower: null });
    expect(result!.message).toContain("DeLong's variance has no form for sampling weights");
  });
});

describe('evidence: point', () => {
  it('lets the estimates of sufficient groups decide', () => {
    expect(judge({ a: [80, 100], b: [60, 100] })).toMatchObject({
      verdict: 'fail',
      reason: 'estimate-beyond',
      group: { g: 'b' },
      reference: { g: 'a' },
      nGroup: 100,
    });
    expect(judge({ a: [80, 100], b: [70, 100] }).verdict).toBe('pass');
  });

  it('holds a ratio that is exactly the bound as within, whatever binary fractions make of it', () => {
    expect(40 / 120 / (50 / 120)).toBeLessThan(0.8);
    expect(judge({ a: [50, 120], b: [40, 120] }).verdict).toBe('pass');
    expect(judge({ a: [80, 100], b: [70, 100] }, DIFFERENCE).verdict).toBe('pass');
    expect(judge({ a: [8001, 10_000], b: [7000, 10_000] }, DIFFERENCE).verdict).toBe('fail');
  });

  it('is inconclusive with fewer than two sufficient groups', () => {
    expect(judge({ a: [80, 100], b: [16, 29] })).toMatchObject({
      verdict: 'inconclusive',
      reason: 'nothing-to-compare',
    });
    expect(judge({ a: [80, 100] })).toMatchObject({ verdict: 'inconclusive', group: null });
  });

  it('passes with the insufficient groups listed', () => {
    const result = judge({ a: [80, 100], b: [75, 100], c: [16, 29] });
    expect(result).toMatchObject({ verdict: 'pass', insufficientGroups: [{ g: 'c' }] });
    expect(result.message).toContain('too small');
  });

  it('is inconclusive when both rates are 0, a ratio that does not exist', () => {
    expect(judge({ a: [0, 100], b: [0, 100] })).toMatchObject({
      verdict: 'inconclusive',
      reason: 'not-estimable',
      estimate: null,
      status: 'undefined',
    });
  });

  it('fails when only the declared reference has rate 0', () => {
    const result = judge({ a: [0, 100], b: [20, 100] }, { reference: { g: 'a' } });
    expect(result).toMatchObject({ verdict: 'fail', estimate: null, upper: null });
  });
});

describe('evidence: violation', () => {
  const violation = { evidence: 'violation' } as const;

  it('fails when a simultaneous interval lies wholly beyond, passes when every plain one lies within, else stays open', () => {
    expect(judge({ a: [800, 1000], b: [500, 1000] }, violation)).toMatchObject({
      verdict: 'fail',
      reason: 'interval-beyond',
    });
    expect(judge({ a: [8000, 10_000], b: [7900, 10_000] }, violation)).toMatchObject({
      verdict: 'pass',
      reason: 'intervals-within',
    });
    expect(judge({ a: [80, 100], b: [64, 100] }, violation)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'interval-across',
    });
  });

  it('divides 1 - level by the comparisons against a declared reference, by all pairs when the data choose it', () => {
    const counts = { a: [50, 100], b: [50, 100], c: [50, 100], d: [50, 100] } as const;
    expect(judge(counts, { ...violation, reference: { g: 'a' } }).simultaneous?.level).toBeCloseTo(1 - 0.05 / 3, 12);
    for (const reference of ['highest', 'largest', 'all-pairs'] as const)
      expect(judge(counts, { ...violation, reference }).simultaneous?.level).toBeCloseTo(1 - 0.05 / 6, 12);
  });

  it('uses the widened interval to fail and the plain one to pass', () => {
    const counts = { a: [800, 1000], b: [598, 1000], c: [800, 1000], d: [800, 1000], e: [800, 1000] } as const;
    const result = judge(counts, { ...violation, reference: 'highest', bound: { min: 0.8 } });
    expect(result.upper).toBeLessThan(0.8);
    expect(result.simultaneous?.upper).toBeGreaterThan(0.8);
    expect(result.verdict).toBe('inconclusive');
  });

  it('says what n would decide it, and that n does', () => {
    const open = judge({ a: [80, 100], b: [66, 100] }, violation);
    expect(open.verdict).toBe('inconclusive');
    const factor = open.nNeeded! / 100;
    const grown = (f: number): Counts => ({
      a: [Math.round(80 * f), Math.round(100 * f)],
      b: [Math.round(66 * f), Math.round(100 * f)],
    });
    expect(judge(grown(factor * 1.02), violation).verdict).toBe('pass');
    expect(judge(grown(factor * 0.97), violation).verdict).toBe('inconclusive');
  });

  it('says where it rests on few people of one kind', () => {
    const few = judge({ a: [5000, 10_000], b: [1, 200] }, violation);
    expect(few).toMatchObject({ verdict: 'fail', smallCells: { smallest: 1, trusted: 5 } });
    expect(few.message).toContain('one kind of outcome counts only 1; below 5');
    expect(judge({ a: [5000, 10_000], b: [5, 200] }, violation)).toMatchObject({ verdict: 'fail', smallCells: null });
    expect(judge({ a: [5000, 10_000], b: [5, 200], c: [50, 100] }, violation)).toMatchObject({
      smallCells: { smallest: 5, trusted: 20 },
    });
  });

  it('judges differences inside [-max, max]', () => {
    const declared = { ...violation, ...DIFFERENCE, reference: { g: 'a' } } as const;
    expect(judge({ a: [50, BIG], b: [BIG / 5, BIG] }, declared).verdict).toBe('fail');
    expect(judge({ a: [BIG / 5, BIG], b: [50, BIG] }, declared).verdict).toBe('fail');
    expect(judge({ a: [BIG / 5, BIG], b: [BIG / 4, BIG] }, declared).verdict).toBe('pass');
  });
});

describe('evidence: compliance', () => {
  const compliance = { evidence: 'compliance' } as const;

  it('passes when every plain interval lies within, else fails', () => {
    expect(judge({ a: [8000, 10_000], b: [7900, 10_000] }, compliance)).toMatchObject({ verdict: 'pass' });
    expect(judge({ a: [80, 100], b: [70, 100] }, compliance)).toMatchObject({
      verdict: 'fail',
      reason: 'interval-across',
    });
  });

  it('fails with nothing to compare: not shown is not kept', () => {
    expect(judge({ a: [80, 100] }, compliance).verdict).toBe('fail');
  });
});

describe('not applicable', () => {
  it('without a label, in the policy or in the data', () => {
    const change = { metric: 'true_positive_rate' } as const;
    expect(judge({ a: [1, 2], b: [1, 2] }, change, { label: null })).toMatchObject({
      verdict: 'not_applicable',
      message: expect.stringContaining('binds none'),
    });
    const unlabelled = judgePolicy(policyOf(change), tallyOf({ a: [50, 100], b: [50, 100] }, null), {
      today: TODAY,
    })[0]!;
    expect(unlabelled).toMatchObject({ verdict: 'not_applicable', message: expect.stringContaining('no row has one') });
  });

  it('without a score', () => {
    expect(judge({ a: [1, 2], b: [1, 2] }, { metric: 'auc', compare: 'difference', bound: { max: 0.1 } }).verdict).toBe(
      'not_applicable',
    );
    expect(judge({ a: [1, 2], b: [1, 2] }, { metric: 'auc' }, { score: 's' }).message).toContain('made without them');
  });
});
