import { exponentOf } from './sums/index.js';

/**
 * Most smallest parts (cents) of one amount: 2^43, which is 87 thousand million dollars. The square of an error of two such amounts times
 * `MAX_PEOPLE` stays below 2^126, so that 128-bit integers and 38 decimal digits hold every sum.
 */
export const MAX_PARTS = 2 ** 43;

/** Most smallest parts of an end of a prediction interval, on either side of 0, so that no interval is wider than the largest amount. */
export const MAX_END_PARTS = MAX_PARTS / 2;

/** Most people of one tally, count weights multiplied in. */
export const MAX_PEOPLE = 2 ** 38;

/** Most decimals of a unit: Clinger's exact powers of ten end at 10^22, and no currency has more than four. */
export const MAX_DECIMALS = 6;

/**
 * Leading binary digits that a value keeps where values are kept in steps: a step is at most one part in 256 wide. A group has a hundred thousand
 * distinct values before any is put into a step, and its median is then uncertain by as much; two digits more took twice the time of an audit.
 */
export const STEP_DIGITS = 9;

/** Digits of the steps of tallies of version 1. Each of those steps lies in one of ours. */
export const FORMER_STEP_DIGITS = 11;

/** Numbers at which the width of steps doubles: [2^(8 + k), 2^(9 + k)) has steps of 2^k. */
export const STEP_BOUNDS: readonly number[] = Array.from(
  { length: 44 - STEP_DIGITS + 1 },
  (_, k) => 2 ** (STEP_DIGITS + k),
);

/**
 * The smallest parts of a number that is at least 0 and at most `MAX_PARTS` of them; null where the number has more decimals. Two correctly
 * rounded operations decide, so that every engine decides alike (docs/decisions/0018-outcomes.md).
 *
 * @example partsOf(1234.5, 2) // 123450
 * @example partsOf(0.125, 2) // null
 */
export function partsOf(value: number, decimals: number): number | null {
  const power = 10 ** decimals;
  const parts = Math.floor(value * power + 0.5);
  return parts / power === value ? parts : null;
}

/** Whether a number of smallest parts is beyond the largest amount; also true of numbers whose parts cannot be told. */
export const isTooLarge = (value: number, decimals: number): boolean => !(value <= MAX_PARTS / 10 ** decimals);

/** The same of an end of an interval, which may be below 0. */
export const isTooLargeEnd = (value: number, decimals: number): boolean =>
  !(Math.abs(value) <= MAX_END_PARTS / 10 ** decimals);

/** Powers of two, the widths of steps of numbers of a double's digits. */
const WIDTHS: readonly number[] = Array.from({ length: 64 }, (_, k) => 2 ** k);

/**
 * Width of the step that a value lies in, in smallest parts; 1 where the value is a place of its own.
 *
 * @param digits leading binary digits that steps keep
 */
export function stepWidth(value: number, digits: number = STEP_DIGITS): number {
  // No power is taken: one for each of ten thousands of places took as long as all else about them.
  return Math.abs(value) < 1 ? 1 : (WIDTHS[exponentOf(value) - digits + 1] ?? 1);
}

/** The end of the step of a value that is nearer to 0. */
export function stepOf(value: number, digits: number = STEP_DIGITS): number {
  const width = stepWidth(value, digits);
  return Math.trunc(value / width) * width;
}
