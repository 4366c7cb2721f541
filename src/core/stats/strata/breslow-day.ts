import type { ChiSquareTest } from '../hypothesis/chi-square.js';
import type { EffectiveProportion } from '../proportion/proportion.js';
import { chiSquareSurvival } from '../special/gamma.js';
import { commonOddsRatio } from './common-odds-ratio.js';
import { type Stratum, usableStrata } from './table.js';

/** The point estimate does not depend on the level, so any level will do. */
const ANY_LEVEL = 0.95;

/** Expected successes of a when the odds ratio is `ratio` and the margins are fixed: the feasible root of a quadratic. */
function expectedSuccesses(a: EffectiveProportion, b: EffectiveProportion, ratio: number): number {
  const successes = a.successes + b.successes;
  const lead = ratio - 1;
  const linear = ratio * (a.n + successes) + b.n - successes;
  const constant = ratio * a.n * successes;
  const discriminant = Math.sqrt(Math.max(0, linear * linear - 4 * lead * constant));
  return (2 * constant) / (linear + discriminant);
}

/** Variance of a's successes given the fitted table. */
function fittedVariance(a: EffectiveProportion, b: EffectiveProportion, fitted: number): number {
  const successes = a.successes + b.successes;
  const cells = [fitted, a.n - fitted, successes - fitted, b.n - successes + fitted];
  return 1 / cells.reduce((sum, cell) => sum + 1 / cell, 0);
}

/**
 * Breslow and Day's test that the odds ratio is the same in all strata, by default with Tarone's correction. Null with fewer than two strata
 * that tell something, or when the common odds ratio is undefined or 0.
 * Breslow and Day (1980), Statistical methods in cancer research 1, section 4.4; Tarone (1985), Biometrika 72, 91-95.
 *
 * @param options `tarone`: default true
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts
 */
export function breslowDay(strata: readonly Stratum[], options: { tarone?: boolean } = {}): ChiSquareTest | null {
  const common = commonOddsRatio(strata, ANY_LEVEL);
  const informative = usableStrata(strata).filter(
    ([a, b]) => a.successes + b.successes > 0 && a.failures + b.failures > 0,
  );
  if (common === null || common.oddsRatio === 0 || informative.length < 2) return null;
  let statistic = 0;
  let deviation = 0;
  let variance = 0;
  for (const [a, b] of informative) {
    const fitted = expectedSuccesses(a, b, common.oddsRatio);
    const miss = a.successes - fitted;
    const spread = fittedVariance(a, b, fitted);
    statistic += (miss * miss) / spread;
    deviation += miss;
    variance += spread;
  }
  if (options.tarone ?? true) statistic = Math.max(0, statistic - (deviation * deviation) / variance);
  const degreesOfFreedom = informative.length - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareSurvival(statistic, degreesOfFreedom) };
}
