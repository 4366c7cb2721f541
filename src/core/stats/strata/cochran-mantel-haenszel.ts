import { chiSquareSurvival } from '../special/gamma.js';
import { type Stratum, usableStrata } from './table.js';

/** Result of the Cochran-Mantel-Haenszel test. */
export interface CmhTest {
  readonly statistic: number;
  readonly pValue: number;
  /** Strata that entered the test: both groups have people there, and the outcome varies. */
  readonly strata: number;
}

/** Continuity correction of half a person, as in Yates' correction. */
const CONTINUITY = 0.5;

/**
 * Cochran-Mantel-Haenszel test of equal rates within strata, one degree of freedom: the accepted way to pool sites or periods without
 * Simpson's paradox. Null when no stratum tells anything. Mantel and Haenszel (1959), JNCI 22, 719-748.
 *
 * @param options `continuity`: take half a person off the summed deviation (Mantel and Haenszel's own form), default false
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts
 */
export function cochranMantelHaenszel(
  strata: readonly Stratum[],
  options: { continuity?: boolean } = {},
): CmhTest | null {
  let deviation = 0;
  let variance = 0;
  let used = 0;
  for (const [a, b] of usableStrata(strata)) {
    const n = a.n + b.n;
    const successes = a.successes + b.successes;
    const failures = a.failures + b.failures;
    if (successes === 0 || failures === 0 || n <= 1) continue;
    deviation += a.successes - (a.n * successes) / n;
    variance += (a.n * b.n * successes * failures) / (n * n * (n - 1));
    used += 1;
  }
  if (used === 0) return null;
  const miss = Math.max(0, Math.abs(deviation) - (options.continuity ? CONTINUITY : 0));
  const statistic = (miss * miss) / variance;
  return { statistic, pValue: chiSquareSurvival(statistic, 1), strata: used };
}
