import type { Interval } from '../base/estimate.js';
import { criticalValue } from '../special/normal.js';
import { effective, type Proportion } from './proportion.js';

/**
 * Agresti and Coull's adjusted Wald interval, clipped to 0..1. Null when n is 0. The American Statistician 52 (1998), 119-126.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 */
export function agrestiCoull(p: Proportion, level: number): Interval | null {
  const z = criticalValue(level);
  const checked = effective(p);
  if (!checked) return null;
  const n = checked.n + z * z;
  const rate = (checked.successes + (z * z) / 2) / n;
  const half = z * Math.sqrt((rate * (1 - rate)) / n);
  return { lower: Math.max(0, rate - half), upper: Math.min(1, rate + half) };
}
