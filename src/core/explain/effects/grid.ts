import type { Feature } from '../../models/index.js';

/** Number of points at which an effect of a number is drawn. */
export const GRID_POINTS = 20;

/**
 * Values at which an effect is evaluated: every category, or every distinct value when there are few, otherwise quantiles of the values
 * that occur (type 1: the inverse of the empirical distribution, so that each point is a value that somebody has). Missing values are left
 * out.
 */
export function gridOf(feature: Feature, column: Float64Array, points: number = GRID_POINTS): Float64Array {
  if (feature.categories !== undefined) return Float64Array.from(feature.categories.keys());
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return sorted;
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  if (distinct.length <= points) return distinct;
  const at = Array.from({ length: points }, (_, i) => {
    const rank = Math.ceil((i / (points - 1)) * sorted.length);
    return sorted[Math.max(0, rank - 1)]!;
  });
  return Float64Array.from(new Set(at));
}
