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

/** People by group, without those whose cells are withheld; everybody comes first, under null. */
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
  return {
    shown: [{ group: null, people }, ...named.map(([group, own]) => ({ group, people: own }))],
    withheld: withheld.size,
  };
}
