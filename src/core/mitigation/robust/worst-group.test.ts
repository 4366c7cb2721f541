import { describe, expect, it } from 'vitest';
import { referenceDesign } from '../../../../test/support/learn/designs.js';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { makeDataset } from '../../learn/index.js';
import { fitWorstGroup, groupRows } from '../index.js';

it('is refused without groups, a penalty or labels', () => {
  const data = makeDataset({
    columns: [{ name: 'x', values: Float64Array.of(1, 2, 3, 4) }],
    target: Float64Array.of(0, 1, 0, 1),
  });
  const nobody = groupRows({ sex: [null, null, null, null] });
  expect(() => fitWorstGroup(data, nobody, { seed: 1 })).toThrow('nobody has a known group');
  const sex = groupRows({ sex: ['f', 'f', 'm', 'm'] });
  expect(() => fitWorstGroup(data, sex, { seed: 1, penalty: 0 })).toThrow('a penalty of 0');
});

interface Reference {
  readonly minimax: { readonly objective: number; readonly group_losses: Readonly<Record<string, number>> };
  readonly erm: { readonly group_losses: Readonly<Record<string, number>> };
}

describe.skipIf(!hasShared)('against the convex optimum', () => {
  const { sets, mu } = sharedJson<{ sets: Record<string, Reference>; mu: number }>(
    'reference/mitigation/group-robust-logistic.json',
  );
  it.each(['compas|sex', 'compas|race', 'german|sex', 'german|age_band', 'law|race'])(
    'the worst group is as well off: %s',
    (name) => {
      const [set, by] = name.split('|') as [string, string];
      const design = referenceDesign(set);
      const groups = groupRows({ group: design.trainRows.map((row) => design.records[row]![by]!) });
      const found = fitWorstGroup(design.train, groups, {
        seed: 1,
        penalty: mu,
        standardize: design.standardize,
        tolerance: 1e-9,
      });
      const { minimax } = sets[name]!;
      expect(Math.abs(found.objective - minimax.objective)).toBeLessThan(1e-8);
      expect(found.least).toBeLessThanOrEqual(found.objective);
      for (const { key, loss } of found.groups)
        expect(Math.abs(loss - minimax.group_losses[key.group!]!), String(key.group)).toBeLessThan(1e-4);
    },
  );
});
