/** Values of a quantity, and the people who have each. */
export interface ValueRun {
  readonly weights: Float64Array;
  readonly values: Float64Array;
}

/** Cells that a mean is resampled over where so few lose little enough, so that the cost does not grow with the distinct scores. Ours. */
const MEAN_CELLS = 50;

/** Share of the variance that may be inside cells: half of it, 0.1 %, is missing from the width of an interval. Ours. */
const MAX_LOST_VARIANCE = 0.002;

/** So many cells are not exceeded whatever is lost: the work grows with them. */
const MOST_MEAN_CELLS = 1600;

/** Cells of people, and the mean of their values. */
interface MeanCells {
  readonly weights: number[];
  readonly means: number[];
}

/**
 * Cells of a mean over the people of several runs. Many values are joined into few cells, neighbours at their mean, so that sum and mean are
 * those of the values. Their spread inside a cell is lost: it is measured, and where it is too much the cells are twice as many.
 */
export function meanCells(runs: readonly ValueRun[]): MeanCells {
  const sorted = mergedRuns(runs.map(inOrder));
  const moments = momentsOf(sorted.weights, sorted.values);
  for (let most = MEAN_CELLS; ; most *= 2) {
    const cells = joined(sorted, most, moments);
    const enough = sorted.values.length <= most || most >= MOST_MEAN_CELLS;
    if (enough || lostShare(cells, moments) <= MAX_LOST_VARIANCE) return cells;
  }
}

/** The share of the variance that is inside the cells, 0..1. */
function lostShare({ weights, means }: MeanCells, { mean, spread }: Moments): number {
  let between = 0;
  for (let i = 0; i < weights.length; i++) between += weights[i]! * (means[i]! - mean) ** 2;
  return spread > 0 ? 1 - between / spread : 0;
}

/** A run by ascending value, equal values in their order. The losses of ascending scores rise or fall, so such a run needs no sorting. */
function inOrder(run: ValueRun): ValueRun {
  const { weights, values } = run;
  let rising = true;
  let falling = true;
  for (let i = 1; i < values.length && (rising || falling); i++) {
    if (values[i]! < values[i - 1]!) rising = false;
    else if (values[i]! >= values[i - 1]!) falling = false;
  }
  if (rising) return run;
  if (falling) return { weights: weights.toReversed(), values: values.toReversed() };
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  return {
    weights: Float64Array.from(order, (i) => weights[i]!),
    values: Float64Array.from(order, (i) => values[i]!),
  };
}

/** Merges ordered runs into one; of equal values those of the earlier run come first. */
function mergedRuns(runs: readonly ValueRun[]): ValueRun {
  return runs.reduce((a, b) => {
    if (b.values.length === 0) return a;
    if (a.values.length === 0) return b;
    const length = a.values.length + b.values.length;
    const weights = new Float64Array(length);
    const values = new Float64Array(length);
    let i = 0;
    let j = 0;
    for (let k = 0; k < length; k++) {
      const first = j === b.values.length || (i < a.values.length && a.values[i]! <= b.values[j]!);
      values[k] = first ? a.values[i]! : b.values[j]!;
      weights[k] = first ? a.weights[i++]! : b.weights[j++]!;
    }
    return { weights, values };
  });
}

/**
 * Joins neighbours (in order of value) into at most `cells` cells of about the same share of weight and of squared distance from the
 * mean: the second part keeps a long tail, such as that of the log loss, finely cut. Few values stay as they are.
 */
function joined({ weights, values }: ValueRun, cells: number, { total, mean, spread }: Moments): MeanCells {
  const { length } = values;
  if (length <= cells) return { weights: [...weights], means: [...values] };
  const made: MeanCells = { weights: [], means: [] };
  const add = (weight: number, value: number): void => {
    made.weights.push(weight);
    made.means.push(value);
  };
  let seen = 0;
  let last = -1;
  let weight = 0;
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const [w, value] = [weights[i]!, values[i]!];
    const share = w / total + (spread > 0 ? (w * (value - mean) ** 2) / spread : 0);
    // Each value goes to the cell that holds the middle of its share; shares add up to 2, or to 1 where all values are the same.
    const place = Math.min(cells - 1, Math.floor(((seen + share / 2) / 2) * cells));
    seen += share;
    if (place !== last && last !== -1) {
      add(weight, sum / weight);
      weight = 0;
      sum = 0;
    }
    last = place;
    weight += w;
    sum += w * value;
  }
  add(weight, sum / weight);
  return made;
}

/** Sum of the weights, mean, and sum of the squared distances from it. */
interface Moments {
  readonly total: number;
  readonly mean: number;
  readonly spread: number;
}

function momentsOf(weights: Float64Array, values: Float64Array): Moments {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    total += weights[i]!;
    sum += weights[i]! * values[i]!;
  }
  const mean = sum / total;
  let spread = 0;
  for (let i = 0; i < values.length; i++) spread += weights[i]! * (values[i]! - mean) ** 2;
  return { total, mean, spread };
}
