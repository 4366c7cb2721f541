import type { Spread } from './types.js';

/**
 * Central moment of a term over the people of a spread, divided by n; exact where values are distinct, else each place counts by its mean. 0 where the term is
 * the same for everybody: its mean may be rounded, and what is left would be all of the spread.
 */
export function centralMoment({ values, counts, n }: Spread, term: (value: number) => number, power: 2 | 3): number {
  const first = term(values[0]!);
  let [sum, isSame] = [0, true];
  for (let i = 0; i < values.length; i++) {
    const value = term(values[i]!);
    sum += counts[i]! * value;
    isSame &&= value === first;
  }
  if (isSame) return 0;
  const mean = sum / n;
  let moment = 0;
  for (let i = 0; i < values.length; i++) {
    const apart = term(values[i]!) - mean;
    // Products are ten times as quick as powers, and there are ten thousands of places.
    moment += counts[i]! * apart * apart * (power === 3 ? apart : 1);
  }
  return moment / n;
}

/** Third central moment over the 3/2 power of the second, both divided by n; 0 without spread. */
export function skewnessOf(spread: Spread, term: (value: number) => number): number {
  const second = centralMoment(spread, term, 2);
  return second > 0 ? centralMoment(spread, term, 3) / second ** 1.5 : 0;
}
