import type { Estimate } from '../base/estimate.js';
import { multinomialBootstrap } from '../resampling/bootstrap.js';
import type { Seed } from '../resampling/rng.js';
import { lowerWhereAllAgree } from './all-agree.js';
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
 * @param disagreement the greatest distance of two answers over the expected one
 * @param statistic the agreement where unit u counts `weightByUnit[u]` times; null where it is undefined
 */
export function resampledAgreement(
  { name, units, disagreement }: { readonly name: string; readonly units: number; readonly disagreement: () => number },
  statistic: (weightByUnit: Float64Array) => number | null,
  { level = DEFAULTS.level, replicates = DEFAULTS.replicates, seed }: ResampledOptions,
): Estimate {
  const method = `${name}, bootstrap(replicates=${replicates},seed=${seed})`;
  const known = { level, method, n: units };
  if (units === 0) return undefinedAgreement(known, 'no unit was judged twice');
  if (units === 1)
    return undefinedAgreement(known, 'one unit was judged twice, which shows no agreement beyond chance');
  const counts = Array.from({ length: units }, () => 1);
  const made = multinomialBootstrap({ counts, statistic, replicates, level, seed });
  const { estimate, lower, upper } = made;
  if (estimate === null) return undefinedAgreement(known, 'every answer is the same, so chance alone would agree too');
  if (estimate === 1 && lower === 1)
    return {
      ...{ estimate, lower: lowerWhereAllAgree({ n: units, level, disagreement: disagreement() }), upper: 1 },
      ...{ ...known, method: `${name}, wilson where all agree`, status: 'ok' as const },
    };
  return { estimate, lower, upper, ...known, status: 'ok' };
}
