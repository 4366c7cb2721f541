import { criticalValue } from '../special/normal.js';
import { type Stratum, usableStrata } from './table.js';

/** Odds ratio common to all strata, with its interval. */
export interface CommonOddsRatio {
  readonly oddsRatio: number;
  /** Lower limit; null where the odds ratio is 0. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Standard error of the log odds ratio; null where the odds ratio is 0. */
  readonly logStandardError: number | null;
}

/**
 * Mantel-Haenszel's odds ratio of a against b over strata, with the interval of Robins, Breslow and Greenland (1986), Biometrics 42, 311-323.
 * Null when it is undefined (no failure of a meets a success of b in any stratum).
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 */
export function commonOddsRatio(strata: readonly Stratum[], level: number): CommonOddsRatio | null {
  const z = criticalValue(level);
  let up = 0;
  let down = 0;
  let both = 0;
  let upByAgreement = 0;
  let downByDisagreement = 0;
  for (const [a, b] of usableStrata(strata)) {
    const n = a.n + b.n;
    const r = (a.successes * b.failures) / n;
    const s = (a.failures * b.successes) / n;
    const agreement = (a.successes + b.failures) / n;
    const disagreement = (a.failures + b.successes) / n;
    up += r;
    down += s;
    upByAgreement += agreement * r;
    both += agreement * s + disagreement * r;
    downByDisagreement += disagreement * s;
  }
  if (down === 0) return null;
  const oddsRatio = up / down;
  if (up === 0) return { oddsRatio, lower: null, upper: null, logStandardError: null };
  const variance = upByAgreement / (2 * up * up) + both / (2 * up * down) + downByDisagreement / (2 * down * down);
  const logStandardError = Math.sqrt(variance);
  const reach = Math.exp(z * logStandardError);
  return { oddsRatio, lower: oddsRatio / reach, upper: oddsRatio * reach, logStandardError };
}
