import type { Matrix, Model } from '../../models/index.js';
import { checkPeople, columnOf, type EffectOptions, featureIndex, invalid, membersOf, scoreOf } from './common.js';
import { gridOf } from './grid.js';

export interface AccumulatedOptions extends EffectOptions {
  /** Number of edges of the intervals; default 20, which makes 19 intervals. */
  readonly points?: number;
  readonly groups?: readonly string[];
}

/** The accumulated local effect of a number, centred so that its mean over the rows is 0. */
export interface AccumulatedEffects {
  readonly feature: string;
  /** Edges of the intervals: interval i is (edges[i], edges[i + 1]], the first one closed. */
  readonly edges: Float64Array;
  readonly curves: readonly {
    readonly group: string | null;
    /** Number of rows with a value; the others are in no interval. */
    readonly n: number;
    /** Effect at each edge. An interval in which the group has nobody adds nothing, see `counts`. */
    readonly effect: Float64Array;
    /** Number of rows per interval. */
    readonly counts: Int32Array;
    readonly status: 'ok' | 'undefined';
  }[];
}

/**
 * Accumulated local effects (Apley and Zhu 2020): the mean change of the score of the people in an interval when their value moves from
 * its lower to its upper edge, summed up. Unlike partial dependence it asks only about people like those who exist.
 *
 * @throws TribuneError INVALID_ARGUMENT for an input with categories, which have no order to accumulate along
 */
export function accumulatedEffects(
  model: Model,
  rows: Matrix,
  feature: string,
  options: AccumulatedOptions = {},
): AccumulatedEffects {
  checkPeople(model, rows);
  const column = featureIndex(model, feature);
  if (model.features[column]!.categories !== undefined) {
    throw invalid(`"${feature}" has categories, and they have no order`, 'Use partialDependence.');
  }
  const values = columnOf(rows, column);
  const edges = gridOf(model.features[column]!, values, options.points);
  const intervals = Float64Array.from(values, (value) => intervalOf(edges, value));
  const change = localChanges(scoreOf(model, options), rows, { column, edges, intervals });
  const curves = [...membersOf(rows.rows, options.groups)].map(([group, members]) => ({
    group,
    ...accumulate(members, edges, intervals, change),
  }));
  return { feature, edges, curves };
}

/** Interval of a value, -1 for a missing one. */
function intervalOf(edges: Float64Array, value: number): number {
  if (Number.isNaN(value) || edges.length < 2) return -1;
  let i = 0;
  while (i < edges.length - 2 && value > edges[i + 1]!) i += 1;
  return i;
}

interface Local {
  readonly column: number;
  readonly edges: Float64Array;
  readonly intervals: Float64Array;
}

/** Score at the upper edge minus score at the lower edge of every row's own interval; 0 without one. */
function localChanges(score: (rows: Matrix) => Float64Array, rows: Matrix, local: Local): Float64Array {
  const at = (step: 0 | 1): Float64Array => {
    const data = rows.data.slice();
    for (let r = 0; r < rows.rows; r++) {
      const interval = local.intervals[r]!;
      if (interval >= 0) data[r * rows.columns + local.column] = local.edges[interval + step]!;
    }
    return score({ ...rows, data });
  };
  const lower = at(0);
  return at(1).map((value, r) => (local.intervals[r]! < 0 ? 0 : value - lower[r]!));
}

function accumulate(members: readonly number[], edges: Float64Array, intervals: Float64Array, change: Float64Array) {
  const steps = Math.max(0, edges.length - 1);
  const counts = new Int32Array(steps);
  const sums = new Float64Array(steps);
  for (const r of members) {
    const interval = intervals[r]!;
    if (interval < 0) continue;
    counts[interval]! += 1;
    sums[interval]! += change[r]!;
  }
  const effect = new Float64Array(edges.length);
  for (let i = 0; i < steps; i++) effect[i + 1] = effect[i]! + (counts[i]! > 0 ? sums[i]! / counts[i]! : 0);
  const n = counts.reduce((sum, count) => sum + count, 0);
  // The effect is centred by the mean over people: each interval counts by its people, with the mean of its two edges.
  let mean = 0;
  for (let i = 0; i < steps; i++) mean += ((effect[i]! + effect[i + 1]!) / 2) * (counts[i]! / Math.max(1, n));
  return {
    n,
    counts,
    effect: effect.map((value) => value - mean),
    status: n > 0 ? ('ok' as const) : ('undefined' as const),
  };
}
