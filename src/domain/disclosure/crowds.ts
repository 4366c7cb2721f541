import { LEAST_CELL } from './types.js';

export type Values = readonly (string | null)[];

/** A cell of any tally, as far as it counts rows of some attribute values. */
export interface ValuesCell {
  readonly values: Values;
  readonly rows: number;
}

/** All people with the same values of the attributes. */
export interface Crowd<Cell extends ValuesCell> {
  readonly values: Values;
  readonly rows: number;
  readonly cells: readonly Cell[];
}

/** What tells people of one crowd apart in an answer. */
export type Side<Cell> = (cell: Cell) => string;

export const rowsOf = (of: readonly { readonly rows: number }[]): number => of.reduce((sum, { rows }) => sum + rows, 0);

/** The crowds of cells by some of their attributes, whose places among the values are given. */
export function crowdsOf<Cell extends ValuesCell>(cells: readonly Cell[], places: readonly number[]): Crowd<Cell>[] {
  const byValues = new Map<string, Cell[]>();
  for (const cell of cells) {
    const values = places.map((i) => cell.values[i] ?? null);
    const key = JSON.stringify(values);
    const own = byValues.get(key);
    if (own === undefined) byValues.set(key, [{ ...cell, values }]);
    else own.push({ ...cell, values });
  }
  return [...byValues.values()].map((own) => ({ values: own[0]!.values, rows: rowsOf(own), cells: own }));
}

/** Whether each side on which there is anybody has enough people. */
export function isSafe<Cell extends ValuesCell>(
  { cells }: { readonly cells: readonly Cell[] },
  side: Side<Cell>,
): boolean {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(side(cell), (counts.get(side(cell)) ?? 0) + cell.rows);
  return [...counts.values()].every((rows) => rows >= LEAST_CELL);
}

const together = <Cell extends ValuesCell>(crowds: readonly Crowd<Cell>[], values: Values): Crowd<Cell> => ({
  values,
  rows: rowsOf(crowds),
  cells: crowds.flatMap(({ cells }) => cells.map((cell) => ({ ...cell, values }))),
});

/**
 * Crowds by their size, the smallest first; those of one size stand together. The order in which equal ones come is that of the caller's policy, so none
 * may be taken without the others: two policies that differ in their order would show one small crowd together with each of them in turn, and so alone.
 */
function smallestFirst<Cell extends ValuesCell>(crowds: readonly Crowd<Cell>[]): Crowd<Cell>[][] {
  const bySize = new Map<number, Crowd<Cell>[]>();
  for (const crowd of crowds) bySize.set(crowd.rows, [...(bySize.get(crowd.rows) ?? []), crowd]);
  return [...bySize].sort(([a], [b]) => a - b).map(([, equal]) => equal);
}

/** Crowds that are shown, and a pool of those that are too small with as many further ones as the pool needs to be large enough. */
export function poolSmall<Cell extends ValuesCell>(
  crowds: readonly Crowd<Cell>[],
  side: Side<Cell>,
): { crowds: readonly Crowd<Cell>[]; pool: Crowd<Cell> | null; pooled: readonly Crowd<Cell>[] } {
  const unknown: Values = crowds[0]?.values.map(() => null) ?? [];
  const isUnknown = ({ values }: Crowd<Cell>): boolean => values.every((value) => value === null);
  const pooled = crowds.filter((crowd) => !isSafe(crowd, side));
  if (pooled.length === 0) return { crowds, pool: null, pooled };
  const rest = crowds.filter((crowd) => !pooled.includes(crowd));
  // People whose values are unknown cannot be told from the pool, so they are in it from the start.
  pooled.push(...rest.filter(isUnknown));
  for (const equal of smallestFirst(rest.filter((crowd) => !isUnknown(crowd)))) {
    if (isSafe(together(pooled, unknown), side)) break;
    pooled.push(...equal);
  }
  return { crowds: rest.filter((crowd) => !pooled.includes(crowd)), pool: together(pooled, unknown), pooled };
}

/**
 * Crowds whose labels must not be shown: those in which the labels separate too few people, and as many more as are needed for the labels
 * of all of them together, which everybody's labels minus those of the others reveal.
 *
 * @param side tells people apart by label too
 */
export function crowdsWithoutLabels<Cell extends ValuesCell>(
  crowds: readonly Crowd<Cell>[],
  side: Side<Cell>,
): ReadonlySet<Crowd<Cell>> {
  const hidden = crowds.filter((crowd) => !isSafe(crowd, side));
  if (hidden.length === 0) return new Set();
  for (const equal of smallestFirst(crowds.filter((crowd) => !hidden.includes(crowd)))) {
    if (isSafe(together(hidden, []), side)) break;
    hidden.push(...equal);
  }
  return new Set(hidden);
}
