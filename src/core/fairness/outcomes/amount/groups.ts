import { TribuneError } from '../../../base/errors.js';
import { compareValues } from '../../tally/order.js';
import type { GroupKey } from '../../tally/types.js';
import { type AmountColumns, type CellRun, columnsOf, columnsOfCells } from './columns.js';
import { type ExactColumn, ExactTotal } from './exact-column.js';
import { isLast, orderOf, type People, placeCount } from './place-order.js';
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
  const columns = columnsOf(tally);
  const places = by.map((name) => placeOf(tally, name));
  const parts = new Map<string, GroupPart>();
  const partOf = (list: AmountCell['values']): GroupPart => {
    const values = places.map((place) => list[place] ?? null);
    const key = JSON.stringify(values);
    const part = parts.get(key) ?? { values, runs: [] };
    parts.set(key, part);
    return part;
  };
  // Everybody is a group of an empty tally too.
  if (by.length === 0) partOf([]);
  for (const run of columns.runs) partOf(run.values).runs.push(run);
  return [...parts.values()]
    .sort((a, b) => compareValues(a.values, b.values))
    .map(({ values, runs }) => {
      const key = Object.fromEntries(by.map((name, i) => [name, values[i] ?? null]));
      return groupOf(key, tally, { columns, runs });
    });
}

interface GroupPart {
  readonly values: readonly (string | null)[];
  readonly runs: CellRun[];
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
  const columns = columnsOfCells(cells);
  return groupOf(key, tally, { columns, runs: columns.runs });
}

function groupOf(
  key: GroupKey,
  tally: AmountTally,
  { columns, runs }: { readonly columns: AmountColumns; readonly runs: readonly CellRun[] },
): AmountGroup {
  const ofQuantity = (quantity: Quantity): People => ({
    columns,
    order: orderOf(
      columns,
      runs.filter((run) => run.quantity === quantity),
    ),
  });
  const spread = (people: People, quantity: Quantity): Spread | null =>
    spreadOf(people, tally.decimals, tally.places[quantity] ?? 'distinct');
  const [amounts, errors, labels] = [ofQuantity('amount'), ofQuantity('error'), ofQuantity('actual')];
  const amount = spread(amounts, 'amount');
  const actual = spread(labels, 'actual');
  return {
    key,
    known: Object.values(key).every((value) => value !== null),
    n: amount?.n ?? 0,
    rows: rowsOf(amounts),
    amount,
    error: spread(errors, 'error'),
    actual,
    pairedSquares: actual === null ? null : squaresByPlace(ofQuantity('paired'), tally.decimals),
    width: spread(ofQuantity('width'), 'width'),
    covered: coveredOf(ofQuantity('covered')),
    unexplained: unexplainedOf(errors, labels),
  };
}

function rowsOf({ columns, order }: People): number {
  let rows = 0;
  for (const cell of order) rows += columns.rows[cell]!;
  return rows;
}

const totalOf = (column: ExactColumn, order: Uint32Array): ExactTotal => new ExactTotal().addAll(column, order);

/** The sum over people of 1 where the interval holds the label is their number. */
function coveredOf({ columns, order }: People): AmountGroup['covered'] {
  if (order.length === 0) return null;
  return { successes: totalOf(columns.sum, order).number, n: totalOf(columns.weight, order).number };
}

/** Sum of squares at each place of some cells, places ascending, in square units. */
function squaresByPlace({ columns, order }: People, decimals: number): Float64Array {
  const unit = 10 ** decimals;
  const squares = new Float64Array(placeCount(columns.at, order));
  const total = new ExactTotal();
  let place = 0;
  for (let i = 0; i < order.length; i++) {
    total.add(columns.squares, order[i]!);
    if (!isLast(columns.at, order, i)) continue;
    squares[place] = total.number / unit ** 2;
    place += 1;
    total.clear();
  }
  return squares;
}

function unexplainedOf({ columns, order: errors }: People, { order: labels }: People): number | null {
  const people = totalOf(columns.weight, labels).value;
  const sum = totalOf(columns.sum, labels).value;
  const spread = people * totalOf(columns.squares, labels).value - sum * sum;
  if (spread === 0n) return null;
  return Number(people * totalOf(columns.squares, errors).value) / Number(spread);
}

/** The spread of one quantity over its cells; null where nobody has it. */
function spreadOf({ columns, order }: People, decimals: number, places: Places): Spread | null {
  if (order.length === 0) return null;
  const people = totalOf(columns.weight, order).value;
  const squares = totalOf(columns.squares, order).value;
  // Places ascend, so that whatever is below 0 stands first.
  const at0 = order.findIndex((cell) => columns.at[cell]! >= 0);
  const split = at0 < 0 ? order.length : at0;
  const below = totalOf(columns.sum, order.subarray(0, split)).value;
  const above = totalOf(columns.sum, order.subarray(split)).value;
  const [sum, size] = [above + below, above - below];
  const unit = 10 ** decimals;
  return {
    n: Number(people),
    mean: Number(sum) / Number(people) / unit,
    variance: varianceOf(people, sum, squares, unit),
    ...placesOf({ columns, order }, unit, places === 'steps'),
    meanSize: Number(size) / Number(people) / unit,
    meanSquare: Number(squares) / Number(people) / unit ** 2,
    sizeVariance: varianceOf(people, size, squares, unit),
    places,
  };
}

/** The places of cells, ascending: values, ends and people of each. */
function placesOf({ columns, order }: People, unit: number, isInSteps: boolean) {
  const count = placeCount(columns.at, order);
  const made = {
    values: new Float64Array(count),
    lower: new Float64Array(count),
    upper: new Float64Array(count),
    counts: new Float64Array(count),
  };
  let [place, start] = [0, 0];
  for (let i = 0; i < order.length; i++) {
    if (!isLast(columns.at, order, i)) continue;
    const at = columns.at[order[i]!]!;
    const reach = isInSteps ? stepWidth(at) - 1 : 0;
    const weight = sumOf(columns.weight, order, start, i + 1);
    made.values[place] = isInSteps ? sumOf(columns.sum, order, start, i + 1) / weight / unit : at / unit;
    made.lower[place] = (at < 0 ? at - reach : at) / unit;
    made.upper[place] = (at < 0 ? at : at + reach) / unit;
    made.counts[place] = weight;
    place += 1;
    start = i + 1;
  }
  return made;
}

/** The sum of some cells as a double, rounded once; most places have one cell. */
function sumOf(column: ExactColumn, order: Uint32Array, start: number, end: number): number {
  if (end - start === 1) return column.number(order[start]!);
  return totalOf(column, order.subarray(start, end)).number;
}

/** (n * squares - sum^2) / (n (n - 1)), exact up to the last division. */
function varianceOf(people: bigint, sum: bigint, squares: bigint, unit: number): number {
  if (people < 2n) return 0;
  return Number(people * squares - sum * sum) / Number(people * (people - 1n)) / unit ** 2;
}
