/** Pairs of people of whom the first has the more favourable label: how many, and in how many the levels given are turned round or made equal. */
export interface PairCounts {
  readonly pairs: number;
  readonly turned: number;
  readonly levelled: number;
}

/** A table of people by rank of the label and rank of the level given. */
export type LabelTable = readonly (readonly number[])[];

/**
 * Pairs of one person of `own` and one of `others` with a less favourable label. Costs the square of the number of levels: for every label, people of `others` with
 * a lower one are added up by the level that they were given.
 */
export function turnedPairs(own: LabelTable, others: LabelTable): PairCounts {
  const levels = own.length;
  const lowerByRank = new Array<number>(levels).fill(0);
  let [pairs, turned, levelled] = [0, 0, 0];
  for (let label = 0; label < levels; label++) {
    let lowerLabels = lowerByRank.reduce((sum, count) => sum + count, 0);
    const all = lowerLabels;
    for (let rank = 0; rank < levels; rank++) {
      const people = own[label]![rank]!;
      lowerLabels -= lowerByRank[rank]!;
      pairs += people * all;
      levelled += people * lowerByRank[rank]!;
      turned += people * lowerLabels;
    }
    for (let rank = 0; rank < levels; rank++) lowerByRank[rank]! += others[label]![rank]!;
  }
  return { pairs, turned, levelled };
}

export const plusPairs = (a: PairCounts, b: PairCounts, times = 1): PairCounts => ({
  pairs: a.pairs + times * b.pairs,
  turned: a.turned + times * b.turned,
  levelled: a.levelled + times * b.levelled,
});

export const NO_PAIRS: PairCounts = { pairs: 0, turned: 0, levelled: 0 };

/** Adds a table to another, in place, so many times. */
export function addTable(into: number[][], table: LabelTable, times: number): void {
  for (const [label, row] of table.entries()) {
    for (const [rank, count] of row.entries()) into[label]![rank]! += times * count;
  }
}

export const emptyTable = (levels: number): number[][] =>
  Array.from({ length: levels }, () => new Array<number>(levels).fill(0));
