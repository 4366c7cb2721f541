import type { Spread } from './types.js';

/** Central moments of a term over people, divided by their number. */
interface CentralMoments {
  readonly second: number;
  readonly third: number;
}

const NO_SPREAD: CentralMoments = { second: 0, third: 0 };

/**
 * Central moments of a term over the people of a spread; exact where values are distinct, else each place counts by its mean. 0 where the term is the
 * same for everybody: its mean may be rounded, and what is left would be all of the spread.
 *
 * @param terms the term at each place of the spread: an array, because a function of each value cost ten times as much as the sums
 */
export function centralMoments({ counts, n }: Spread, terms: Float64Array): CentralMoments {
  const first = terms[0]!;
  let [sum, isSame] = [0, true];
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i]!;
    sum += counts[i]! * term;
    isSame &&= term === first;
  }
  if (isSame) return NO_SPREAD;
  const mean = sum / n;
  let [second, third] = [0, 0];
  for (let i = 0; i < terms.length; i++) {
    const apart = terms[i]! - mean;
    // Products are ten times as quick as powers, and there are ten thousands of places.
    const square = counts[i]! * apart * apart;
    second += square;
    third += square * apart;
  }
  return { second: second / n, third: third / n };
}

/** Third central moment over the 3/2 power of the second; 0 without spread. */
export const skewnessOf = ({ second, third }: CentralMoments): number => (second > 0 ? third / second ** 1.5 : 0);

/** The square of each value. */
export const squaresOf = (values: Float64Array): Float64Array => values.map((value) => value * value);
