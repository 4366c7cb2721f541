import { expect, it } from 'vitest';
import { fisherExact } from '../../../core/stats/index.js';
import type { CaseFacts } from './case-facts.js';
import { measuresOf } from './measures.js';

/** So many appeals of a group, of which so many changed the decision. */
const appeals = (group: string | null, n: number, changed: number): CaseFacts[] =>
  Array.from({ length: n }, (_, at) => {
    const settlement = { how: 'review', isChanged: at < changed, atMs: 1000, by: ['account:a'] };
    return {
      record: { id: `${group} ${at}`, origin: 'appeal', deployment: 'd', settlement, reads: [] },
      ...{ scale: { kind: 'binary', favourable: 1 }, machine: 0, truth: null, readings: [], inputs: {}, outcome: 1 },
      groups: group === null ? null : { sex: group },
    } as unknown as CaseFacts;
  });
const overturns = (...facts: CaseFacts[][]) =>
  measuresOf({ facts: facts.flat(), pending: 0, left: 0 }, []).overturns[0]!;
const told = (...facts: CaseFacts[][]) => overturns(...facts).found.groups.map(({ group }) => group);

it('what is left over when the groups that are told are taken from the total is nobody, or at least ten people', () => {
  expect(told(appeals('f', 40, 9), appeals('m', 50, 5))).toEqual(['f', 'm']);
  // The three of x would be the total less f and m: f, the smaller, is hidden with them.
  expect(told(appeals('f', 40, 9), appeals('m', 50, 5), appeals('x', 3, 1))).toEqual(['m']);
  expect(overturns(appeals('f', 40, 9), appeals('m', 50, 5), appeals('x', 3, 1)).hidden).toBe(2);
  // Two small groups of twelve people together hide each other.
  expect(told(appeals('f', 40, 9), appeals('x', 6, 1), appeals('y', 6, 1))).toEqual(['f']);
  // So are few of whom no group is known.
  expect(told(appeals('f', 40, 9), appeals('m', 50, 5), appeals(null, 2, 1))).toEqual(['m']);
});

it('a group stands beside the others that are told alone, so that a hidden one is in no difference', () => {
  const { found } = overturns(appeals('f', 60, 30), appeals('m', 90, 9), appeals('x', 3, 1), appeals(null, 40, 4));
  const [f, m] = found.groups;
  expect([f!.group, f!.beyondOthers.n, m!.beyondOthers.n]).toEqual(['f', 150, 150]);
  expect(f!.beyondOthers.estimate).toBeCloseTo(0.5 - 0.1, 12);
  expect([found.rate.n, found.groupUnknown]).toEqual([193, 40]);
  const alone = overturns(appeals('f', 60, 30), appeals('x', 3, 1), appeals(null, 40, 4)).found.groups;
  expect(alone).toMatchObject([{ group: 'f', beyondOthers: { estimate: null, status: 'undefined' } }]);
});

it('the review is audited as decisions are: the same test, beside the largest group, and no group that is hidden', () => {
  const { audited } = overturns(appeals('f', 60, 30), appeals('m', 90, 9), appeals('x', 4, 4), appeals('y', 7, 0));
  expect(audited.reference).toBe('m');
  const [difference, ratio] = audited.comparisons;
  expect([difference!.group, difference!.compare, ratio!.compare]).toEqual(['f', 'difference', 'ratio']);
  expect(audited.comparisons).toHaveLength(2);
  expect(difference!.estimate).toBeCloseTo(0.5 - 0.1, 12);
  expect(ratio!.estimate).toBeCloseTo(5, 12);
  // The smallest expected count is 15.6, so that the audit takes Fisher's test for so small a p-value.
  const exact = fisherExact({ successes: 30, n: 60 }, { successes: 9, n: 90 })!;
  expect(difference!.pValue).toBeCloseTo(exact, 15);
  expect(difference!.adjustedPValue).toBe(difference!.pValue);
});
