import { demand, demandCount, demandLevel } from '../base/check.js';
import type { Estimate } from '../base/estimate.js';
import { wilson } from '../proportion/wilson.js';

/** One unit that was drawn: whether what is counted is so of it, and how probable it was that it was drawn. */
export interface DrawnUnit {
  readonly isSo: boolean;
  /** Probability of being drawn, above 0 and at most 1, as it was recorded at the draw. */
  readonly inclusion: number;
}

export interface SampledRateOptions {
  /** Units from which was drawn, whether drawn or not. */
  readonly population: number;
  /** By default 0.95. */
  readonly level?: number;
}

const DEFAULT_LEVEL = 0.95;

/**
 * Share of a population of which something is so, from units that were drawn with different, recorded probabilities and independently of each other:
 * each counts once for every unit that it stands for. Horvitz and Thompson (1952), JASA 47, 663-685; unbiased, also where some groups are drawn more
 * often than others.
 *
 * The interval is Wilson's over the effective size, which is the number of units of a plain sample with the same variance, and at most Kish's: it
 * does not shrink to nothing where nothing was found.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a probability outside 0..1, or more units than the population
 * @example sampledRate([{ isSo: true, inclusion: 0.5 }, { isSo: false, inclusion: 0.25 }], { population: 6 }).estimate // 0.333...
 */
export function sampledRate(
  drawn: readonly DrawnUnit[],
  { population, level = DEFAULT_LEVEL }: SampledRateOptions,
): Estimate {
  demandLevel(level);
  demandCount(population, 'population');
  demand(
    drawn.length <= population,
    `${drawn.length} units were drawn from ${population}`,
    'Pass the number of units from which was drawn.',
  );
  let [total, variance, weights, squares] = [0, 0, 0, 0];
  drawn.forEach(({ isSo, inclusion }, at) => {
    demand(
      inclusion > 0 && inclusion <= 1,
      `the inclusion of unit ${at} is ${inclusion}`,
      'Pass the probability with which it was drawn, above 0 and at most 1.',
    );
    const weight = 1 / inclusion;
    weights += weight;
    squares += weight * weight;
    if (!isSo) return;
    total += weight;
    // Variance of independent draws (Poisson sampling), estimated without bias.
    variance += (1 - inclusion) * weight * weight;
  });
  const known = { level, method: 'horvitz-thompson, wilson(effective size)', n: drawn.length };
  if (drawn.length === 0)
    return {
      ...{ estimate: null, lower: null, upper: null, ...known },
      ...{ status: 'undefined' as const, reason: 'nothing was drawn' },
    };
  const estimate = total / population;
  const rate = Math.min(1, estimate);
  const kish = (weights * weights) / squares;
  const byVariance = variance === 0 ? kish : (rate * (1 - rate) * population * population) / variance;
  const size = Math.max(1, Math.min(kish, byVariance));
  const { lower, upper } = wilson({ successes: rate * size, n: size }, level)!;
  return { estimate, lower, upper: Math.max(upper, estimate), ...known, status: 'ok' };
}
