import { describe, expect, it } from 'vitest';
import { referenceDesign } from '../../../../test/support/learn/designs.js';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import type { LearnColumn } from '../../learn/index.js';
import { groupRows, synthesize } from '../index.js';
import { nearest, spaceOf } from './nearest.js';

const columns: LearnColumn[] = [
  { name: 'x', values: Float64Array.of(0, 1, 2, 10, 0, 0, 5, 6, 7, Number.NaN) },
  { name: 'town', values: Float64Array.of(0, 0, 1, 1, 0, 1, 1, 1, 0, 1), categories: ['a', 'b'] },
];
const sex = ['f', 'f', 'f', 'f', 'f', 'f', 'm', 'm', 'm', 'm'];
const label = [1, 1, 0, 0, 0, 0, 1, 1, 0, 1];
const groups = groupRows({ sex });

describe('new rows of a label', () => {
  const found = synthesize(columns, groups, label, { seed: 1 });
  it('bring every group to the highest share, each between a row and one of its neighbours', () => {
    const [f, m] = found.groups;
    expect([f!.share, m!.share, m!.made]).toEqual([2 / 6, 3 / 4, 0]);
    // (2 + 10) / (6 + 10) is three quarters.
    expect([f!.made, f!.shareAfter, f!.lacking]).toEqual([10, 0.75, 0]);
    expect([...new Set(found.codes)]).toEqual([0]);
    found.columns[0]!.values.forEach((x, i) => {
      const [a, b] = [found.from[i]!, found.towards[i]!];
      expect([a, b].sort()).toEqual([0, 1]);
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(1);
    });
    expect([...new Set(found.columns[1]!.values)]).toEqual([0]);
  });

  it('are the same by the same seed, and others by another', () => {
    expect(synthesize(columns, groups, label, { seed: 1 })).toEqual(found);
    expect(synthesize(columns, groups, label, { seed: 2 }).columns).not.toEqual(found.columns);
  });

  it('are lacking where there is nobody to make them from, and refused where no number of them is enough', () => {
    const one = synthesize(columns, groups, [1, 0, 0, 0, 0, 0, 1, 1, 0, 1], { seed: 1 });
    expect(one.groups[0]).toMatchObject({ made: 0, lacking: 14 });
    expect(() => synthesize(columns, groups, [1, 0, 0, 0, 0, 0, 1, 1, 1, 1], { seed: 1 })).toThrow('the label 1 only');
    expect(() => synthesize(columns, groupRows({ sex: sex.map(() => 'f') }), label, { seed: 1 })).toThrow('two groups');
    expect(() => synthesize(columns, groups, label, { seed: 1, neighbours: 0 })).toThrow('0 neighbours');
  });

  it('keep a gap that a row or its neighbour has', () => {
    const gaps = { name: 'x', values: Float64Array.of(Number.NaN, 1, 2, 10, 0, 0, 5, 6, 7, 8) };
    const { columns: made, from } = synthesize([gaps], groups, label, { seed: 1 });
    made[0]!.values.forEach((x, i) => {
      expect(x).toEqual(gaps.values[from[i]!]);
    });
  });
});

describe('distances of mixed rows', () => {
  it('count a category as the median spread of the numbers', () => {
    const space = spaceOf(columns, [0, 1, 2, 3]);
    expect(space.apart).toBeCloseTo(Math.sqrt((3.25 ** 2 + 2.25 ** 2 + 1.25 ** 2 + 6.75 ** 2) / 4), 12);
    expect(nearest(space, 2, { among: [0, 1, 2, 3], count: 2 })).toEqual([1, 0]);
  });
});

interface Reference {
  readonly sets: Record<string, { readonly minority_positions: number[]; readonly neighbours: number[][] }>;
}

describe.skipIf(!hasShared)('nearest rows are those of imbalanced-learn', () => {
  it('german', () => {
    const { train, standardize } = referenceDesign('german');
    const { minority_positions, neighbours } = sharedJson<Reference>('reference/mitigation/smote-neighbours.json').sets
      .german!;
    // The reference measures on its design: numbers divided by their spread, and a column of 0 and 1 for each category.
    const numbers = train.columns.flatMap(({ values, categories }): LearnColumn[] => {
      if (categories !== undefined) {
        const own = categories.length === 2 ? [1] : categories.map((_, code) => code);
        return own.map((code) => ({ name: String(code), values: values.map((value) => +(value === code)) }));
      }
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      const spread = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
      return [{ name: 'number', values: standardize ? values.map((x) => (x - mean) / spread) : values }];
    });
    const space = spaceOf(numbers, minority_positions);
    const all = minority_positions.map((_, i) => i);
    const same = all.filter((i) => {
      const found = nearest(space, i, { among: all, count: 5 }).map((place) => minority_positions[place]!);
      return JSON.stringify(found.toSorted()) === JSON.stringify(neighbours[i]!.toSorted());
    });
    expect(same.length).toBe(all.length);
  });
});
