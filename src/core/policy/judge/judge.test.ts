import { describe, expect, it } from 'vitest';
import { type Counts, judge, policyOf, TODAY, tallyOf } from '../../../../test/support/policy.js';
import { type TallyRow, tallyRows } from '../../fairness/tally.js';
import { judgePolicy } from './judge.js';

const DIFFERENCE = { compare: 'difference', bound: { max: 0.1 }, reference: 'all-pairs' } as const;
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
      smallCells: { smallest: 5, trusted: 15 },
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

describe('smallGroups', () => {
  const counts = { a: [8000, 10_000], b: [7900, 10_000], c: [20, 25], d: [5, 8] } as const;

  it('inconclusive: keeps violation from passing and fails compliance', () => {
    expect(judge(counts, { evidence: 'violation', smallGroups: 'inconclusive' })).toMatchObject({
      verdict: 'inconclusive',
      reason: 'small-groups',
    });
    expect(judge(counts, { evidence: 'compliance', smallGroups: 'inconclusive' })).toMatchObject({
      verdict: 'fail',
      reason: 'small-groups',
    });
  });

  it('report: listed, not judged', () => {
    const result = judge(counts, { evidence: 'violation', smallGroups: 'report' });
    expect(result).toMatchObject({ verdict: 'pass', insufficientGroups: [{ g: 'c' }, { g: 'd' }] });
  });

  it('pool: judged together as one, named', () => {
    const result = judge(counts, { evidence: 'violation', smallGroups: 'pool' });
    expect(result).toMatchObject({
      verdict: 'inconclusive',
      group: { g: 'c + d' },
      nGroup: 33,
      groupValue: 25 / 33,
      pooled: [{ g: 'c' }, { g: 'd' }],
      poolSufficient: true,
    });
  });

  it('pool: what is too small together keeps it from passing', () => {
    const few = { a: [8000, 10_000], b: [7900, 10_000], c: [8, 10], d: [8, 10] } as const;
    expect(judge(few, { evidence: 'violation', smallGroups: 'pool', bound: { min: 0.1 } })).toMatchObject({
      verdict: 'inconclusive',
      reason: 'small-groups',
    });
  });

  it.each(['inconclusive', 'report', 'pool'] as const)(
    '%s: a small group surely beyond the bound fails all the same',
    (smallGroups) => {
      const surely = { a: [9900, 10_000], b: [9900, 10_000], c: [0, 29] } as const;
      for (const evidence of ['point', 'violation', 'compliance'] as const)
        expect(judge(surely, { evidence, smallGroups })).toMatchObject({
          verdict: 'fail',
          reason: 'interval-beyond',
          group: { g: 'c' },
          status: 'insufficient',
        });
    },
  );

  it('a small group surely above all others fails them, although it is no reference', () => {
    const result = judge(
      { a: [1000, 10_000], b: [1000, 10_000], c: [29, 29] },
      { evidence: 'violation', smallGroups: 'report' },
    );
    expect(result).toMatchObject({ verdict: 'fail', reference: { g: 'c' } });
  });

  it("counts the metric's own denominator, not the people of the group", () => {
    const noNegatives = judgePolicy(
      policyOf({ metric: 'false_positive_rate' }),
      tallyOf({ a: [500, 1000], b: [500, 1000] }, 1),
      { today: TODAY },
    )[0]!;
    expect(noNegatives).toMatchObject({
      verdict: 'inconclusive',
      insufficientGroups: [{ g: 'a' }, { g: 'b' }],
      group: null,
    });
  });
});

describe('reference', () => {
  it('highest: the highest sufficient estimate; among equals the most people, then the first by code point', () => {
    expect(judge({ b: [80, 100], a: [80, 100], c: [70, 100] })).toMatchObject({
      reference: { g: 'a' },
      group: { g: 'c' },
    });
    expect(judge({ a: [80, 100], b: [160, 200], c: [70, 100] })).toMatchObject({ reference: { g: 'b' } });
    expect(judge({ a: [80, 100], b: [70, 100], c: [29, 29] })).toMatchObject({ reference: { g: 'a' } });
  });

  it('largest: the group with the most people', () => {
    expect(judge({ a: [90, 100], b: [160, 200] }, { reference: 'largest' })).toMatchObject({
      reference: { g: 'b' },
      estimate: 0.9 / 0.8,
    });
  });

  it('all-pairs: group is the one with the higher estimate', () => {
    const result = judge({ a: [50, 100], b: [60, 100], c: [75, 100] }, DIFFERENCE);
    expect(result).toMatchObject({ group: { g: 'c' }, reference: { g: 'a' }, estimate: 0.25, verdict: 'fail' });
  });

  it('all-pairs ratios are judged in both directions', () => {
    expect(judge({ a: [50, 100], b: [75, 100] }, { reference: 'all-pairs' })).toMatchObject({
      verdict: 'fail',
      estimate: 1.5,
      allowed: { lower: 0.8, upper: 1.25 },
    });
  });

  it('declared: judged in the other direction too, unless oneSided', () => {
    const counts = { a: [50, 100], b: [75, 100] } as const;
    expect(judge(counts, { reference: { g: 'a' } })).toMatchObject({ verdict: 'fail', estimate: 1.5 });
    expect(judge(counts, { reference: { g: 'a' }, oneSided: true })).toMatchObject({ verdict: 'pass' });
    expect(judge(counts, { reference: { g: 'b' }, oneSided: true })).toMatchObject({ verdict: 'fail' });
    expect(judge(counts, { ...DIFFERENCE, reference: { g: 'a' }, oneSided: true })).toMatchObject({ verdict: 'fail' });
    expect(judge(counts, { ...DIFFERENCE, reference: { g: 'b' }, oneSided: true })).toMatchObject({ verdict: 'pass' });
  });

  it('that does not occur is an error that names the groups there are', () => {
    expect(() => judge({ a: [1, 2], b: [1, 2] }, { reference: { g: 'z' } })).toThrowError(
      expect.objectContaining({
        code: 'DATA_GROUP_MISSING',
        message: 'r: the reference z does not occur in the data',
        remedy: 'Groups of g in the data: a, b.',
      }),
    );
  });

  it('that is too small leaves nothing to judge by', () => {
    expect(judge({ a: [10, 20], b: [50, 100], c: [50, 100] }, { reference: { g: 'a' } })).toMatchObject({
      verdict: 'inconclusive',
      reason: 'nothing-to-compare',
    });
  });

  it('is never the unknown group, unless the policy compares it', () => {
    const counts = { a: [70, 100], b: [70, 100], null: [100, 100] } as const;
    expect(judge(counts)).toMatchObject({ verdict: 'pass' });
    expect(judge(counts, {}, { unknown: 'compare' })).toMatchObject({ verdict: 'fail', reference: { g: null } });
  });

  it('with more pairs than can be compared is an error that says so', () => {
    const counts = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`g${i}`, [20, 40] as const]));
    expect(() => judge(counts, DIFFERENCE)).toThrowError(expect.objectContaining({ code: 'DATA_TOO_LARGE' }));
    expect(judge(counts).verdict).toBe('pass');
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
