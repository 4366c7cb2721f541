import type { Estimate } from '../base/estimate.js';
import { multinomialBootstrap } from '../resampling/bootstrap.js';
import type { Seed } from '../resampling/rng.js';
import { undefinedAgreement } from './undefined.js';

/** Options of an agreement whose interval is resampled. */
export interface ResampledOptions {
  /** By default 0.95. */
  readonly level?: number;
  /** By default 1000. */
  readonly replicates?: number;
  readonly seed: Seed;
}

const DEFAULTS = { level: 0.95, replicates: 1000 };

/**
 * An agreement with the percentile interval of a bootstrap over units, as people judge units and not answers.
 *
 * @param statistic the agreement where unit u counts `weightByUnit[u]` times; null where it is undefined
 */
export function resampledAgreement(
  { name, units }: { readonly name: string; readonly units: number },
  statistic: (weightByUnit: Float64Array) => number | null,
  { level = DEFAULTS.level, replicates = DEFAULTS.replicates, seed }: ResampledOptions,
): Estimate {
  const method = `${name}, bootstrap(replicates=${replicates},seed=${seed})`;
  const known = { level, method, n: units };
  if (units === 0) return undefinedAgreement(known, 'no unit was judged twice');
  const counts = Array.from({ length: units }, () => 1);
  const made = multinomialBootstrap({ counts, statistic, replicates, level, seed });
  const { estimate, lower, upper } = made;
  if (estimate === null) return undefinedAgreement(known, 'every answer is the same, so chance alone would agree too');
  return { estimate, lower, upper, ...known, status: 'ok' };
}
