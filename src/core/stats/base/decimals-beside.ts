/** Most decimals of a number that is printed beside a bound; a number that needs more is written in full. */
const MOST_DECIMALS = 12;

/**
 * Fewest decimals with which a printed number still compares with a bound as the number itself does, the bound written in full: 0.6999997
 * beside 0.7 is not `0.7000`, and only 0.7 itself looks like it. Null when the number has to be written in full.
 *
 * @param write how the number is written with so many decimals, as `Number` reads it
 * @example
 * decimalsBeside(0.6999997, 0.7, 4, (digits) => (0.6999997).toFixed(digits)); // 7
 */
export function decimalsBeside(
  value: number,
  bound: number,
  least: number,
  write: (digits: number) => string,
): number | null {
  const side = Math.sign(value - bound);
  for (let digits = least; digits <= MOST_DECIMALS; digits++) {
    if (Math.sign(Number(write(digits)) - bound) === side) return digits;
  }
  return null;
}
