import type { LinearNull } from '../../../core/stats/index.js';
import { nullsWithin, scaleNull } from '../../../core/stats/index.js';
import { STEPS } from '../../monitor-panes/index.js';

/** What a requirement allows of means of a range. */
export interface MeanBound {
  readonly compare: 'difference' | 'ratio' | 'value';
  readonly min?: number;
  readonly max?: number;
  readonly oneSided: boolean;
  readonly range: { readonly from: number; readonly to: number };
}

/**
 * The claims of a bound about means of a range, on the scale 0..1. Values are rounded to whole steps, so that each mean may be half a step off: every claim has room for that, and holds whenever it
 * holds for the values themselves.
 *
 * @throws TribuneError INVALID_ARGUMENT for a bound that no means of the range can break, or that all of them break
 */
export function meanClaims({ compare, min, max, oneSided, range }: MeanBound): LinearNull[] {
  const width = range.to - range.from;
  const scaled = (bound: number | undefined, offset: number): number | undefined =>
    bound === undefined ? undefined : (bound - offset) / width;
  const offset = compare === 'value' ? range.from : 0;
  const claims =
    compare === 'ratio'
      ? nullsWithin({ compare, ...defined({ min, max }), oneSided }).map((claim) => scaleNull(claim, range))
      : nullsWithin({ compare, ...defined({ min: scaled(min, offset), max: scaled(max, offset) }), oneSided });
  return claims.map(({ coefficients, bound }) => ({
    coefficients,
    bound: bound + coefficients.reduce((sum, c) => sum + Math.abs(c), 0) / (2 * STEPS),
  }));
}

const defined = ({ min, max }: { readonly min: number | undefined; readonly max: number | undefined }) => ({
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});
