import { TribuneError } from '../../../base/errors.js';
import { compareValues } from '../../tally/order.js';
import type { GroupKey } from '../../tally/types.js';
import { stepWidth } from './scale.js';
import type { AmountCell, AmountGroup, AmountTally, Places, Quantity, Spread } from './types.js';

const groupsByTally = new WeakMap<AmountTally, Map<string, readonly AmountGroup[]>>();

/**
 * Groups of a tally by some of its attributes, summed over all others; sorted by code point of the values, unknown (null) last. `by = []`
 * gives one group of everybody.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for an attribute that the tally does not have
 * @example amountGroups(tally, ['sex'])[0].amount.mean
 */
export function amountGroups(tally: AmountTally, by: readonly string[]): readonly AmountGroup[] {
  const known = groupsByTally.get(tally) ?? new Map<string, readonly AmountGroup[]>();
  groupsByTally.set(tally, known);
  const set = JSON.stringify(by);
  const groups = known.get(set) ?? groupsOf(tally, by);
  known.set(set, groups);
  return groups;
}

function groupsOf(tally: AmountTally, by: readonly string[]): AmountGroup[] {
  const places = by.map((name) => placeOf(tally, name));
  const parts = new Map<string, { readonly values: (string | null)[]; readonly cells: AmountCell[] }>();
  if (by.length === 0) parts.set('', { values: [], cells: [...tally.cells] });
  else
    for (const cell of tally.cells) {
      const values = places.map((place) => cell.values[place] ?? null);
      const key = JSON.stringify(values);
      const part = parts.get(key) ?? { values, cells: [] };
      parts.set(key, part);
      part.cells.push(cell);
    }
  return [...parts.values()]
    .sort((a, b) => compareValues(a.values, b.values))
    .map(({ values, cells }) => {
      const key = Object.fromEntries(by.map((name, i) => [name, values[i] ?? null]));
      return amountGroupOf(key, tally, cells);
    });
}

function placeOf(tally: AmountTally, name: string): number {
  const place = tally.attributes.indexOf(name);
  if (place >= 0) return place;
  throw new TribuneError('INVALID_ARGUMENT', `the tally has no attribute "${name}"`, {
    remedy: `It has: ${tally.attributes.join(', ') || 'none'}.`,
  });
}

/** One group that holds the people of some cells, such as a pool of small groups. */
export function amountGroupOf(key: GroupKey, tally: AmountTally, cells: readonly AmountCell[]): AmountGroup {
  const amounts = cells.filter(({ quantity }) => quantity === 'amount');
  const spread = (quantity: Quantity): Spread | null =>
    spreadOf(
      cells.filter((cell) => cell.quantity === quantity),
      tally.decimals,
      tally.places[quantity],
    );
  const amount = spread('amount');
  return {
    key,
    known: Object.values(key).every((value) => value !== null),
    n: amount?.n ?? 0,
    rows: amounts.reduce((sum, { rows }) => sum + rows, 0),
    amount,
    error: spread('error'),
  };
}

interface PlaceSums {
  weight: bigint;
  sum: bigint;
}

/** The spread of one quantity over its cells; null where nobody has it. */
export function spreadOf(cells: readonly AmountCell[], decimals: number, places: Places): Spread | null {
  if (cells.length === 0) return null;
  const byPlace = new Map<number, PlaceSums>();
  let [people, sum, size, squares] = [0n, 0n, 0n, 0n];
  for (const cell of cells) {
    people += cell.weight;
    sum += cell.sum;
    size += cell.sum < 0n ? -cell.sum : cell.sum;
    squares += cell.squares;
    const there = byPlace.get(cell.at);
    if (there === undefined) byPlace.set(cell.at, { weight: cell.weight, sum: cell.sum });
    else {
      there.weight += cell.weight;
      there.sum += cell.sum;
    }
  }
  const unit = 10 ** decimals;
  const sorted = Float64Array.from(byPlace.keys()).sort();
  const steps = places === 'steps';
  const valueAt = (at: number): number => {
    if (!steps) return at / unit;
    const held = byPlace.get(at)!;
    return Number(held.sum) / Number(held.weight) / unit;
  };
  const reach = (at: number): number => (steps ? stepWidth(at) - 1 : 0);
  return {
    n: Number(people),
    mean: Number(sum) / Number(people) / unit,
    variance: varianceOf(people, sum, squares, unit),
    values: sorted.map(valueAt),
    lower: sorted.map((at) => (at < 0 ? at - reach(at) : at) / unit),
    upper: sorted.map((at) => (at < 0 ? at : at + reach(at)) / unit),
    counts: sorted.map((at) => Number(byPlace.get(at)!.weight)),
    meanSize: Number(size) / Number(people) / unit,
    meanSquare: Number(squares) / Number(people) / unit ** 2,
    sizeVariance: varianceOf(people, size, squares, unit),
    places,
  };
}

/** (n * squares - sum^2) / (n (n - 1)), exact up to the last division. */
function varianceOf(people: bigint, sum: bigint, squares: bigint, unit: number): number {
  if (people < 2n) return 0;
  return Number(people * squares - sum * sum) / Number(people * (people - 1n)) / unit ** 2;
}
