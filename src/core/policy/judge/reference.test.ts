import { describe, expect, it } from 'vitest';
import { DIFFERENCE, judge } from '../../../../test/support/policy.js';

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
