import type { BinSplit, Bins } from '../binning/index.js';
import { type Criterion, type Sums, worthOf } from './criterion.js';

export interface CartSplit extends BinSplit {
  readonly gain: number;
}

/** What is asked of a split. */
export interface SplitTask {
  readonly criterion: Criterion;
  /** Fewest rows of a side. */
  readonly minRows: number;
  readonly node: Sums;
  /** Gain that rounding alone may show. */
  readonly floor: number;
}

/** Rows at the mean of the node that are added to each category before they are put in order, so that few rows do not stand at the ends by chance. */
const CATEGORY_SMOOTH = 10;
/** Numbers of a bin: rows, weight, sum. */
export const PER_BIN = 3;

/** Sums that grow from bin to bin. */
interface Left {
  rows: number;
  weight: number;
  sum: number;
}

const nobody = (): Left => ({ rows: 0, weight: 0, sum: 0 });

function add(left: Left, sums: Float64Array, bin: number): void {
  left.rows += sums[PER_BIN * bin]!;
  left.weight += sums[PER_BIN * bin + 1]!;
  left.sum += sums[PER_BIN * bin + 2]!;
}

/** What parting the node into these rows and the rest gains; 0 where a side has too few rows. */
function gainOf({ rows, weight, sum }: Left, { criterion, minRows, node }: SplitTask): number {
  if (rows < minRows || node.rows - rows < minRows) return 0;
  const rest = node.weight - weight;
  if (!(weight > 0) || !(rest > 0)) return 0;
  return (
    worthOf(criterion, weight, sum) +
    worthOf(criterion, rest, node.sum - sum) -
    worthOf(criterion, node.weight, node.sum)
  );
}

/** The best cut of a column of numbers; null where none gains more than the floor. Missing values are tried on both sides. */
export function bestCut({ columns }: Bins, column: number, sums: Float64Array, task: SplitTask): CartSplit | null {
  const { values, hasMissing } = columns[column]!;
  const missing = hasMissing ? sums[PER_BIN * values]! : 0;
  let [gain, lastBin, missingLeft, leftRows] = [task.floor, -1, false, 0];
  for (let side = 0; side < (missing > 0 ? 2 : 1); side++) {
    const left = nobody();
    if (side === 1) add(left, sums, values);
    // With missing values on the right the last cut parts them from all others.
    const end = missing > 0 && side === 0 ? values : values - 1;
    for (let bin = 0; bin < end; bin++) {
      if (sums[PER_BIN * bin] === 0) continue;
      add(left, sums, bin);
      const gained = gainOf(left, task);
      if (gained > gain) [gain, lastBin, missingLeft, leftRows] = [gained, bin, side === 1, left.rows];
    }
  }
  if (lastBin < 0) return null;
  // Nobody in the node lacks the value: who comes without one goes with the greater part.
  const goesLeft = missing > 0 ? missingLeft : 2 * leftRows > task.node.rows;
  return { column, gain, lastBin, leftBins: [], missingLeft: goesLeft };
}

/** The best two sets of categories: in the order of their means, the first ones against the rest (Fisher 1958). */
export function bestSet({ columns }: Bins, column: number, sums: Float64Array, task: SplitTask): CartSplit | null {
  const { values, rare, hasMissing } = columns[column]!;
  const mean = task.node.sum / task.node.weight;
  const meanOf = (bin: number): number =>
    (sums[PER_BIN * bin + 2]! + CATEGORY_SMOOTH * mean) / (sums[PER_BIN * bin + 1]! + CATEGORY_SMOOTH);
  const order = Array.from({ length: values + (hasMissing ? 1 : 0) }, (_, bin) => bin)
    .filter((bin) => sums[PER_BIN * bin]! > 0)
    .sort((a, b) => meanOf(a) - meanOf(b) || a - b);
  const left = nobody();
  let [gain, count] = [task.floor, 0];
  for (let i = 0; i + 1 < order.length; i++) {
    add(left, sums, order[i]!);
    const gained = gainOf(left, task);
    if (gained > gain) [gain, count] = [gained, i + 1];
  }
  if (count === 0) return null;
  // A model names the categories that go left, and of a column of ids the rare ones are a hundred thousand: they go right.
  const isTurned = rare !== null && order.indexOf(rare) >= 0 && order.indexOf(rare) < count;
  const leftBins = isTurned ? order.slice(count) : order.slice(0, count);
  return { column, gain, lastBin: -1, leftBins, missingLeft: leftBins.includes(values) && hasMissing };
}
