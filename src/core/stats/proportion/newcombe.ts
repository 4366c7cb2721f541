import type { Interval } from '../base/estimate.js';
import { criticalValue } from '../special/normal.js';
import { effectivePair, type Proportion } from './proportion.js';
import { wilsonOf } from './wilson.js';

/**
 * Newcombe's hybrid score interval of a difference a - b: the two Wilson intervals squared and added. Null when a group is empty.
 * Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 * @example newcombeDifference({ successes: 56, n: 70 }, { successes: 48, n: 80 }, 0.95) // { lower: 0.0524, upper: 0.3339 }
 */
export function newcombeDifference(a: Proportion, b: Proportion, level: number): Interval | null {
  const z = criticalValue(level);
  const pair = effectivePair(a, b);
  if (!pair) return null;
  const [first, second] = pair;
  const one = wilsonOf(first, z);
  const two = wilsonOf(second, z);
  const difference = first.rate - second.rate;
  return {
    lower: difference - Math.hypot(first.rate - one.lower, two.upper - second.rate),
    upper: difference + Math.hypot(one.upper - first.rate, second.rate - two.lower),
  };
}
