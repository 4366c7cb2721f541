import type { Reader } from '../../base/fields.js';
import type { RecourseConstraints } from './constraints.js';
import type { RecourseTable } from './table.js';

/** Fewest reference rows; the median absolute deviation of fewer would be 0 by construction. */
const MIN_REFERENCE_ROWS = 2;

/**
 * The unit of cost of a column: cost = |change| / unit. It comes from `costs`, otherwise from `scale`; with `mad` it is the median absolute
 * deviation over the reference rows, 1 where that is 0 (Wachter, Mittelstadt, Russell 2017).
 */
export function unitOf(constraints: RecourseConstraints, name: string, reference: RecourseTable, at: Reader): number {
  const stated = constraints.costs.get(name);
  if (stated !== undefined) return stated;
  if (constraints.scale !== 'mad') {
    const unit = constraints.scale.get(name);
    if (unit === undefined) {
      throw at.at('scale').fail(`has no number for "${name}"`, 'Add it there or under `costs`.');
    }
    return unit;
  }
  const column = reference.columns.findIndex((feature) => feature.name === name);
  const values: number[] = [];
  for (let r = 0; column >= 0 && r < reference.rows.rows; r++) {
    const value = reference.rows.data[r * reference.rows.columns + column]!;
    if (Number.isFinite(value)) values.push(value);
  }
  if (values.length < MIN_REFERENCE_ROWS) {
    throw at
      .at('costs')
      .fail(
        `the cost of "${name}" is to be the median absolute deviation, and the reference has ${values.length} usable row(s)`,
        'Give `costs` for it, or a background with more rows.',
      );
  }
  const mad = medianAbsoluteDeviation(values);
  return mad > 0 ? mad : 1;
}

/** Median of |x - median(x)|. */
export function medianAbsoluteDeviation(values: readonly number[]): number {
  const centre = median(values);
  return median(values.map((value) => Math.abs(value - centre)));
}

/** Median of finite numbers; NaN when there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
