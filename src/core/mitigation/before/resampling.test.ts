import { describe, expect, it } from 'vitest';
import { hasShared, sharedCsv, sharedJson } from '../../../../test/support/shared.js';
import { groupRows, massage, resample } from '../index.js';

const SEX = groupRows({ sex: ['f', 'f', 'f', 'm', 'm', 'm', 'm', null] });
const LABEL = [1, 0, 0, 1, 1, 1, 0, 1];
const SCORE = Float64Array.of(0.6, 0.5, 0.2, 0.9, 0.4, 0.8, 0.3, 0.5);

describe('a sample', () => {
  it('doubles and drops those nearest to the border, and leaves who has no group', () => {
    // 4 of 7 have label 1: of three women 1.71 are expected to, of four men 2.29.
    const { times, cells } = resample(SEX, LABEL, { kind: 'preferential', score: SCORE });
    expect([...times]).toEqual([2, 0, 1, 1, 0, 1, 2, 1]);
    expect(cells.map(({ n, taken }) => [n, taken])).toEqual([
      [2, 1],
      [1, 2],
      [1, 2],
      [3, 2],
    ]);
  });

  it('that is uniform takes as many, drawn by the seed', () => {
    const first = resample(SEX, LABEL, { kind: 'uniform', seed: 1 });
    expect(first).toEqual(resample(SEX, LABEL, { kind: 'uniform', seed: 1 }));
    const taken = (rows: number[]): number => rows.reduce((sum, r) => sum + first.times[r]!, 0);
    expect([taken([0]), taken([1, 2]), taken([3, 4, 5]), taken([6])]).toEqual([2, 1, 2, 2]);
  });

  it('takes nobody of a cell in which nobody is', () => {
    const { cells, times } = resample(groupRows({ sex: ['f', 'm'] }), [1, 0], { kind: 'uniform', seed: 1 });
    expect([cells.map(({ taken }) => taken), [...times]]).toEqual([
      [0, 1, 1, 0],
      [1, 1],
    ]);
  });

  it('is refused without what its kind needs', () => {
    expect(() => resample(SEX, LABEL, { kind: 'preferential' })).toThrow('no score of every row');
    expect(() => resample(SEX, LABEL, { kind: 'uniform' })).toThrow('no seed');
    expect(() => resample(SEX, [2, ...LABEL.slice(1)], { kind: 'uniform', seed: 1 })).toThrow(
      'the label of row 0 is 2',
    );
  });
});

it('labels are changed of those nearest to the border until groups have the share of all', () => {
  const { label, changed, groups } = massage(SEX, LABEL, SCORE);
  // 0.71 women are short of label 1, and 0.71 men have it beyond: one each, rounded up.
  expect([[...changed], [...label]]).toEqual([
    [1, 4],
    [1, 1, 0, 1, 0, 1, 0, 1],
  ]);
  expect(groups.map(({ toOne, toZero }) => [toOne, toZero])).toEqual([
    [1, 0],
    [0, 1],
  ]);
});

interface Marked {
  readonly count: number;
  readonly first: readonly number[];
  readonly sum_of_ids: number;
}
interface Case {
  readonly favourable_label: 0 | 1;
  readonly cells: Readonly<Record<string, { n: number; used_size: number; doubled?: Marked; removed?: Marked }>>;
  readonly massaging: { deprived: string; favoured: string; flips_each_way: number; promoted: Marked; demoted: Marked };
}

describe.skipIf(!hasShared)('against the reference', () => {
  const { cases } = sharedJson<{ cases: Record<string, Record<string, Case>> }>(
    'reference/mitigation/resampling-massaging.json',
  );
  it.each(['german-lr', 'compas-lr', 'hmda-boston-lr'])('samples and labels are the same rows: %s', (set) => {
    for (const [by, one] of Object.entries(cases[set]!)) {
      const [name] = by.split(' ') as [string];
      const wanted = [one.massaging.deprived, one.massaging.favoured];
      const people = sharedCsv(`data/predictions-${set}.csv`).filter((row) => wanted.includes(row[name]!));
      const favourable = one.favourable_label;
      const groups = groupRows({ group: people.map((row) => row[name]!) });
      // The favourable label is 1 here, as the rank of the reference has it.
      const label = people.map((row) => +(Number(row.y_true) === favourable));
      const score = Float64Array.from(people, (row) => (favourable === 1 ? Number(row.score) : 1 - Number(row.score)));
      const ids = people.map((row) => Number(row.row));
      const { times, cells } = resample(groups, label, { kind: 'preferential', score });
      for (const { key, label: y, n, taken } of cells) {
        const reference = one.cells[`${key.group}|${y === 1 ? 'favourable' : 'unfavourable'}`]!;
        expect([n, taken]).toEqual([reference.n, reference.used_size]);
        const marked = reference.doubled ?? reference.removed;
        const touched = ids.filter(
          (_, r) => groups.keys[groups.codes[r]!]!.group === key.group && label[r] === y && times[r] !== 1,
        );
        expect(touched.reduce((sum, id) => sum + id, 0)).toBe(marked?.sum_of_ids ?? 0);
      }
      const changed = massage(groups, label, score);
      for (const [group, { first, sum_of_ids }] of [
        [one.massaging.deprived, one.massaging.promoted],
        [one.massaging.favoured, one.massaging.demoted],
      ] as const) {
        const rows = [...changed.changed]
          .filter((r) => groups.keys[groups.codes[r]!]!.group === group)
          .map((r) => ids[r]!);
        expect([rows.length, rows.reduce((sum, id) => sum + id, 0)]).toEqual([
          one.massaging.flips_each_way,
          sum_of_ids,
        ]);
        expect(first.every((id) => rows.includes(id))).toBe(true);
      }
    }
  });
});
