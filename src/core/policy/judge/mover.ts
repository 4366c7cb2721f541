/**
 * Intervals of combinations from the intervals of their parts ("method of variance estimates recovery"): Newcombe's square-and-add for
 * anything that has an interval of its own. Zou and Donner (2008), Statistics in Medicine 27, 1693-1702; ratios on the log scale.
 */
export interface Limits {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

export interface Span {
  readonly lower: number;
  readonly upper: number;
}

/** Limits of a - b for independent groups. */
export function moverDifference(a: Limits, b: Limits): Span {
  const difference = a.estimate - b.estimate;
  return {
    lower: difference - Math.hypot(a.estimate - a.lower, b.upper - b.estimate),
    upper: difference + Math.hypot(a.upper - a.estimate, b.estimate - b.lower),
  };
}

/**
 * Limits of a / b for independent groups with values of at least 0; null where a value is negative, or b is 0 or not bounded away from it
 * above.
 */
export function moverRatio(a: Limits, b: Limits): Span | null {
  if (a.estimate < 0 || b.estimate <= 0) return null;
  const logs = moverDifference(logarithms(a), logarithms(b));
  const unknownBelow = a.estimate === 0 || a.lower <= 0;
  const unknownAbove = b.lower <= 0;
  return {
    lower: unknownBelow ? 0 : Math.exp(logs.lower),
    upper: unknownAbove ? Number.POSITIVE_INFINITY : a.estimate === 0 ? aboveNothing(a, b) : Math.exp(logs.upper),
  };
}

/**
 * The upper limit of a ratio of 0, which has no logarithm: that of the ratio on its own scale with a = 0. Donner and Zou (2012), Statistical Methods in Medical
 * Research 21, 347-359, formula 5.
 */
const aboveNothing = (a: Limits, b: Limits): number => a.upper / Math.sqrt(b.lower * (2 * b.estimate - b.lower));

function logarithms({ estimate, lower, upper }: Limits): Limits {
  return { estimate: Math.log(estimate), lower: Math.log(Math.max(0, lower)), upper: Math.log(upper) };
}

/** Limits of (a + b) / 2 for independent parts. */
export function moverMean(a: Limits, b: Limits): Limits {
  const estimate = (a.estimate + b.estimate) / 2;
  return {
    estimate,
    lower: estimate - Math.hypot(a.estimate - a.lower, b.estimate - b.lower) / 2,
    upper: estimate + Math.hypot(a.upper - a.estimate, b.upper - b.estimate) / 2,
  };
}
