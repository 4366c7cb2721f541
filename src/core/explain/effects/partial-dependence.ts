import type { Matrix, Model } from '../../models/index.js';
import { checkPeople, columnOf, type EffectOptions, featureIndex, membersOf, scoreOf, withValue } from './common.js';
import { gridOf } from './grid.js';

export interface PartialDependenceOptions extends EffectOptions {
  /** Number of points of the grid for a number; default 20. */
  readonly points?: number;
  /** The group of every row; each group gets a mean curve. */
  readonly groups?: readonly string[];
}

/** Curves of one input: what the model would predict if everybody had that value, with the other inputs as they are. */
export interface PartialDependence {
  readonly feature: string;
  /** Values of the input (indices for categories). */
  readonly grid: Float64Array;
  /** Individual conditional expectations, `[row * grid + point]`. */
  readonly ice: Float64Array;
  /** Mean curves over the rows of each group; group null is everybody. */
  readonly curves: readonly { readonly group: string | null; readonly n: number; readonly mean: Float64Array }[];
}

/**
 * Partial dependence (Friedman 2001) and individual conditional expectation (Goldstein et al. 2015) of one input. Where inputs are
 * correlated it evaluates the model on people who may not exist; prefer `accumulatedEffects` there.
 *
 * @throws TribuneError INVALID_ARGUMENT, DATA_EMPTY, DATA_VALUE_INVALID
 * @example
 * partialDependence(model, applicants, 'duration').curves[0].mean;
 */
export function partialDependence(
  model: Model,
  rows: Matrix,
  feature: string,
  options: PartialDependenceOptions = {},
): PartialDependence {
  checkPeople(model, rows);
  const column = featureIndex(model, feature);
  const score = scoreOf(model, options);
  const grid = gridOf(model.features[column]!, columnOf(rows, column), options.points);
  const ice = new Float64Array(rows.rows * grid.length);
  grid.forEach((value, g) => {
    score(withValue(rows, column, value)).forEach((predicted, r) => {
      ice[r * grid.length + g] = predicted;
    });
  });
  return { feature, grid, ice, curves: meanCurves(ice, grid.length, membersOf(rows.rows, options.groups)) };
}

/** Means of the individual curves over the people of each group. */
export const meanCurves = (
  ice: Float64Array,
  points: number,
  members: ReadonlyMap<string | null, readonly number[]>,
): PartialDependence['curves'] =>
  [...members].map(([group, own]) => {
    const mean = new Float64Array(points);
    for (const r of own) for (let g = 0; g < points; g++) mean[g]! += ice[r * points + g]! / own.length;
    return { group, n: own.length, mean };
  });
