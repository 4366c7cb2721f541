import { describe, expect, it } from 'vitest';
import { DIFFERENCE, judge, policyOf, TODAY, tallyOf } from '../../../../test/support/policy.js';
import { type TallyRow, tallyRows } from '../../fairness/tally/tally.js';
import { judgePolicy } from './judge.js';

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
