import { describe, expect, it } from 'vitest';
import { recourseCostByGroup } from './cost-by-group.js';
import type { RecourseRow } from './recourse.js';

const answer = (cost: number | null, extra: Partial<RecourseRow> = {}): RecourseRow => ({
  index: 0,
  prediction: [0],
  accepted: false,
  best: cost === null ? null : { changes: {}, cost, prediction: [1] },
  proof: cost === null ? 'none exists' : 'optimal',
  alternatives: [],
  lowerBound: cost,
  gap: 0,
  boxes: 1,
  heldFixed: [],
  ...extra,
});

describe('recourseCostByGroup', () => {
  const rows = [answer(1), answer(2), answer(6), answer(null), answer(5), answer(0, { accepted: true })];
  const groups = ['a', 'a', 'a', 'b', 'b', 'b'];
  const report = recourseCostByGroup(rows, groups, { minGroup: 1 });

  it('counts the refused only', () => {
    expect(report.groups.map(({ group, n, nRefused }) => [group, n, nRefused])).toEqual([
      ['a', 3, 3],
      ['b', 3, 2],
    ]);
  });

  it('gives mean, median and the share without recourse', () => {
    const [a, b] = report.groups;
    expect([a!.meanCost.estimate, a!.medianCost.estimate, a!.shareWithoutRecourse.estimate]).toEqual([3, 2, 0]);
    expect([b!.meanCost.estimate, b!.shareWithoutRecourse.estimate]).toEqual([5, 0.5]);
    expect(report.meanCostDifference).toBe(2);
  });

  it('holds the estimate within its interval', () => {
    const { lower, upper } = report.groups[0]!.meanCost;
    expect(lower).toBeLessThanOrEqual(3);
    expect(upper).toBeGreaterThanOrEqual(3);
  });

  it('leaves out whom a bounded search could not answer, and counts them', () => {
    const unknown = answer(null, { proof: 'search' });
    const [only] = recourseCostByGroup([answer(2), unknown], ['a', 'a']).groups;
    expect(only).toMatchObject({ nUnknown: 1, shareWithoutRecourse: { estimate: 0, n: 1, status: 'insufficient' } });
  });

  it('is undefined, not zero, for a group without refused people', () => {
    const [only] = recourseCostByGroup([answer(0, { accepted: true })], ['a']).groups;
    expect(only!.meanCost).toMatchObject({ estimate: null, status: 'undefined' });
    expect(only!.shareWithoutRecourse).toMatchObject({ estimate: null, status: 'undefined' });
  });

  it('refuses lists of different lengths', () => {
    expect(() => recourseCostByGroup([answer(1)], [])).toThrow(/1 answers and 0 groups/);
  });
});
