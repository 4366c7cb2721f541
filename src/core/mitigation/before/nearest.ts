import type { LearnColumn } from '../../learn/index.js';

/** Columns of some rows as distances see them. */
export interface Space {
  /** Numbers; NaN is missing. */
  readonly numbers: readonly Float64Array[];
  /** Codes of categories; NaN is missing. */
  readonly categories: readonly Float64Array[];
  /** What two rows of different categories, and a value beside a missing one, are apart: the median spread of the numbers. */
  readonly apart: number;
}

/** The columns of these rows; the spread of each number is that among them, by which it is divided where that is wanted. */
export function spaceOf(columns: readonly LearnColumn[], rows: ArrayLike<number>, isScaled = false): Space {
  const valuesOf = ({ values }: LearnColumn): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  const numbers = columns
    .filter(({ categories }) => categories === undefined)
    .map((column) => (isScaled ? scaled(valuesOf(column)) : valuesOf(column)));
  const categories = columns.filter((column) => column.categories !== undefined).map(valuesOf);
  const spreads = numbers.map(deviationOf).sort((a, b) => a - b);
  const middle = spreads.length / 2;
  const median = spreads.length === 0 ? 1 : (spreads[Math.ceil(middle) - 1]! + spreads[Math.floor(middle)]!) / 2;
  return { numbers, categories, apart: median > 0 ? median : 1 };
}

function scaled(values: Float64Array): Float64Array {
  const deviation = deviationOf(values);
  return deviation > 0 ? values.map((value) => value / deviation) : values;
}

/** Standard deviation of the values that are known. */
function deviationOf(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return 0;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
}

/** Squared distance of two rows; of rows that are farther apart than a limit some number from it on. */
export function squaredDistance(
  { numbers, categories, apart }: Space,
  a: number,
  b: number,
  limit: number = Number.POSITIVE_INFINITY,
): number {
  let sum = 0;
  for (const values of numbers) {
    const [x, y] = [values[a]!, values[b]!];
    if (Number.isNaN(x) || Number.isNaN(y)) sum += Number.isNaN(x) && Number.isNaN(y) ? 0 : apart * apart;
    else sum += (x - y) * (x - y);
    if (sum >= limit) return sum;
  }
  for (const codes of categories) if (!Object.is(codes[a]!, codes[b]!)) sum += apart * apart;
  return sum;
}

/** The nearest other rows of a row, the nearest first; of rows as near the earlier. */
export function nearest(
  space: Space,
  row: number,
  { among, count }: { among: ArrayLike<number>; count: number },
): number[] {
  const found: { row: number; distance: number }[] = [];
  for (let i = 0; i < among.length; i++) {
    const other = among[i]!;
    if (other === row) continue;
    const limit = found.length === count ? found[count - 1]!.distance : Number.POSITIVE_INFINITY;
    const far = squaredDistance(space, row, other, limit);
    if (found.length === count && !(far < limit)) continue;
    let at = found.length;
    while (at > 0 && far < found[at - 1]!.distance) at--;
    found.splice(at, 0, { row: other, distance: far });
    if (found.length > count) found.pop();
  }
  return found.map((one) => one.row);
}
