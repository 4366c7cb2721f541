import { regularizedGamma } from '../../core/stats/index.js';

const STEPS = 200;

/**
 * Upper end of the exact one-sided interval of the mean of a Poisson count (Garwood 1936, Biometrika 28, 437-442): the mean at which a count of at most
 * `count` has the chance 1 - level.
 *
 * @example poissonUpper(0, 0.95) // 2.996
 */
export function poissonUpper(count: number, level: number): number {
  let [lower, upper] = [0, 10 + 2 * count + 10 * Math.sqrt(count)];
  for (let step = 0; step < STEPS; step++) {
    const middle = (lower + upper) / 2;
    // P(count <= k | mean) = Q(k + 1, mean) = 1 - P(k + 1, mean).
    if (regularizedGamma(count + 1, middle).lower < level) lower = middle;
    else upper = middle;
  }
  return (lower + upper) / 2;
}
