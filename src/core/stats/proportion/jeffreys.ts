import { demandLevel } from '../base/check.js';
import type { Interval } from '../base/estimate.js';
import { betaQuantile } from '../special/beta.js';
import { effective, type Proportion } from './proportion.js';

/** Both shape parameters of Jeffreys' prior for a rate. */
const JEFFREYS_SHAPE = 0.5;

/**
 * Equal-tailed posterior interval under Jeffreys' prior beta(1/2, 1/2). Null when n is 0. It is not widened to 0 or 1 at empty
 * cells (Brown, Cai and DasGupta (2001), Statistical Science 16, 101-133, propose that as a variant).
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts or level
 */
export function jeffreys(p: Proportion, level: number): Interval | null {
  demandLevel(level);
  const checked = effective(p);
  if (!checked) return null;
  const a = checked.successes + JEFFREYS_SHAPE;
  const b = checked.failures + JEFFREYS_SHAPE;
  const tail = (1 - level) / 2;
  return { lower: betaQuantile(tail, a, b), upper: betaQuantile(1 - tail, a, b) };
}
