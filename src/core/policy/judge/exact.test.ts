import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialLogPmf } from '../../stats/index.js';
import type { GapRequirement, Requirement } from '../sections/types.js';
import { exactJudge } from './exact.js';
import { allowedRegion } from './region.js';
import type { Subject } from './subject.js';

const subject = (name: string, successes: number, n: number, sufficient: boolean): Subject => ({
  key: { g: name },
  people: n,
  n,
  sufficient,
  value: successes / n,
  evidence: { kind: 'rate', rate: { successes, n } },
  members: [],
});

const LEVEL = 0.95;
const regionOf = (compare: 'difference' | 'ratio', bound: Requirement['bound']) =>
  allowedRegion({ compare, bound, reference: 'all-pairs', oneSided: false } as GapRequirement);

/** The chance, over all tables, that two rates that keep the bound fail. */
function errorOf(compare: 'difference' | 'ratio', bound: Requirement['bound'], small: Side, large: Side): number {
  const judge = exactJudge(compare, regionOf(compare, bound), LEVEL);
  let error = 0;
  for (let x = 0; x <= small.n; x++)
    for (let y = 0; y <= large.n; y++) {
      const pair = { group: subject('s', x, small.n, false), reference: subject('l', y, large.n, true), judged: false };
      const turned = { ...pair, group: pair.reference, reference: pair.group };
      const found = judge(pair);
      expect((judge(turned)?.chance ?? 0) / (found?.chance ?? 1)).toBeCloseTo(found ? 1 : 0, 9);
      if (found) error += Math.exp(binomialLogPmf(x, small.n, small.rate) + binomialLogPmf(y, large.n, large.rate));
    }
  return error;
}

interface Side {
  readonly n: number;
  readonly rate: number;
}

describe('exactJudge', () => {
  it('fails two rates exactly at the bound in at most 5 of 100 tables, whatever the sizes and rates', () => {
    const rate = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    const size = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(rate, size(29), size(60), fc.boolean(), (high, small, large, smallIsHigh) => {
        for (const [compare, bound, low] of [
          ['ratio', { min: 0.8 }, high * 0.8],
          ['difference', { max: 0.1 }, high - 0.1],
        ] as const) {
          if (low < 0) continue;
          const [a, b] = smallIsHigh ? [high, low] : [low, high];
          expect(errorOf(compare, bound, { n: small, rate: a }, { n: large, rate: b })).toBeLessThanOrEqual(0.05);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never fails one selected person among people of any rate, and does fail 25 of 25 against 5 %', () => {
    const judge = exactJudge('ratio', regionOf('ratio', { min: 0.8 }), LEVEL);
    const against = (x: number, n: number) =>
      judge({ group: subject('s', x, n, false), reference: subject('l', 100, 2000, true), judged: false });
    for (let n = 1; n < 30; n++) expect(against(1, n)?.side).not.toBe('above');
    expect(against(25, 25)).toMatchObject({ side: 'above', successes: 25, n: 25 });
  });
});
