import type { Spread } from './types.js';

/** Central moment of a term over the people of a spread, divided by n; exact where values are distinct, else each place counts by its mean. */
export function centralMoment({ values, counts, n }: Spread, term: (value: number) => number, power: 2 | 3): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += counts[i]! * term(values[i]!);
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
