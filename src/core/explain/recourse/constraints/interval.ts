/** All numbers from `lower` to `upper`, both included; either may be infinite. */
export interface Range {
  readonly lower: number;
  readonly upper: number;
}

export const EVERYTHING: Range = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/** The range of finite corners; any other corner (0/0, infinity - infinity) makes it the range of all numbers. */
const hull = (...corners: number[]): Range =>
  corners.some(Number.isNaN) ? EVERYTHING : { lower: Math.min(...corners), upper: Math.max(...corners) };

export const addRange = (a: Range, b: Range): Range => hull(a.lower + b.lower, a.upper + b.upper);
export const subtractRange = (a: Range, b: Range): Range => hull(a.lower - b.upper, a.upper - b.lower);
export const multiplyRange = (a: Range, b: Range): Range =>
  hull(a.lower * b.lower, a.lower * b.upper, a.upper * b.lower, a.upper * b.upper);

/** Range of a quotient; division by a range that holds 0 may give anything. */
export const divideRange = (a: Range, b: Range): Range =>
  b.lower <= 0 && b.upper >= 0
    ? EVERYTHING
    : hull(a.lower / b.lower, a.lower / b.upper, a.upper / b.lower, a.upper / b.upper);

/** Range of a function that never falls. */
export const risingRange = (f: (x: number) => number, a: Range): Range => hull(f(a.lower), f(a.upper));
export const absRange = (a: Range): Range =>
  a.lower <= 0 && a.upper >= 0
    ? { lower: 0, upper: Math.max(-a.lower, a.upper) }
    : hull(Math.abs(a.lower), Math.abs(a.upper));

/** Range of `a == b`: 1 where both are the same point, 0 where they do not meet, otherwise both values. */
export function equalRange(a: Range, b: Range): Range {
  if (a.lower === a.upper && b.lower === b.upper && a.lower === b.lower) return { lower: 1, upper: 1 };
  return a.upper < b.lower || b.upper < a.lower ? { lower: 0, upper: 0 } : { lower: 0, upper: 1 };
}
