import { refused } from '../groups/index.js';

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
/** By how much right sides are moved, in the unit of the bounds, and the share by which each differs from the one before. */
const MOVED = 1e-11;
const GOLDEN: number = (Math.sqrt(5) - 1) / 2;

/** A column of a programme of several mixtures. */
export interface Column {
  readonly cost: number;
  readonly row: Float64Array;
}

export interface MixturesOptimum extends Omit<MixtureOptimum, 'weights'> {
  /** Probability of each column of each mixture. */
  readonly weights: readonly Float64Array[];
}

/**
 * The least cost of several mixtures under bounds on the sum of all their rows; the weights of each add up to 1, and what bounds are missed by
 * costs the penalty.
 */
export function cheapestMixtures(
  mixtures: readonly (readonly Column[])[],
  bounds: Float64Array,
  penalty: number,
): MixturesOptimum {
  const table = makeTable(mixtures, bounds, penalty);
  const missed = run(table, bounds.length);
  const { lines, reduced, basis, excess, slack } = table;
  const last = reduced.length - 1;
  const flat = new Float64Array(excess);
  basis.forEach((j, k) => {
    if (j < excess) flat[j] = Math.max(0, lines[k]![last]!);
  });
  let at = 0;
  const weights = mixtures.map((columns) => {
    const own = new Float64Array(columns.length);
    own.set(flat.subarray(at, at + columns.length - 1), 1);
    own[0] = Math.max(0, 1 - own.reduce((sum, value) => sum + value, 0));
    at += columns.length - 1;
    return own;
  });
  return {
    weights,
    cost: mixtures.reduce(
      (sum, columns, m) => sum + columns.reduce((part, { cost }, j) => part + weights[m]![j]! * cost, 0),
      0,
    ),
    multipliers: Float64Array.from(bounds, (_, k) => Math.max(0, reduced[slack + k]!)),
    excess: missed,
  };
}

/**
 * Least sum of weights[j] cost[j] + penalty excess, with sum of weights[j] rows[j][k] <= bounds[k] + excess for every k, weights from 0 that add
 * up to 1 and an excess from 0: the simplex method on a dense table.
 */
export function cheapestMixture(
  costs: readonly number[],
  rows: readonly Float64Array[],
  bounds: Float64Array,
  penalty: number,
): MixtureOptimum {
  const columns = costs.map((cost, j) => ({ cost, row: rows[j]! }));
  const { weights, ...found } = cheapestMixtures([columns], bounds, penalty);
  return { weights: weights[0]!, ...found };
}

/** Runs the simplex method to its end; gives the excess. */
function run(table: Table, constraints: number): number {
  const { lines, reduced, basis, excess, moved } = table;
  const worst = lines.slice(0, constraints).reduce((at, line, k) => (line[moved]! < lines[at]![moved]! ? k : at), 0);
  if (constraints > 0 && lines[worst]![moved]! < 0) pivot(table, worst, excess);
  for (let step = 0; ; step++) {
    // Half a solution must not pass for the least cost.
    if (step === MOST_PIVOTS)
      throw refused(
        `a linear programme of ${lines.length} lines and ${moved} columns was not solved in ${MOST_PIVOTS} steps`,
        'Round the scores to fewer distinct values, or compare fewer groups.',
      );
    const entering = steepest(reduced, moved);
    if (entering < 0) break;
    const leaving = leavingLine(table, entering);
    if (leaving < 0) break;
    pivot(table, leaving, entering);
  }
  const line = basis.indexOf(excess);
  return line < 0 ? 0 : Math.max(0, lines[line]!.at(-1)!);
}

/** The column by which the cost falls most for each unit; -1: by none, so that the cost is least. */
function steepest(reduced: Float64Array, columns: number): number {
  let [entering, least] = [-1, -ROUNDING];
  for (let j = 0; j < columns; j++) if (reduced[j]! < least) [entering, least] = [j, reduced[j]!];
  return entering;
}

interface Table {
  /**
   * One for each bound and one for the sum of weights of each mixture; the right side last. Before it stands the right side by which lines are chosen, moved
   * a little and in each line by another amount: where bounds meet in one corner, as all do at a tolerance of 0, steps would else change nothing, in circles or
   * for very long (Charnes 1952). The answer is read from the right side that was not moved.
   */
  readonly lines: readonly Float64Array[];
  readonly reduced: Float64Array;
  /** The column that stands in each line. */
  readonly basis: number[];
  /** Place of the excess, and of the first slack. */
  readonly excess: number;
  readonly slack: number;
  /** Place of the right side that was moved. */
  readonly moved: number;
}

/** Columns: weights of each mixture from the second on, the excess, a slack for each line. The first weight is what the others leave of 1. */
function makeTable(mixtures: readonly (readonly Column[])[], bounds: Float64Array, penalty: number): Table {
  const excess = mixtures.reduce((sum, columns) => sum + columns.length - 1, 0);
  const slack = excess + 1;
  const height = bounds.length + mixtures.length;
  const width = slack + height;
  const lines = Array.from({ length: height }, (_, k) => {
    const line = new Float64Array(width + 2);
    const isBound = k < bounds.length;
    let at = 0;
    let base = 0;
    mixtures.forEach((columns, m) => {
      const first = columns[0]!;
      if (isBound) base += first.row[k]!;
      for (let j = 1; j < columns.length; j++, at++)
        line[at] = isBound ? columns[j]!.row[k]! - first.row[k]! : +(k - bounds.length === m);
    });
    if (isBound) line[excess] = -1;
    line[slack + k] = 1;
    line[width + 1] = isBound ? bounds[k]! - base : 1;
    line[width] = line[width + 1]! + MOVED * (1 + ((k * GOLDEN) % 1));
    return line;
  });
  const reduced = new Float64Array(width + 2);
  let at = 0;
  for (const columns of mixtures)
    for (let j = 1; j < columns.length; j++) reduced[at++] = columns[j]!.cost - columns[0]!.cost;
  reduced[excess] = penalty;
  return { lines, reduced, basis: lines.map((_, k) => slack + k), excess, slack, moved: width };
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

/** The line that allows least of the entering column. -1: none. */
function leavingLine({ lines, moved }: Table, entering: number): number {
  let [leaving, least] = [-1, Number.POSITIVE_INFINITY];
  lines.forEach((line, k) => {
    if (!(line[entering]! > ROUNDING)) return;
    const ratio = line[moved]! / line[entering]!;
    if (ratio < least) [leaving, least] = [k, ratio];
  });
  return leaving;
}
