/** A curve that never falls, through knots: straight between them, flat outside. Published scores of the link `curve` are its heights at the raw ones. */
export interface Curve {
  /** Rising, at least one. */
  readonly x: Float64Array;
  /** Of the same length, never falling. */
  readonly y: Float64Array;
}

/** The height of the curve at a place. */
export function heightAt({ x, y }: Curve, at: number): number {
  const last = x.length - 1;
  if (!(at > x[0]!)) return Number.isNaN(at) ? Number.NaN : y[0]!;
  if (at >= x[last]!) return y[last]!;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (x[middle]! <= at) low = middle;
    else high = middle;
  }
  const share = (at - x[low]!) / (x[high]! - x[low]!);
  // Rounding must not lift it above the next knot: it never falls.
  return Math.min(y[high]!, y[low]! + share * (y[high]! - y[low]!));
}

/** The first place from which the curve has this height or more; an infinite one where it has it everywhere or nowhere. */
export function firstPlace({ x, y }: Curve, height: number): number {
  if (height <= y[0]!) return Number.NEGATIVE_INFINITY;
  const at = y.findIndex((value) => value >= height);
  if (at < 0) return height > y[y.length - 1]! ? Number.POSITIVE_INFINITY : Number.NaN;
  const share = (height - y[at - 1]!) / (y[at]! - y[at - 1]!);
  return Math.min(x[at]!, x[at - 1]! + share * (x[at]! - x[at - 1]!));
}
