import { describe, expect, it } from 'vitest';
import known from '../testdata/ordered-requirements.json' with { type: 'json' };
import {
  measuredMeanRank,
  measuredMoved,
  measuredShortfall,
  measuredTurned,
  type OrderedGroup,
  othersOf,
  wholeOf,
} from './index.js';

const NEAR = 9;
const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

const groupOf = (table: readonly (readonly number[])[]): OrderedGroup => {
  const countByRank = table.map((_, rank) => total(table.map((row) => row[rank]!)));
  return {
    key: {},
    known: true,
    n: total(countByRank),
    rows: 1,
    levels: table.map((_, i) => `level ${i}`),
    countByRank,
    countByLabelAndRank: table,
    labelled: total(countByRank),
  };
};

const near = (found: ReturnType<typeof measuredShortfall>, [value, lower, upper]: readonly number[]): void => {
  const limits = found.at(0.95)!;
  expect(found.value).toBeCloseTo(value!, NEAR);
  expect(limits.lower).toBeCloseTo(lower!, NEAR);
  expect(limits.upper).toBeCloseTo(upper!, NEAR);
};

describe('what requirements about levels measure equals scipy, person by person, to 1e-9', () => {
  it.each(known.rows)('table $#', ({ own, others, meanRank, shortfall, within, across }) => {
    const [ours, theirs] = [groupOf(own), groupOf(others)];
    expect(measuredMeanRank(ours, theirs).value).toBeCloseTo(meanRank, NEAR);
    near(measuredShortfall(ours, theirs), shortfall);
    near(measuredTurned(ours, theirs, 'within'), within);
    near(measuredTurned(ours, theirs, 'across'), across);
  });
});

describe('what requirements about levels measure', () => {
  const ours = groupOf([
    [5, 1, 0],
    [4, 6, 2],
    [1, 3, 8],
  ]);

  it('counts who was lowered and who was raised', () => {
    expect(measuredMoved(ours, 'lowered_share')).toEqual({ kind: 'rate', rate: { successes: 8, n: 30 } });
    expect(measuredMoved(ours, 'raised_share')).toEqual({ kind: 'rate', rate: { successes: 3, n: 30 } });
  });

  it('has no shortfall against itself, and limits that begin there', () => {
    const { value, at } = measuredShortfall(ours, ours);
    expect(value).toBe(0);
    expect(at(0.95)).toMatchObject({ estimate: 0, lower: 0 });
  });

  it('is undefined where nobody stands on the other side, or no pair has different labels', () => {
    const nobody = othersOf(wholeOf([ours])!, ours);
    expect(nobody.n).toBe(0);
    expect(measuredShortfall(ours, nobody)).toMatchObject({ value: null });
    expect(measuredMeanRank(ours, nobody)).toMatchObject({ value: null });
    expect(measuredTurned(ours, nobody, 'across')).toMatchObject({ value: null });
    const alike = groupOf([
      [3, 2],
      [0, 0],
    ]);
    expect(measuredTurned(alike, alike, 'within')).toMatchObject({
      value: null,
      hindrance: 'no pair of people has different labels',
    });
  });

  it('leaves all others when one group is taken out', () => {
    const theirs = groupOf([
      [2, 0, 1],
      [0, 3, 0],
      [1, 1, 9],
    ]);
    const left = othersOf(wholeOf([ours, theirs])!, ours);
    expect(left).toMatchObject({
      n: theirs.n,
      labelled: theirs.labelled,
      countByRank: theirs.countByRank,
      countByLabelAndRank: theirs.countByLabelAndRank,
    });
  });
});
