import { demandLevel } from '../base/check.js';
import type { Interval } from '../base/estimate.js';
import { betaQuantile } from '../special/beta.js';
import { effective, type Proportion } from './proportion.js';

/**
 * The exact interval of a rate: covers at least `level`, usually more. Null when n is 0.
 * Clopper and Pearson (1934), Biometrika 26, 404-413. Fractional (effective) counts enter through the beta quantiles
 * as in Korn and Graubard (1998).
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 */
export function clopperPearson(p: Proportion, level: number): Interval | null {
  demandLevel(level);
  const checked = effective(p);
  if (!checked) return null;
  const { successes, failures } = checked;
  const tail = (1 - level) / 2;
  return {
    lower: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    upper: failures === 0 ? 1 : betaQuantile(1 - tail, successes + 1, failures),
  };
}
