import { TribuneError } from '../../core/base/errors.js';
import { MAX_GROUPS } from '../../core/fairness/tally/index.js';
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

/**
 * The crowds of cells by some of their attributes. Intersections that share an attribute stand in one part, whose crowds may be many more than those of each.
 *
 * @param all attributes that the values of the cells are of, in their order
 * @throws TribuneError DATA_TOO_LARGE where attributes that stand together make more than `MAX_GROUPS` crowds
 */
export function crowdsOf<Cell extends ValuesCell>(
  cells: readonly Cell[],
  all: readonly string[],
  attributes: readonly string[],
): Crowd<Cell>[] {
  const places = attributes.map((name) => all.indexOf(name));
  const byValues = new Map<string, Cell[]>();
  for (const cell of cells) {
    const values = places.map((i) => cell.values[i] ?? null);
    const key = JSON.stringify(values);
    const own = byValues.get(key);
    if (own === undefined) byValues.set(key, [{ ...cell, values }]);
    else own.push({ ...cell, values });
    if (attributes.length > 1 && byValues.size > MAX_GROUPS) throw tooManyGroups(attributes);
  }
  return [...byValues.values()].map((own) => ({ values: own[0]!.values, rows: rowsOf(own), cells: own }));
}

const tooManyGroups = (attributes: readonly string[]): TribuneError =>
  new TribuneError(
    'DATA_TOO_LARGE',
    `${attributes.join(', ')}, which the policy uses together, have more than ${MAX_GROUPS} groups`,
    {
      remedy:
        'A caller who may see no person is shown intersections that share an attribute as one: leave one of them out, or declare coarser bins.',
    },
  );

/** Whether each side on which there is anybody has enough people. */
export function isSafe<Cell extends ValuesCell>(
  { cells }: { readonly cells: readonly Cell[] },
  side: Side<Cell>,
): boolean {
  const counts = new Map<string, number>();
  countSides(counts, cells, side);
  return areEnough(counts);
}

function countSides<Cell extends ValuesCell>(
  counts: Map<string, number>,
  cells: readonly Cell[],
  side: Side<Cell>,
): void {
  for (const cell of cells) {
    const on = side(cell);
    counts.set(on, (counts.get(on) ?? 0) + cell.rows);
  }
}

const areEnough = (counts: ReadonlyMap<string, number>): boolean =>
  [...counts.values()].every((rows) => rows >= LEAST_CELL);

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
  for (const crowd of crowds) {
    const equal = bySize.get(crowd.rows);
    if (equal === undefined) bySize.set(crowd.rows, [crowd]);
    else equal.push(crowd);
  }
  return [...bySize].sort(([a], [b]) => a - b).map(([, equal]) => equal);
}

/** Some crowds and as many others, the smallest first, as all of them together need to have enough people on each side. */
function withSmallest<Cell extends ValuesCell>(
  crowds: readonly Crowd<Cell>[],
  others: readonly Crowd<Cell>[],
  side: Side<Cell>,
): Set<Crowd<Cell>> {
  const taken = new Set(crowds);
  const counts = new Map<string, number>();
  for (const { cells } of crowds) countSides(counts, cells, side);
  for (const equal of smallestFirst(others)) {
    if (areEnough(counts)) break;
    for (const crowd of equal) {
      taken.add(crowd);
      countSides(counts, crowd.cells, side);
    }
  }
  return taken;
}

/** Crowds that are shown, and a pool of those that are too small with as many further ones as the pool needs to be large enough. */
export function poolSmall<Cell extends ValuesCell>(
  crowds: readonly Crowd<Cell>[],
  side: Side<Cell>,
): { crowds: readonly Crowd<Cell>[]; pool: Crowd<Cell> | null; pooled: readonly Crowd<Cell>[] } {
  const unknown: Values = crowds[0]?.values.map(() => null) ?? [];
  const isUnknown = ({ values }: Crowd<Cell>): boolean => values.every((value) => value === null);
  const small = new Set(crowds.filter((crowd) => !isSafe(crowd, side)));
  if (small.size === 0) return { crowds, pool: null, pooled: [] };
  // People whose values are unknown cannot be told from the pool, so they are in it from the start.
  const isWithin = (crowd: Crowd<Cell>): boolean => small.has(crowd) || isUnknown(crowd);
  const others = crowds.filter((crowd) => !isWithin(crowd));
  const pooled = withSmallest(crowds.filter(isWithin), others, side);
  return {
    crowds: others.filter((crowd) => !pooled.has(crowd)),
    pool: together([...pooled], unknown),
    pooled: [...pooled],
  };
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
  const small = new Set(crowds.filter((crowd) => !isSafe(crowd, side)));
  if (small.size === 0) return small;
  const others = crowds.filter((crowd) => !small.has(crowd));
  return withSmallest([...small], others, side);
}
