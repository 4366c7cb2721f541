import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupTally } from '../tally/groups.js';
import { tallyColumns } from '../tally/tally-columns.js';
import { collectGroups } from './collect.js';
import { countsAtCutoff } from './curve.js';
import { frontierGroups } from './from-groups.js';
import { sweepFrontier } from './sweep.js';
import type { FrontierGroup } from './types.js';

function groupsOf(data: Record<string, { positives: number[]; negatives: number[] }>): FrontierGroup[] {
  return Object.entries(data).map(([g, { positives, negatives }]) => {
    const score = Float64Array.from([...positives, ...negatives]);
    const label = Uint8Array.from(score, (_, i) => (i < positives.length ? 1 : 0));
    return collectGroups({
      score,
      label,
      attributes: [{ name: 'g', values: [g], codes: new Uint8Array(score.length) }],
    })[0]!;
  });
}
const two = groupsOf({
  a: { positives: [0.9, 0.8], negatives: [0.2, 0.1] },
  b: { positives: [0.6, 0.4], negatives: [0.5, 0.3] },
});

describe('sweepFrontier', () => {
  it('shows every distinct score, strictest first, when they are few', () => {
    const { common } = sweepFrontier(two, { favourable: 1 });
    expect(common.map(({ cutoff }) => cutoff)).toEqual([null, 0.9, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]);
  });

  it('gives accuracy, gaps with their witnesses, and people affected at a cutoff', () => {
    const { common } = sweepFrontier(two, { favourable: 1, cutoff: 0.5 });
    const at04 = common.find(({ cutoff }) => cutoff === 0.4)!;
    expect(at04.accuracy).toBe(7 / 8);
    expect(at04.gaps.false_positive_rate).toEqual({ gap: 0.5, highest: { g: 'b' }, lowest: { g: 'a' }, groups: 2 });
    expect(at04.gaps.true_positive_rate?.gap).toBe(0);
    expect(at04.affected).toEqual({ toFavourable: 1, toUnfavourable: 0 });
  });

  it('states the point in use, where nobody is affected', () => {
    expect(sweepFrontier(two, { favourable: 1, cutoff: 0.45 }).current).toMatchObject({
      cutoff: 0.45,
      affected: { toFavourable: 0, toUnfavourable: 0 },
    });
  });

  it('leaves a gap null where fewer than two groups have a denominator of the wanted size', () => {
    const [first] = sweepFrontier(two, { favourable: 1 }).common;
    expect(first!.gaps.positive_predictive_value).toEqual({ gap: null, highest: null, lowest: null, groups: 0 });
    const strict = sweepFrontier(two, { favourable: 1, minGroupSize: 3 });
    expect(strict.common[3]!.gaps.true_positive_rate!.gap).toBeNull();
    expect(strict.common[3]!.gaps.selection_rate!.gap).not.toBeNull();
  });

  it('brings the selection rate of every group to the same level', () => {
    const { aligned } = sweepFrontier(two, { favourable: 1, points: 5 });
    const [parity] = aligned;
    expect(parity!.rate).toBe('selection_rate');
    expect(parity!.points.map(({ gaps }) => gaps.selection_rate!.gap)).toEqual([0, 0, 0, 0, 0]);
    expect(parity!.points[2]!.cutoffByGroup).toEqual([0.8, 0.5]);
  });

  it('among cutoffs with the same true negative rate takes the one that errs least', () => {
    const { aligned } = sweepFrontier(two, { favourable: 0, points: 3, align: ['opportunity_rate'] });
    const allNegativesRight = aligned[0]!.points[2]!;
    expect(allNegativesRight.cutoffByGroup).toEqual([0.8, 0.6]);
  });

  it('stays within the number of points and ends with everyone accepted', () => {
    const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(scores, scores, fc.integer({ min: 2, max: 60 }), (positives, negatives, points) => {
        const groups = groupsOf({ a: { positives, negatives }, b: { positives: negatives, negatives: positives } });
        const { common } = sweepFrontier(groups, { favourable: 1, points });
        expect(common.length).toBeLessThanOrEqual(points);
        expect(common[0]!.selection_rate).toBe(0);
        expect(common[common.length - 1]!.selection_rate).toBe(1);
        const cutoffs = common.slice(1).map(({ cutoff }) => cutoff!);
        expect(cutoffs).toEqual([...new Set(cutoffs)].sort((a, b) => b - a));
      }),
    );
  });

  it('agrees at every common cutoff with counting rows', () => {
    for (const point of sweepFrontier(two, { favourable: 1 }).common) {
      const counts = two.map((group) => countsAtCutoff(group, point.cutoff));
      const right = counts.reduce((sum, { tp, tn }) => sum + tp + tn, 0);
      expect(point.accuracy).toBe(right / 8);
    }
  });

  it('does not depend on the order of the groups', () => {
    expect(sweepFrontier([...two].reverse(), { favourable: 1, cutoff: 0.5 })).toEqual(
      sweepFrontier(two, { favourable: 1, cutoff: 0.5 }),
    );
  });

  it('is undefined without any scored and labelled person', () => {
    expect(sweepFrontier(groupsOf({ a: { positives: [], negatives: [] } }), { favourable: 1 }).status).toBe(
      'undefined',
    );
  });

  it.each([{ points: 1 }, { points: 2.5 }, { points: 1001 }, { cutoff: Infinity }])('refuses %o', (options) => {
    expect(() => sweepFrontier(two, { favourable: 1, ...options })).toThrowError(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});

describe('collectGroups', () => {
  const columns = {
    score: Float64Array.of(0.5, 0.5, 0.2),
    label: Uint8Array.of(1, 1, 0),
  };
  const g = { name: 'g', values: ['a', 'b'], codes: Uint8Array.of(0, 0, 1) };
  const rows = { ...columns, attributes: [g] };

  it('merges equal scores and keeps an empty class empty', () => {
    const [a, b] = collectGroups(rows);
    expect([...a!.positives.scores, ...a!.positives.counts]).toEqual([0.5, 2]);
    expect(a!.negatives.scores).toHaveLength(0);
    expect(b!.negatives.counts[0]).toBe(1);
  });

  it('makes a group of every combination of several attributes, the last one turning fastest', () => {
    const h = { name: 'h', values: ['x', 'y'], codes: Uint8Array.of(0, 1, 1) };
    const groups = collectGroups({ ...columns, attributes: [g, h] });
    expect(groups.map(({ key }) => key)).toEqual([
      { g: 'a', h: 'x' },
      { g: 'a', h: 'y' },
      { g: 'b', h: 'x' },
      { g: 'b', h: 'y' },
    ]);
    expect(groups.map(({ positives }) => [...positives.counts])).toEqual([[1], [1], [], []]);
    expect(groups.map(({ negatives }) => [...negatives.scores])).toEqual([[], [], [], [0.2]]);
  });

  it('takes the columns that tallyColumns takes', () => {
    const spec = {
      policyDigest: '',
      attributes: ['g'],
      weightKind: 'none',
      score: { kind: 'distinct' },
      scoreScale: 1,
    } as const;
    const groups = frontierGroups(
      groupTally(tallyColumns(spec, { ...rows, prediction: Uint8Array.of(1, 1, 0) }), ['g']),
    );
    expect(groups).toMatchObject(collectGroups(rows));
  });

  it.each([
    [{ label: Uint8Array.of(1, 2, 0) }, 'row 1 (from 0): label 2'],
    [{ score: Float64Array.of(0.5, 0.5, Number.NaN) }, 'row 2 (from 0): score NaN'],
    [{ attributes: [{ ...g, codes: Uint8Array.of(0, 0, 7) }] }, 'row 2 (from 0): code 7 of g, which has 2 values'],
    [{ attributes: [{ ...g, codes: Int32Array.of(0, -1, 1) }] }, 'row 1 (from 0): code -1 of g, which has 2 values'],
    [
      { attributes: [g, { ...g, name: 'h', codes: Uint8Array.of(0, 2, 1) }] },
      'row 1 (from 0): code 2 of h, which has 2 values',
    ],
    [{ attributes: [g, g] }, 'the attributes have 2 columns named g'],
    [{ label: Uint8Array.of(1) }, 'columns of 3 and 1 row'],
    [{ attributes: [{ ...g, codes: Uint8Array.of(0) }] }, 'columns of 3 and 1 row'],
  ])('refuses %o', (fault, message) => {
    expect(() => collectGroups({ ...rows, ...fault })).toThrowError(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message }),
    );
  });
});

describe('a distribution given by hand', () => {
  const empty = { scores: new Float64Array(0), counts: new Float64Array(0) };
  it.each([
    [{ scores: Float64Array.of(0.5, 0.2), counts: Float64Array.of(1, 1) }, 'strictly ascending'],
    [{ scores: Float64Array.of(0.5), counts: Float64Array.of(-1) }, 'count -1'],
    [{ scores: Float64Array.of(0.5), counts: new Float64Array(2) }, '1 score but 2 counts'],
  ])('refuses %o', (positives, message) => {
    expect(() => countsAtCutoff({ key: {}, positives, negatives: empty }, 0.5)).toThrowError(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) }),
    );
  });
});
