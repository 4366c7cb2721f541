import { demandCount, demandLevel } from '../base/check.js';
import { chiSquareQuantile } from '../special/gamma.js';

/**
 * Exact interval for the mean of a Poisson count: Garwood (1936), Biometrika 28, 437-442. Its level is at least the one that is asked for.
 *
 * @param count events that were seen, a whole number
 * @throws TribuneError `INVALID_ARGUMENT` on what is no count, or a level outside 0..1
 * @example poissonInterval(5, 0.95) // { lower: 1.623…, upper: 11.668… }
 */
export function poissonInterval(count: number, level: number): { readonly lower: number; readonly upper: number } {
  demandCount(count, 'count');
  demandLevel(level);
  const tail = (1 - level) / 2;
  return {
    lower: count === 0 ? 0 : chiSquareQuantile(tail, 2 * count) / 2,
    upper: chiSquareQuantile(1 - tail, 2 * count + 2) / 2,
  };
}
