/** A least-cost mixture of columns under bounds, with what the bounds cost. */
export interface MixtureOptimum {
  /** Probability of each column. */
  readonly weights: Float64Array;
  readonly cost: number;
  /** What a bound could be loosened by one unit for: the multipliers, each from 0. */
  readonly multipliers: Float64Array;
  /** By how much the bounds are missed; 0 where they can be kept. */
  readonly excess: number;
}

/** Smaller than this a reduced cost is rounding. */
const ROUNDING = 1e-12;
const MOST_PIVOTS = 10_000;

/**
 * Least sum of weights[j] cost[j] + penalty excess, with sum of weights[j] rows[j][k] <= bounds[k] + excess for every k, weights from 0 that add
 * up to 1 and an excess from 0: the simplex method on a dense table, by Bland's rule, which cannot go round in circles.
 */
export function cheapestMixture(
  costs: readonly number[],
  rows: readonly Float64Array[],
  bounds: Float64Array,
  penalty: number,
): MixtureOptimum {
  const table = makeTable(costs, rows, bounds, penalty);
  const { lines, reduced, basis, excess, slack } = table;
  const constraints = bounds.length;
  const last = reduced.length - 1;
  const worst = lines.slice(0, constraints).reduce((at, line, k) => (line[last]! < lines[at]![last]! ? k : at), 0);
  if (constraints > 0 && lines[worst]![last]! < 0) pivot(table, worst, excess);
  for (let step = 0; step < MOST_PIVOTS; step++) {
    const entering = reduced.findIndex((value, j) => j < last && value < -ROUNDING);
    if (entering < 0) break;
    const leaving = leavingLine(table, entering);
    if (leaving < 0) break;
    pivot(table, leaving, entering);
  }
  const weights = new Float64Array(costs.length);
  let missed = 0;
  basis.forEach((j, k) => {
    const value = Math.max(0, lines[k]![last]!);
    if (j < excess) weights[j + 1] = value;
    else if (j === excess) missed = value;
  });
  weights[0] = Math.max(0, 1 - weights.reduce((sum, value) => sum + value, 0));
  return {
    weights,
    cost: weights.reduce((sum, weight, j) => sum + weight * costs[j]!, 0),
    multipliers: Float64Array.from({ length: constraints }, (_, k) => Math.max(0, reduced[slack + k]!)),
    excess: missed,
  };
}

interface Table {
  /** One for each bound and one for the sum of weights; the right side last. */
  readonly lines: readonly Float64Array[];
  readonly reduced: Float64Array;
  /** The column that stands in each line. */
  readonly basis: number[];
  /** Place of the excess, and of the first slack. */
  readonly excess: number;
  readonly slack: number;
}

/** Columns: weights from the second on, the excess, a slack for each line. The first weight is what the others leave of 1. */
function makeTable(
  costs: readonly number[],
  rows: readonly Float64Array[],
  bounds: Float64Array,
  penalty: number,
): Table {
  const [excess, slack] = [costs.length - 1, costs.length];
  const width = slack + bounds.length + 1;
  const first = rows[0]!;
  const lines = Array.from({ length: bounds.length + 1 }, (_, k) => {
    const isBound = k < bounds.length;
    const line = new Float64Array(width + 1);
    for (let j = 1; j < costs.length; j++) line[j - 1] = isBound ? rows[j]![k]! - first[k]! : 1;
    if (isBound) line[excess] = -1;
    line[slack + k] = 1;
    line[width] = isBound ? bounds[k]! - first[k]! : 1;
    return line;
  });
  const reduced = new Float64Array(width + 1);
  for (let j = 1; j < costs.length; j++) reduced[j - 1] = costs[j]! - costs[0]!;
  reduced[excess] = penalty;
  return { lines, reduced, basis: lines.map((_, k) => slack + k), excess, slack };
}

function pivot({ lines, reduced, basis }: Table, k: number, j: number): void {
  const line = lines[k]!;
  const by = line[j]!;
  for (let c = 0; c < line.length; c++) line[c]! /= by;
  for (const other of [...lines, reduced]) {
    if (other === line || other[j] === 0) continue;
    const times = other[j]!;
    for (let c = 0; c < line.length; c++) other[c]! -= times * line[c]!;
    other[j] = 0;
  }
  basis[k] = j;
}

/** The line that allows least of the entering column; of several the one whose column comes first. -1: none. */
function leavingLine({ lines, basis, reduced }: Table, entering: number): number {
  const last = reduced.length - 1;
  let [leaving, least] = [-1, Number.POSITIVE_INFINITY];
  lines.forEach((line, k) => {
    if (!(line[entering]! > ROUNDING)) return;
    const ratio = line[last]! / line[entering]!;
    if (ratio > least || (ratio === least && basis[k]! > basis[leaving]!)) return;
    [leaving, least] = [k, ratio];
  });
  return leaving;
}
