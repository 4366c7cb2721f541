import { type EffectiveProportion, effectivePair, type Proportion } from '../proportion/proportion.js';
import { normalTwoSided } from '../special/normal.js';

/** A z statistic with its two-sided p-value. */
export interface ZTest {
  readonly z: number;
  readonly pValue: number;
}

/** Pooled z of two checked proportions; null where all or none succeeded. */
export function pooledZOf(a: EffectiveProportion, b: EffectiveProportion): ZTest | null {
  const n = a.n + b.n;
  const successes = a.successes + b.successes;
  const failures = a.failures + b.failures;
  if (successes === 0 || failures === 0) return null;
  const standardError = Math.sqrt((successes / n) * (failures / n) * (1 / a.n + 1 / b.n));
  const z = (a.rate - b.rate) / standardError;
  return { z, pValue: normalTwoSided(z) };
}

/**
 * Two-sided pooled z test of equal rates; z is positive when a's rate is higher. Null when a group is empty, or when all or none
 * succeeded (0/0).
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts
 */
export function pooledZ(a: Proportion, b: Proportion): ZTest | null {
  const pair = effectivePair(a, b);
  return pair && pooledZOf(pair[0], pair[1]);
}
