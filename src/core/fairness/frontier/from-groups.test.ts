import { describe, expect, it } from 'vitest';
import { groupTally } from '../tally/groups.js';
import { emptyTally, tallyRows } from '../tally/tally.js';
import { countsAtCutoff } from './curve.js';
import { frontierGroups } from './from-groups.js';
import { impossibility } from './impossibility.js';

const row = (sex: string | null, label: 0 | 1 | null, score: number) =>
  ({ values: [sex], label, prediction: score >= 0.5 ? 1 : 0, score, weight: 1 }) as const;
const rows = [
  row('f', 1, 0.9),
  row('f', 0, 0.6),
  row('f', null, 0.7),
  row('m', 1, 0.4),
  row('m', 0, 0.2),
  row(null, 1, 0.8),
];
const spec = { policyDigest: '', attributes: ['sex'], weightKind: 'none', scoreScale: 1 } as const;

describe('frontierGroups', () => {
  const groups = groupTally(tallyRows({ ...spec, score: { kind: 'distinct' } }, rows), ['sex']);

  it('takes the labelled people of the known groups', () => {
    const found = frontierGroups(groups);
    expect(found.map(({ key }) => key)).toEqual([{ sex: 'f' }, { sex: 'm' }]);
    expect(countsAtCutoff(found[0]!, 0.5)).toEqual({ tp: 1, fp: 1, fn: 0, tn: 0 });
  });

  it('gives the confusion counts of the tally at the cutoff of its predictions', () => {
    for (const group of frontierGroups(groups)) {
      const { unlabelled: _, ...counts } = groups.find(({ key }) => key.sex === group.key.sex)!.counts;
      expect(countsAtCutoff(group, 0.5)).toEqual(counts);
    }
  });

  it('finds no group in a tally without scores', () => {
    expect(frontierGroups(groupTally(emptyTally({ ...spec, score: { kind: 'none' } }), ['sex']))).toEqual([]);
  });

  it('takes the mean inside a bin for the mean score of positives', () => {
    const binned = groupTally(tallyRows({ ...spec, score: { kind: 'bins', lower: 0, upper: 1, count: 2 } }, rows), [
      'sex',
    ]);
    const known = binned.filter((group) => group.known);
    // Positives score 0.9 and 0.4; base rates are both one half.
    const statement = impossibility(known).statements[1]!;
    expect(statement.forcedInHighest).toBeCloseTo(1 - (0.9 + 0.4) / 2, 10);
  });
});
