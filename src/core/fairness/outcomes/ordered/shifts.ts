import type { OrderedGroup } from './types.js';

/** People who were moved by so many levels, positive towards the favourable end. */
export interface Shift {
  readonly shift: number;
  readonly people: number;
}

/** The people with a label by number of levels moved, from the largest fall that there can be to the largest rise. */
export function shiftsOf(group: OrderedGroup): Shift[] {
  const most = group.levels.length - 1;
  const people = new Array<number>(2 * most + 1).fill(0);
  group.countByLabelAndRank.forEach((row, label) => {
    row.forEach((count, rank) => {
      people[rank - label + most]! += count;
    });
  });
  return people.map((count, i) => ({ shift: i - most, people: count }));
}
