import type { Interval } from '../base/estimate.js';
import { criticalValue } from '../special/normal.js';
import { type EffectiveProportion, effective, type Proportion } from './proportion.js';

/** Wilson's interval of a checked proportion at critical value z. Exactly 0 at no successes and 1 at no failures. */
export function wilsonOf(p: EffectiveProportion, z: number): Interval {
  const square = z * z;
  const denominator = p.n + square;
  const centre = (p.successes + square / 2) / denominator;
  const half = (z * Math.sqrt((p.successes * p.failures) / p.n + square / 4)) / denominator;
  return { lower: p.successes === 0 ? 0 : centre - half, upper: p.failures === 0 ? 1 : centre + half };
}

/**
 * Wilson's score interval of a rate. Null when n is 0. Wilson (1927), JASA 22, 209-212.
 *
 * @param level confidence level between 0 and 1
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 * @example wilson({ successes: 5, n: 8 }, 0.95) // { lower: 0.3057, upper: 0.8632 }
 */
export function wilson(p: Proportion, level: number): Interval | null {
  const z = criticalValue(level);
  const checked = effective(p);
  return checked && wilsonOf(checked, z);
}
