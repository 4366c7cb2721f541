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
  const parts = new Map<string, GroupPart>();
  if (by.length === 0) parts.set('', { values: [], cells: [...tally.cells] });
  // Most lists of values are shared by many cells, so a list is looked up by itself before it is by what it holds.
  const byList = new Map<AmountCell['values'], GroupPart>();
  const partOf = (list: AmountCell['values']): GroupPart => {
    const values = places.map((place) => list[place] ?? null);
    const key = JSON.stringify(values);
    const part = parts.get(key) ?? { values, cells: [] };
    parts.set(key, part);
    byList.set(list, part);
    return part;
  };
  if (by.length > 0) for (const cell of tally.cells) (byList.get(cell.values) ?? partOf(cell.values)).cells.push(cell);
  return [...parts.values()]
    .sort((a, b) => compareValues(a.values, b.values))
    .map(({ values, cells }) => {
      const key = Object.fromEntries(by.map((name, i) => [name, values[i] ?? null]));
      return amountGroupOf(key, tally, cells);
    });
}

interface GroupPart {
  readonly values: readonly (string | null)[];
  readonly cells: AmountCell[];
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
  const ofQuantity: Record<Quantity, AmountCell[]> = {
    amount: [],
    error: [],
    actual: [],
    paired: [],
    covered: [],
    width: [],
  };
  for (const cell of cells) ofQuantity[cell.quantity].push(cell);
  const spread = (quantity: Quantity): Spread | null =>
    spreadOf(ofQuantity[quantity], tally.decimals, tally.places[quantity] ?? 'distinct');
  const amount = spread('amount');
  const actual = spread('actual');
  return {
    key,
    known: Object.values(key).every((value) => value !== null),
    n: amount?.n ?? 0,
    rows: ofQuantity.amount.reduce((sum, { rows }) => sum + rows, 0),
    amount,
    error: spread('error'),
    actual,
    pairedSquares: actual === null ? null : squaresByPlace(ofQuantity.paired, tally.decimals),
    width: spread('width'),
    covered: coveredOf(ofQuantity.covered),
    unexplained: unexplainedOf(ofQuantity),
  };
}

/** The sum over people of 1 where the interval holds the label is their number. */
function coveredOf(cells: readonly AmountCell[]): AmountGroup['covered'] {
  if (cells.length === 0) return null;
  let [successes, n] = [0n, 0n];
  for (const { sum, weight } of cells) {
    successes += sum;
    n += weight;
  }
  return { successes: Number(successes), n: Number(n) };
}

/** Sum of squares at each place of some cells, places ascending, in square units. */
function squaresByPlace(cells: readonly AmountCell[], decimals: number): Float64Array {
  const squares = new Map<number, bigint>();
  for (const cell of cells) squares.set(cell.at, (squares.get(cell.at) ?? 0n) + cell.squares);
  const unit = 10 ** decimals;
  const sorted = [...squares].sort(([a], [b]) => a - b);
  return Float64Array.from(sorted, ([, sum]) => Number(sum) / unit ** 2);
}

function unexplainedOf({ error, actual }: Record<Quantity, AmountCell[]>): number | null {
  let [people, sum, squares] = [0n, 0n, 0n];
  for (const cell of actual) {
    people += cell.weight;
    sum += cell.sum;
    squares += cell.squares;
  }
  const spread = people * squares - sum * sum;
  if (spread === 0n) return null;
  const errors = error.reduce((total, cell) => total + cell.squares, 0n);
  return Number(people * errors) / Number(spread);
}

/** The spread of one quantity over its cells; null where nobody has it. */
export function spreadOf(cells: readonly AmountCell[], decimals: number, places: Places): Spread | null {
  if (cells.length === 0) return null;
  let [people, sum, size, squares] = [0n, 0n, 0n, 0n];
  for (const cell of cells) {
    people += cell.weight;
    sum += cell.sum;
    size += cell.sum < 0n ? -cell.sum : cell.sum;
    squares += cell.squares;
  }
  const unit = 10 ** decimals;
  return {
    n: Number(people),
    mean: Number(sum) / Number(people) / unit,
    variance: varianceOf(people, sum, squares, unit),
    ...placesOf(cells, unit, places === 'steps'),
    meanSize: Number(size) / Number(people) / unit,
    meanSquare: Number(squares) / Number(people) / unit ** 2,
    sizeVariance: varianceOf(people, size, squares, unit),
    places,
  };
}

/** The places of cells, ascending: values, ends and people of each. */
function placesOf(cells: readonly AmountCell[], unit: number, isInSteps: boolean) {
  const isAscending = cells.every((cell, i) => i === 0 || cells[i - 1]!.at <= cell.at);
  const sorted = isAscending ? cells : [...cells].sort((a, b) => a.at - b.at);
  const last = (i: number): boolean => i + 1 === sorted.length || sorted[i + 1]!.at !== sorted[i]!.at;
  let count = 0;
  for (let i = 0; i < sorted.length; i++) if (last(i)) count += 1;
  const made = {
    values: new Float64Array(count),
    lower: new Float64Array(count),
    upper: new Float64Array(count),
    counts: new Float64Array(count),
  };
  let [place, weight, sum] = [0, 0n, 0n];
  for (let i = 0; i < sorted.length; i++) {
    const cell = sorted[i]!;
    const { at } = cell;
    weight += cell.weight;
    sum += cell.sum;
    if (!last(i)) continue;
    const reach = isInSteps ? stepWidth(at) - 1 : 0;
    made.values[place] = isInSteps ? Number(sum) / Number(weight) / unit : at / unit;
    made.lower[place] = (at < 0 ? at - reach : at) / unit;
    made.upper[place] = (at < 0 ? at : at + reach) / unit;
    made.counts[place] = Number(weight);
    place += 1;
    weight = 0n;
    sum = 0n;
  }
  return made;
}

/** (n * squares - sum^2) / (n (n - 1)), exact up to the last division. */
function varianceOf(people: bigint, sum: bigint, squares: bigint, unit: number): number {
  if (people < 2n) return 0;
  return Number(people * squares - sum * sum) / Number(people * (people - 1n)) / unit ** 2;
}
