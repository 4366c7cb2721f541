import type { Interval } from '../base/estimate.js';
import { type RatioInterval, varianceAtRatio } from '../proportion/koopman.js';
import { varianceAtDifference } from '../proportion/miettinen-nurminen.js';
import type { EffectiveProportion } from '../proportion/proportion.js';
import { criticalValue } from '../special/normal.js';
import { findRoot } from '../special/root.js';
import { type Stratum, usableStrata } from './table.js';

/** Ratios are sought between e^-80 and e^80, as without strata. */
const LOG_RATIO_REACH = 80;

/** What a stratum counts: its people, as in direct standardisation, or what it tells, n1 n2 / (n1 + n2) (Mantel and Haenszel 1959). */
export type StratumWeights = 'people' | 'mantel-haenszel';

const weightOf = ([a, b]: readonly [EffectiveProportion, EffectiveProportion], weights: StratumWeights): number =>
  weights === 'people' ? a.n + b.n : (a.n * b.n) / (a.n + b.n);

/** Directly standardised rates: those of the strata, weighted by the people of both groups there. Null without a stratum that has both. */
export function standardizedRates(strata: readonly Stratum[]): { readonly a: number; readonly b: number } | null {
  const pairs = usableStrata(strata);
  const people = pairs.reduce((sum, [a, b]) => sum + a.n + b.n, 0);
  if (people === 0) return null;
  const rate = (side: 0 | 1) =>
    pairs.reduce((sum, pair) => sum + (pair[0].n + pair[1].n) * pair[side].rate, 0) / people;
  return { a: rate(0), b: rate(1) };
}

/** The difference of rates within strata, weighted. Null without a stratum that has people of both groups. */
export function weightedDifference(strata: readonly Stratum[], weights: StratumWeights): number | null {
  const pairs = usableStrata(strata);
  const whole = pairs.reduce((sum, pair) => sum + weightOf(pair, weights), 0);
  return pairs.length === 0
    ? null
    : pairs.reduce((sum, pair) => sum + weightOf(pair, weights) * (pair[0].rate - pair[1].rate), 0) / whole;
}

/**
 * Score interval of the difference of two rates within strata: all differences, the same in every stratum, that the score test over strata does not
 * reject. With one stratum it is Miettinen and Nurminen's. Miettinen and Nurminen (1985), Statistics in Medicine 4, 213-226, section 4.
 * Null without a stratum that has people of both groups.
 *
 * @param weights of the strata; `people` gives the difference of standardised rates
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 */
export function stratifiedDifference(
  strata: readonly Stratum[],
  level: number,
  weights: StratumWeights = 'people',
): Interval | null {
  const z = criticalValue(level);
  const pairs = usableStrata(strata).filter(([a, b]) => a.n + b.n > 1);
  const estimate = weightedDifference(strata, weights);
  if (pairs.length === 0 || estimate === null) return null;
  const statistic = (difference: number): number => {
    let [miss, variance] = [0, 0];
    for (const pair of pairs) {
      const [a, b] = pair;
      const weight = weightOf(pair, weights);
      miss += weight * (a.rate - b.rate - difference);
      variance += weight * weight * varianceAtDifference(a, b, difference);
    }
    return scored(miss, variance);
  };
  return {
    lower: estimate <= -1 ? -1 : findRoot((d) => statistic(d) - z, -1, estimate),
    upper: estimate >= 1 ? 1 : findRoot((d) => statistic(d) + z, estimate, 1),
  };
}

/**
 * Score interval of the ratio of two standardised rates, likewise; with one stratum it is Koopman's. `lower` is 0 where the first group has no
 * success, `upper` Infinity where the other has none.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 */
export function stratifiedRatio(strata: readonly Stratum[], level: number): RatioInterval | null {
  const z = criticalValue(level);
  const pairs = usableStrata(strata);
  const rates = standardizedRates(strata);
  if (rates === null) return null;
  const statistic = (logRatio: number): number => {
    const ratio = Math.exp(logRatio);
    let [miss, variance] = [0, 0];
    for (const [a, b] of pairs) {
      const weight = a.n + b.n;
      miss += weight * (a.rate - ratio * b.rate);
      variance += weight * weight * varianceAtRatio(a, b, ratio);
    }
    return scored(miss, variance);
  };
  const start = rates.a > 0 && rates.b > 0 ? Math.log(rates.a / rates.b) : 0;
  return {
    lower:
      rates.a === 0
        ? 0
        : Math.exp(findRoot((t) => statistic(t) - z, -LOG_RATIO_REACH, rates.b === 0 ? LOG_RATIO_REACH : start)),
    upper:
      rates.b === 0
        ? Number.POSITIVE_INFINITY
        : Math.exp(findRoot((t) => statistic(t) + z, rates.a === 0 ? -LOG_RATIO_REACH : start, LOG_RATIO_REACH)),
  };
}

function scored(miss: number, variance: number): number {
  if (miss === 0) return 0;
  return variance > 0 ? miss / Math.sqrt(variance) : Math.sign(miss) * Number.POSITIVE_INFINITY;
}
