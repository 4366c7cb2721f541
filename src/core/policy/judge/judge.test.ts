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
          reason: 'exact-beyond',
          group: { g: 'c' },
          status: 'insufficient',
          brokenBound: { min: 0.8 },
          exact: { group: { g: 'c' }, successes: 0, n: 29, side: 'below' },
        });
    },
  );

  it.each(['inconclusive', 'report', 'pool'] as const)(
    '%s: one selected person among few does not fail a fair model',
    (smallGroups) => {
      const oneHire = { big: [100, 2000], s0: [1, 1], s1: [0, 1], s2: [0, 1] } as const;
      for (const reference of ['highest', 'all-pairs', 'largest', { g: 'big' }] as const)
        for (const rule of [{ compare: 'ratio', bound: { min: 0.8 } } as const, DIFFERENCE])
          expect(judge(oneHire, { ...rule, evidence: 'violation', smallGroups, reference }).verdict).not.toBe('fail');
    },
  );

  it('names the small group that decided by its own count, and calls only the others not judged', () => {
    const counts = { a: [9900, 10_000], b: [9900, 10_000], c: [0, 29], d: [9, 9] } as const;
    const { message, exact } = judge(counts, { evidence: 'violation', smallGroups: 'report' });
    expect(exact!.chance).toBeLessThanOrEqual(exact!.allowed);
    expect(message).toContain('c is too small for an interval; its own count decides.');
    expect(message).toContain('0 of 29 or fewer');
    expect(message).toContain('The bound that is broken: at least 0.8.');
    expect(message).toContain('Listed, not judged, because they are too small (fewer than 30): d.');
  });

  it('a small declared reference fails the requirement only by its own count too', () => {
    const declared = { evidence: 'violation', reference: { g: 'r' } } as const;
    expect(judge({ r: [1, 1], a: [100, 2000] }, declared).verdict).toBe('inconclusive');
    expect(judge({ r: [25, 25], a: [100, 2000] }, declared)).toMatchObject({
      verdict: 'fail',
      reason: 'exact-beyond',
      exact: { group: { g: 'r' }, side: 'above' },
      brokenBound: { min: 0.8 },
    });
  });

  it('two small groups can show a breach by themselves', () => {
    const apart = { a: [0, 25], b: [25, 25] } as const;
    for (const reference of ['highest', 'all-pairs', 'largest', { g: 'a' }] as const)
      expect(judge(apart, { evidence: 'violation', reference })).toMatchObject({
        verdict: 'fail',
        reason: 'exact-beyond',
      });
  });

  it('other metrics than rates, and sampling weights, have no exact bound: small groups never fail there', () => {
    const rows = (name: string, n: number, good: boolean): TallyRow[] =>
      Array.from({ length: n }, (_, i) => {
        const label = i % 2 === 0 ? 1 : 0;
        return { values: [name], label, prediction: good ? label : label === 1 ? 0 : 1, score: null, weight: 1 };
      });
    const spec = { policyDigest: '', attributes: ['g'], score: { kind: 'none' }, scoreScale: 1 } as const;
    const all = [...rows('a', 400, true), ...rows('b', 28, false)];
    const verdict = (metric: 'f1' | 'balanced_accuracy' | 'accuracy', weightKind: 'count' | 'sampling') =>
      judgePolicy(policyOf({ metric, ...DIFFERENCE, evidence: 'violation' }), tallyRows({ ...spec, weightKind }, all), {
        today: TODAY,
      })[0]!.verdict;
    expect(verdict('accuracy', 'count')).toBe('fail');
    expect(verdict('accuracy', 'sampling')).toBe('inconclusive');
    expect(verdict('f1', 'count')).toBe('inconclusive');
    expect(verdict('balanced_accuracy', 'count')).toBe('inconclusive');
  });

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

  it('highest: any pair may fail, not only those with the highest estimate, which may be a few people', () => {
    // c is highest and too noisy to show anything; b stands surely below a, which stands no higher than the truly highest.
    const regions = { a: [700, 1000], b: [400, 1000], c: [23, 31], d: [650, 1000] } as const;
    const highest = judge(regions, { evidence: 'violation', bound: { min: 0.7 } });
    const allPairs = judge(regions, { evidence: 'violation', bound: { min: 0.7 }, reference: 'all-pairs' });
    expect(highest).toMatchObject({ verdict: 'fail', group: { g: 'b' }, reference: { g: 'a' } });
    expect(highest.simultaneous!.level).toBe(allPairs.simultaneous!.level);
    expect(allPairs).toMatchObject({ verdict: 'fail', group: { g: 'a' }, reference: { g: 'b' } });
  });

  it('the pair reported is the one most surely beyond, not the one with the widest interval', () => {
    const counts = { a: [7000, 10_000], b: [4000, 10_000], c: [9, 41] } as const;
    for (const reference of ['highest', { g: 'a' }] as const)
      expect(judge(counts, { evidence: 'violation', reference })).toMatchObject({ group: { g: 'b' } });
  });

  it('largest: judged in both directions, so that the largest group may be the one that is worse off', () => {
    const women = { women: [380, 10_000], men: [850, 9000] } as const;
    const result = judge(women, { reference: 'largest', evidence: 'violation' });
    expect(result).toMatchObject({ verdict: 'fail', brokenBound: { max: 1.25 }, allowed: { lower: 0.8, upper: 1.25 } });
    expect(result.message).toContain('lies wholly beyond the bound: at most 1.25.');
    expect(judge(women, { reference: 'largest' })).toMatchObject({ verdict: 'fail', reason: 'estimate-beyond' });
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
