import { type Estimate, type Proportion, wilson } from '../../stats/index.js';

/** Level of the intervals of measures by default. */
export const DEFAULT_LEVEL = 0.95;

/** A rate with Wilson's interval; of nothing it is not known, and never 0. */
export function rateOf({ successes, n }: Proportion, level: number, none: string): Estimate {
  const interval = wilson({ successes, n }, level);
  const same = { level, method: 'wilson', n };
  if (interval === null)
    return { estimate: null, lower: null, upper: null, ...same, status: 'undefined', reason: none };
  return { estimate: successes / n, ...interval, ...same, status: 'ok' };
}
