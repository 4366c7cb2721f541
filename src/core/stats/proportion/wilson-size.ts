import { demandLevel, demandProbability } from '../base/check.js';
import type { Interval } from '../base/estimate.js';
import { criticalValue } from '../special/normal.js';

/** Intervals narrower than this show no size that double precision could tell. */
const NARROWEST = 1e-9;

/**
 * The (effective) number of people behind a Wilson interval, from the rate and the width alone: the inverse of `wilson` in n. Null where
 * the width belongs to no size.
 *
 * With u = 1/n and z the critical value, the width w solves w^2 (1 + z^2 u)^2 = 4 z^2 p (1 - p) u + z^4 u^2, a quadratic in u with one
 * positive root (Wilson 1927).
 *
 * @example wilsonSize(0.3, wilson({ successes: 30, n: 100 }, 0.95), 0.95) // 100
 */
export function wilsonSize(rate: number, { lower, upper }: Interval, level: number): number | null {
  demandProbability(rate, 'rate');
  demandLevel(level);
  const width = upper - lower;
  if (!(width > NARROWEST && width < 1)) return null;
  const squared = criticalValue(level) ** 2;
  const a = (1 - width ** 2) * squared ** 2;
  const b = squared * (4 * rate * (1 - rate) - 2 * width ** 2);
  // a u^2 + b u - w^2 = 0, solved so that nothing cancels.
  const root = Math.sqrt(b ** 2 + 4 * a * width ** 2);
  const u = b >= 0 ? (2 * width ** 2) / (b + root) : (root - b) / (2 * a);
  return 1 / u;
}
