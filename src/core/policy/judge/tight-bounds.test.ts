import { describe, expect, it } from 'vitest';
import { DIFFERENCE, judge } from '../../../../test/support/policy.js';
import { binomialLogPmf } from '../../stats/index.js';
import type { GapRequirement, Requirement } from '../sections/types.js';
import { readPairs } from './decide.js';
import { allowedRegion, type Region, simultaneousLevel } from './region.js';
import type { Subject } from './subject.js';

const subject = (name: string, successes: number, n: number): Subject => ({
  key: { g: name },
  people: n,
  n,
  sufficient: true,
  value: successes / n,
  evidence: { kind: 'rate', rate: { successes, n } },
  members: [],
});

const regionOf = (compare: 'difference' | 'ratio', bound: Requirement['bound']): Region =>
  allowedRegion({ compare, bound, reference: 'all-pairs', oneSided: false } as GapRequirement);

/** The chance, over all tables, that two groups of `n` with the same rate are found surely beyond the bound. */
function falseFail(compare: 'difference' | 'ratio', region: Region, n: number, rate: number): number {
  const levels = { plain: 0.95, simultaneous: simultaneousLevel(0.95, 1, region) };
  let error = 0;
  for (let x = 0; x <= n; x++)
    for (let y = 0; y <= n; y++) {
      const pair = { group: subject('a', x, n), reference: subject('b', y, n), judged: true };
      const [reading] = readPairs({ pairs: [pair], comparisons: 1 }, compare, region, levels);
      if (reading!.surety > 0) error += Math.exp(binomialLogPmf(x, n, rate) + binomialLogPmf(y, n, rate));
    }
  return error;
}

describe('bounds so tight that either end of an interval may break them', () => {
  // Without the stricter level: 5.19, 5.67, 5.67, 5.26 and 5.69 %.
  it.each([
    ['difference', { max: 0 }, 30],
    ['difference', { max: 0 }, 40],
    ['ratio', { min: 1 }, 40],
    ['difference', { max: 0.01 }, 30],
    ['ratio', { min: 0.99 }, 40],
  ] as const)('%s, %j, groups of %d: two groups alike fail in at most 5 of 100 tables', (compare, bound, n) => {
    const error = falseFail(compare, regionOf(compare, bound), n, 0.5);
    expect(error).toBeLessThanOrEqual(0.05);
    expect(error).toBeGreaterThan(0.02);
  });

  it('are no others: from 2 points, or 2 % of a ratio, the level is divided by the comparisons alone', () => {
    for (const [compare, bound] of [
      ['difference', { max: 0.02 }],
      ['ratio', { min: 0.98 }],
      ['ratio', { min: 0.8, max: 1.25 }],
    ] as const)
      expect(simultaneousLevel(0.95, 5, regionOf(compare, bound))).toBe(1 - (1 - 0.95) / 5);
  });
});

describe('the message says why the interval that decides is wider', () => {
  const tight = { ...DIFFERENCE, bound: { max: 0 }, evidence: 'violation' } as const;

  it('a single comparison under a tight bound is not corrected for a number of comparisons', () => {
    const open = judge({ a: [520, 1000], b: [475, 1000] }, tight);
    expect(open).toMatchObject({ verdict: 'inconclusive', reason: 'interval-across', comparisons: 1 });
    expect(open.lower).toBeGreaterThan(0);
    expect(open.message).toContain('widened because either end might break so tight a bound by chance');
    const failed = judge({ a: [600, 1000], b: [475, 1000] }, tight);
    expect(failed).toMatchObject({ verdict: 'fail', reason: 'interval-beyond' });
    expect(failed.message).toContain('widened because either end might break so tight a bound by chance');
    for (const { message } of [open, failed]) expect(message).not.toContain('comparison');
  });

  it('a single comparison under another bound is not widened at all', () => {
    const failed = judge({ a: [800, 1000], b: [500, 1000] }, { ...DIFFERENCE, evidence: 'violation' });
    expect(failed).toMatchObject({ verdict: 'fail', reason: 'interval-beyond', comparisons: 1 });
    expect(failed.message).toMatch(/The interval, .* lies wholly beyond/);
    expect(failed.message).not.toMatch(/comparison|widened/);
  });

  it('several comparisons are told by their number', () => {
    const counts = { a: [800, 1000], b: [500, 1000], c: [700, 1000] } as const;
    expect(judge(counts, { ...DIFFERENCE, evidence: 'violation' }).message).toContain('allows for 3 comparisons');
    const near = { a: [530, 1000], b: [485, 1000], c: [500, 1000] } as const;
    expect(judge(near, tight).message).toContain('corrected for the number of comparisons');
  });
});
