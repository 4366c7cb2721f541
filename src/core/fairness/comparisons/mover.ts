/** An estimate with its interval. */
export interface Difference {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** A value with its limits, and the factor by which it enters a sum. */
export interface MoverTerm {
  readonly factor: number;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Limits of a sum of independent quantities from the limits of each: distances to the limits are squared and added, as in Newcombe's
 * difference. Zou and Donner (2008), Statistics in Medicine 27, 1693-1702 (method of variance estimates recovery).
 */
export function moverSum(terms: readonly MoverTerm[]): Difference {
  let estimate = 0;
  let below = 0;
  let above = 0;
  for (const { factor, value, lower, upper } of terms) {
    estimate += factor * value;
    const down = factor * (value - lower);
    const up = factor * (upper - value);
    below += factor >= 0 ? down * down : up * up;
    above += factor >= 0 ? up * up : down * down;
  }
  return { estimate, lower: estimate - Math.sqrt(below), upper: estimate + Math.sqrt(above) };
}
