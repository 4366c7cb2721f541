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

/**
 * The exact maximum of the weighted mean: a sum of concave piecewise linear curves is one itself, so its maximum stands on a
 * vertex of some curve, the first one to whose right the summed slope is not positive.
 */
export function bestMean(curves: readonly WeightedTradeoff[]): number {
  const breaks = breakpoints(curves);
  const slope = (x: number): number =>
    curves.reduce((sum, { share, curve }) => sum + share * slopeRightOf(curve, x), 0);
  const i = firstNotRising(breaks, slope);
  return bestOf([breaks[i - 1], breaks[i], breaks[i + 1]], (x) => meanAt(curves, x));
}

/**
 * The exact maximum of gain * lowest(x) - cost * x (equalized odds: x false positive, lowest(x) true positive rate). The lower
 * envelope bends at vertices and where two curves cross: a search over the vertices finds the interval, Kelley's cutting planes
 * find the crossing in it.
 */
export function bestLowest(curves: readonly WeightedTradeoff[], gain: number, cost: number): number {
  const breaks = breakpoints(curves);
  const value = (x: number): number => gain * lowestAt(curves, x) - cost * x;
  const slope = (x: number): number => gain * lowestLineAt(curves, x, x).slope - cost;
  const i = firstNotRising(breaks, slope);
  const candidates = [breaks[i - 1], breaks[i], breaks[i + 1]];
  for (const [a, b] of [
    [breaks[i - 1], breaks[i]],
    [breaks[i], breaks[i + 1]],
  ]) {
    if (a !== undefined && b !== undefined) candidates.push(crossingWithin(curves, { a, b, target: cost / gain }));
  }
  return bestOf(candidates.sort(ascendingOrMissing), value);
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

/** The first breakpoint to whose right the function does not rise; its slope never grows, so halving finds it. */
function firstNotRising(breaks: Float64Array, slope: (x: number) => number): number {
  let low = 0;
  let high = breaks.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (slope(breaks[middle]!) > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first of the candidates with the highest value: neighbours guard against the rounding of a nearly level slope. */
function bestOf(candidates: readonly (number | undefined)[], value: (x: number) => number): number {
  let best = 0;
  let highest = -Infinity;
  for (const x of candidates) {
    if (x === undefined) continue;
    const y = value(x);
    if (y > highest) {
      highest = y;
      best = x;
    }
  }
  return best;
}

interface Line {
  readonly slope: number;
  /** Height at the left end of the interval. */
  readonly start: number;
}

/** Within [a, b] every curve is one line: the lowest of them at `x`, and of those that tie the one that is lowest to the right. */
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

const ascendingOrMissing = (a: number | undefined, b: number | undefined): number => (a ?? Infinity) - (b ?? Infinity);
