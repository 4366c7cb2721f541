import { pointAt, slopeRightOf, type Tradeoff } from './tradeoff.js';

/** A trade-off curve with its share of the people. */
export interface WeightedTradeoff {
  readonly share: number;
  readonly curve: Tradeoff;
}

/** The weighted mean of all curves at one common `x`. */
export function meanAt(curves: readonly WeightedTradeoff[], x: number): number {
  let sum = 0;
  for (const { share, curve } of curves) sum += share * pointAt(curve, x).y;
  return sum;
}

/** The lowest of all curves at one common `x`: what every group can attain (Hardt et al. 2016, section 4.2). */
export function lowestAt(curves: readonly WeightedTradeoff[], x: number): number {
  let lowest = Infinity;
  for (const { curve } of curves) lowest = Math.min(lowest, pointAt(curve, x).y);
  return lowest;
}

/** All values of the constrained rate with the highest objective: one point, or a stretch where it stays level. */
export interface BestRange {
  readonly low: number;
  readonly high: number;
}

/**
 * The exact maximum of the weighted mean: a sum of concave piecewise linear curves is one itself, so its maximum stands on a
 * vertex of some curve, the first one to whose right the summed slope is not positive.
 */
export function bestMean(curves: readonly WeightedTradeoff[]): BestRange {
  const breaks = breakpoints(curves);
  const slope = (x: number): number =>
    curves.reduce((sum, { share, curve }) => sum + share * slopeRightOf(curve, x), 0);
  const candidates = [LEVEL_SLOPE, -LEVEL_SLOPE].flatMap((level) =>
    neighbours(breaks, firstNotAbove(breaks, slope, level)),
  );
  return highestOf(candidates, (x) => meanAt(curves, x));
}

/**
 * The exact maximum of gain * lowest(x) - cost * x (equalized odds: x false positive, lowest(x) true positive rate). The lower
 * envelope bends at vertices and where two curves cross: a search over the vertices finds the interval, Kelley's cutting planes
 * find the crossing in it.
 */
export function bestLowest(curves: readonly WeightedTradeoff[], gain: number, cost: number): BestRange {
  const breaks = breakpoints(curves);
  const slope = (x: number): number => gain * lowestLineAt(curves, x, x).slope - cost;
  const candidates = [LEVEL_SLOPE, -LEVEL_SLOPE].flatMap((level) => {
    const near = neighbours(breaks, firstNotAbove(breaks, slope, level));
    const crossings = near
      .slice(1)
      .map((b, i) => crossingWithin(curves, { a: near[i]!, b, target: (cost + level) / gain }));
    return [...near, ...crossings];
  });
  return highestOf(candidates, (x) => gain * lowestAt(curves, x) - cost * x);
}

/** All distinct vertices of all curves, ascending, from 0 to 1. */
function breakpoints(curves: readonly WeightedTradeoff[]): Float64Array {
  let total = 0;
  for (const { curve } of curves) total += curve.x.length;
  const all = new Float64Array(total);
  let filled = 0;
  for (const { curve } of curves) {
    all.set(curve.x, filled);
    filled += curve.x.length;
  }
  all.sort();
  return all.filter((x, i) => i === 0 || x !== all[i - 1]);
}

/** The first breakpoint to whose right the slope is not above `level`; a concave slope never grows, so halving finds it. */
function firstNotAbove(breaks: Float64Array, slope: (x: number) => number, level: number): number {
  let low = 0;
  let high = breaks.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (slope(breaks[middle]!) > level) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A breakpoint and its neighbours, as a guard against the rounding of a nearly level slope. */
const neighbours = (breaks: Float64Array, i: number): number[] =>
  Array.from(breaks.subarray(Math.max(0, i - 1), i + 2));

function highestOf(candidates: readonly number[], value: (x: number) => number): BestRange {
  const values = candidates.map(value);
  const highest = Math.max(...values);
  const level = candidates.filter((_, i) => values[i]! >= highest - LEVEL_VALUE);
  return { low: Math.min(...level), high: Math.max(...level) };
}

/**
 * A slope or a difference of objectives below these is rounding: objectives (0..1) that differ by less count as equal, so that the choice
 * among them does not hang on the last bit.
 */
const LEVEL_SLOPE = 1e-12;
const LEVEL_VALUE = 1e-13;

interface Line {
  readonly slope: number;
  /** Height at the left end of the interval. */
  readonly start: number;
}

/** The lowest of all curves at `x` within [a, b], where every curve is one line; of those that tie, the one that is lowest to the right. */
function lowestLineAt(curves: readonly WeightedTradeoff[], a: number, x: number): Line {
  let best: Line = { slope: 0, start: Infinity };
  let lowest = Infinity;
  for (const { curve } of curves) {
    const slope = slopeRightOf(curve, a);
    const start = pointAt(curve, a).y;
    const y = start + slope * (x - a);
    if (y < lowest - TIE || (y <= lowest + TIE && slope < best.slope)) best = { slope, start };
    lowest = Math.min(lowest, y);
  }
  return best;
}

/** Heights nearer than this meet in one point (rates, 0..1): a few roundings of 2^-53. */
const TIE = 1e-15;

/** Where in [a, b] the lower envelope bends from a slope above `target` to one not above it. */
function crossingWithin(
  curves: readonly WeightedTradeoff[],
  { a, b, target }: { readonly a: number; readonly b: number; readonly target: number },
): number {
  let left = lowestLineAt(curves, a, a);
  let right = lowestLineAt(curves, a, b);
  let best = a;
  // Each round replaces one line by a strictly lower one at the crossing; there are no more lines than curves.
  for (let round = 0; round <= curves.length; round++) {
    if (left.slope <= target || right.slope > target || left.slope === right.slope) break;
    const x = Math.min(b, Math.max(a, a + (right.start - left.start) / (left.slope - right.slope)));
    best = x;
    const lowest = lowestLineAt(curves, a, x);
    const height = lowest.start + lowest.slope * (x - a);
    if (height >= left.start + left.slope * (x - a) - TIE) break;
    if (lowest.slope > target) left = lowest;
    else right = lowest;
  }
  return best;
}
