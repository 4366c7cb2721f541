import type { Interval } from '../base/estimate.js';
import { criticalValue } from '../special/normal.js';
import { effectivePair, type Proportion } from './proportion.js';

/**
 * Katz's interval of a ratio a / b on the log scale. Null when a group is empty, and when either has no success: the log of the ratio
 * is then not finite (use `koopmanRatio`). At full counts in both groups it has no width, which is false certainty: same remedy.
 * Katz, Baptista, Azen and Pike (1978), Biometrics 34, 469-474.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 */
export function katzRatio(a: Proportion, b: Proportion, level: number): Interval | null {
  const z = criticalValue(level);
  const pair = effectivePair(a, b);
  if (!pair) return null;
  const [first, second] = pair;
  if (first.successes === 0 || second.successes === 0) return null;
  const ratio = first.rate / second.rate;
  const reach = Math.exp(z * logRatioStandardError(a, b)!);
  return { lower: ratio / reach, upper: ratio * reach };
}

/** Standard error of log(a / b) by the delta method; null where `katzRatio` is. */
export function logRatioStandardError(a: Proportion, b: Proportion): number | null {
  const pair = effectivePair(a, b);
  if (!pair) return null;
  const [first, second] = pair;
  if (first.successes === 0 || second.successes === 0) return null;
  const part = (p: { successes: number; failures: number; n: number }) => p.failures / (p.successes * p.n);
  return Math.sqrt(part(first) + part(second));
}
