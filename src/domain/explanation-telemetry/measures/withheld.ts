import { grouped } from './grouped.js';

/** Fewest people of a cell that is shown. */
export const LEAST_CELL = 30;

/**
 * The cells that are not shown: those of fewer people than are shown, and so many of the next smallest that what is left out cannot be found from
 * the whole and the others.
 *
 * @param counts people by cell
 * @example
 * withheldCells(new Map([['F', 400], ['M', 500], ['X', 3]])); // X, and F: 3 would follow from the whole otherwise
 */
export function withheldCells(counts: ReadonlyMap<string, number>, least: number = LEAST_CELL): ReadonlySet<string> {
  const smallestFirst = [...counts].sort(([a, n], [b, m]) => n - m || (a < b ? -1 : 1));
  const withheld = new Set<string>();
  let people = 0;
  for (const [name, n] of smallestFirst) {
    const isHidden = people > 0 || withheld.size > 0;
    if (n >= least && (!isHidden || people >= least)) break;
    withheld.add(name);
    people += n;
  }
  return withheld;
}

/**
 * A count of some among others; null where they, or what is left of the others, are people and fewer than are shown. A number of few is as good as a
 * name to whoever knows who else is in it.
 *
 * @example
 * shownCount(45, 90); // 45
 * shownCount(1, 1); // null: it says how the only one was decided
 * shownCount(0, 90); // 0
 */
export function shownCount(count: number, of: number): number | null {
  const isFew = (n: number): boolean => n > 0 && n < LEAST_CELL;
  return isFew(of) || isFew(count) || isFew(of - count) ? null : count;
}

/** People by group, without those whose cells are withheld; everybody comes first, under null, unless they are too few themselves. */
export function shownGroups<T extends { readonly group: string | null }>(
  people: readonly T[],
): {
  readonly shown: readonly { readonly group: string | null; readonly people: readonly T[] }[];
  readonly withheld: number;
} {
  const byGroup = [...grouped(people, ({ group }) => group)].flatMap(([group, own]) =>
    group === null ? [] : [[group, own] as const],
  );
  const withheld = withheldCells(new Map(byGroup.map(([group, own]) => [group, own.length])));
  const named = byGroup.filter(([group]) => !withheld.has(group)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (people.length > 0 && people.length < LEAST_CELL) return { shown: [], withheld: byGroup.length + 1 };
  return {
    shown: [{ group: null, people }, ...named.map(([group, own]) => ({ group, people: own }))],
    withheld: withheld.size,
  };
}
