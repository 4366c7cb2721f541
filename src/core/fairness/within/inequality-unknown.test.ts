import { expect, it } from 'vitest';
import { groupTally } from '../tally/groups.js';
import { type TallyRow, tallyRows } from '../tally/tally.js';
import { generalizedEntropy } from './inequality.js';

it('people whose group is unknown are no group: they are counted, and not in the inequality between groups', () => {
  const spec = {
    policyDigest: '',
    attributes: ['g'],
    weightKind: 'count',
    score: { kind: 'none' },
    scoreScale: 1,
  } as const;
  const row = (value: string | null, label: 0 | 1, prediction: 0 | 1, weight: number): TallyRow => ({
    values: [value],
    label,
    prediction,
    score: null,
    weight,
  });
  const known = [row('a', 1, 1, 60), row('a', 1, 0, 40), row('b', 1, 1, 50), row('b', 0, 1, 50)];
  const between = (rows: TallyRow[]) => generalizedEntropy(groupTally(tallyRows(spec, rows), ['g']), 2);
  const without = between(known);
  const withSome = between([...known, row(null, 1, 0, 3)]);
  expect(withSome.betweenGroups).toBe(without.betweenGroups);
  expect(withSome).toMatchObject({ n: 203, unknown: 3 });
  expect(without.unknown).toBe(0);
  expect(withSome.index).not.toBe(without.index);
});
