import { placementVariances } from '../auc/placements.js';
import type { ScoreCounts } from '../auc/score-counts.js';
import { studentTSurvival } from '../special/beta.js';

/** Brunner and Munzel's test: the superiority of the first distribution with its standard error, t, degrees of freedom and two-sided p-value. */
export interface BrunnerMunzelTest {
  /** P(a > b) + P(equal) / 2; one half where neither tends to higher values. */
  readonly superiority: number;
  readonly standardError: number;
  readonly t: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/**
 * Brunner and Munzel's test that neither distribution tends to higher values, P(a > b) + P(equal) / 2 = 1/2. Unlike Mann and Whitney's it
 * does not suppose that the two are otherwise alike, so that unequal spread is no finding. Null when a distribution has fewer than two people, and when
 * the placements do not vary (all values equal, or the samples apart). Brunner and Munzel (2000), Biometrical Journal 42, 17-25.
 *
 * @throws TribuneError `INVALID_ARGUMENT` when a distribution is not ascending
 */
export function brunnerMunzel(a: ScoreCounts, b: ScoreCounts): BrunnerMunzelTest | null {
  const found = placementVariances(a, b);
  if (found === null || found.first === null || found.second === null) return null;
  const { superiority, first, second, nFirst, nSecond } = found;
  const variance = first + second;
  if (!(variance > 0)) return null;
  const standardError = Math.sqrt(variance);
  const t = (superiority - 0.5) / standardError;
  const degreesOfFreedom = variance ** 2 / (first ** 2 / (nFirst - 1) + second ** 2 / (nSecond - 1));
  const pValue = Math.min(1, 2 * studentTSurvival(Math.abs(t), degreesOfFreedom));
  return { superiority, standardError, t, degreesOfFreedom, pValue };
}
