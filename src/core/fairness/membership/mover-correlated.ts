/** A value with its limits; a limit of a ratio is null where there is none. */
interface Value {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** Size of the limits' distance of a difference; rounding may leave it an ulp below 0 at full correlation. */
const together = (a: number, b: number, correlation: number): number =>
  Math.sqrt(Math.max(0, a * a + b * b - 2 * correlation * a * b));

/**
 * A difference of two correlated quantities from the limits of each. Zou (2007), Psychological Methods 12, 399-413: squared distances to the limits are added, less
 * twice the correlation times their product.
 *
 * @example moverDifference({ value: 0.5, lower: 0.4, upper: 0.6 }, { value: 0.3, lower: 0.2, upper: 0.4 }, 0).lower // 0.2 - sqrt(0.02)
 */
export function moverDifference(a: Value, b: Value, correlation: number): Value {
  const value = a.value - b.value;
  return {
    value,
    lower: value - together(a.value - a.lower, b.upper - b.value, correlation),
    upper: value + together(a.upper - a.value, b.value - b.lower, correlation),
  };
}

/** An upper end of a ratio above this is none: it comes from a rate of which 0 is all but possible. */
const LARGEST_RATIO = 1e6;

/** An end of a ratio, null where there is none. */
export function ratioUpTo(a: number, b: number): number | null {
  return b > 0 && a / b <= LARGEST_RATIO ? a / b : null;
}

/**
 * A ratio of two correlated quantities above 0 from the limits of each: all ratios R for which 0 lies within the limits of `moverDifference` of the first and R times
 * the second (Fieller's way). The upper limit is null where the second one's lower limit is 0, or so near that the limit says nothing (`ratioUpTo`).
 */
export function moverRatio(
  a: Value,
  b: Value,
  correlation: number,
): { readonly value: number; readonly lower: number; readonly upper: number | null } {
  const value = a.value / b.value;
  const below = rootsOf([a.value, a.lower], [b.value, b.upper], correlation);
  const above = rootsOf([a.value, a.upper], [b.value, b.lower], correlation);
  return {
    value,
    // The smaller root, written so that it needs no division by a leading term that may be 0 or below.
    lower: below.middle + below.root > 0 ? Math.max(0, below.last / (below.middle + below.root)) : 0,
    upper: ratioUpTo(above.middle + above.root, above.first),
  };
}

/** A value and the limit of it that counts. */
type End = readonly [value: number, limit: number];

/**
 * The quadratic first R^2 - 2 middle R + last, whose roots are the ratios that a limit of the difference just reaches. The limits enter themselves, not their
 * distances: a limit next to 0 would be lost in those.
 */
function rootsOf([a, ofA]: End, [b, ofB]: End, correlation: number) {
  const first = ofB * (2 * b - ofB);
  const middle = a * b + correlation * (a - ofA) * (b - ofB);
  const last = ofA * (2 * a - ofA);
  return { first, middle, last, root: Math.sqrt(Math.max(0, middle * middle - first * last)) };
}
