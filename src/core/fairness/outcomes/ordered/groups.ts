import { didYouMean } from '../../../base/suggest.js';
import type { ScoreCounts } from '../../../stats/auc/index.js';
import { cellsByGroup, invalidArgument } from '../base/index.js';
import { addTable } from './turned-pairs.js';
import type { FavourableEnd, OrderedCell, OrderedGroup, OrderedTally } from './types.js';

/**
 * Groups of a tally by some of its attributes, summed over all others. Sorted by code point of the values, unknown (null) last;
 * `by = []` gives one group of everybody.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for an attribute that the tally does not have
 * @example orderedGroups(tally, ['school', 'sex'])
 */
export function orderedGroups(tally: OrderedTally, by: readonly string[]): OrderedGroup[] {
  const levels = tally.favourable === 'higher' ? [...tally.levels] : [...tally.levels].reverse();
  return cellsByGroup(tally.attributes, tally.cells, by).map(({ key, known, cells }) => {
    const table = labelTable(cells, levels.length, tally.favourable);
    const countByRank = new Array<number>(levels.length).fill(0);
    for (const cell of cells) countByRank[rankOf(cell.level, levels.length, tally.favourable)]! += cell.people;
    return {
      key,
      known,
      n: sum(countByRank),
      rows: cells.reduce((rows, cell) => rows + cell.rows, 0),
      levels,
      countByRank,
      countByLabelAndRank: table,
      labelled: sum(table.map(sum)),
    };
  });
}

/** People with a label, by rank of the label and rank of the level given. */
export function labelTable(cells: readonly OrderedCell[], levels: number, favourable: FavourableEnd): number[][] {
  const table = Array.from({ length: levels }, () => new Array<number>(levels).fill(0));
  for (const { level, label, people } of cells) {
    if (label !== null) table[rankOf(label, levels, favourable)]![rankOf(level, levels, favourable)]! += people;
  }
  return table;
}

/** Rank of a place: 0 at the least favourable level. */
const rankOf = (place: number, levels: number, favourable: FavourableEnd): number =>
  favourable === 'higher' ? place : levels - 1 - place;

export const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** The ranks of a group as a distribution of scores, for the tests on ranks. */
export const asDistribution = (counts: readonly number[]): ScoreCounts => ({
  scores: Float64Array.from(counts, (_, rank) => rank),
  counts: Float64Array.from(counts),
});

/** Refuses two groups that were counted over other levels, which no rank can compare. */
export function checkSameLevels(group: OrderedGroup, reference: OrderedGroup): void {
  if (group.levels.length === reference.levels.length && group.levels.every((name, i) => name === reference.levels[i]))
    return;
  throw invalidArgument(
    `the groups have other levels: ${group.levels.join(', ')} and ${reference.levels.join(', ')}`,
    'Compare groups of one tally.',
  );
}

/** The people of all groups as one group without a key; null without groups. */
export function wholeOf(groups: readonly OrderedGroup[]): OrderedGroup | null {
  const [first] = groups;
  if (first === undefined) return null;
  const countByRank = first.levels.map(() => 0);
  const countByLabelAndRank = first.levels.map(() => first.levels.map(() => 0));
  for (const group of groups) {
    for (const rank of countByRank.keys()) countByRank[rank]! += group.countByRank[rank]!;
    addTable(countByLabelAndRank, group.countByLabelAndRank, 1);
  }
  const [n, rows] = [sum(countByRank), sum(groups.map((group) => group.rows))];
  return { ...first, key: {}, n, rows, countByRank, countByLabelAndRank, labelled: sum(countByLabelAndRank.map(sum)) };
}

/** The people of a whole without those of one of its groups, or of several of them pooled. */
export const othersOf = (whole: OrderedGroup, group: OrderedGroup): OrderedGroup => ({
  ...whole,
  n: whole.n - group.n,
  rows: whole.rows - group.rows,
  countByRank: whole.countByRank.map((count, rank) => count - group.countByRank[rank]!),
  countByLabelAndRank: whole.countByLabelAndRank.map((row, label) =>
    row.map((count, rank) => count - group.countByLabelAndRank[label]![rank]!),
  ),
  labelled: whole.labelled - group.labelled,
});

/** Rank of a level by its name; refuses unknown names. */
export function rankOfLevel(group: OrderedGroup, level: string): number {
  const rank = group.levels.indexOf(level);
  if (rank >= 0) return rank;
  throw invalidArgument(`${JSON.stringify(level)} is no level`, didYouMean(level, group.levels), 'level');
}
