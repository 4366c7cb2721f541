import { rateOf } from '../metrics/rates.js';
import type { Group } from '../tally/groups.js';

/** One person is added to every group, half to each outcome, which keeps a rate of 0 or 1 in a tiny group from being infinitely unfair. */
const PRIOR_PEOPLE = 1;

/**
 * Empirical differential fairness, smoothed: the largest distance of log probabilities of the same outcome between any two groups, over
 * both outcomes. 0 is parity; e^-value bounds the ratio of any two groups' chances. Null with fewer than two groups that have people.
 * Foulds et al. (2020), An intersectional definition of fairness, ICDE, definition 4.2 with a Dirichlet prior.
 *
 * @param of `base_rate` for what the labels hold, `selection_rate` for what the predictions make of it; the second minus the first is
 * their "bias amplification"
 */
export function differentialFairness(groups: readonly Group[], of: 'base_rate' | 'selection_rate'): number | null {
  const rates = groups.map((group) => rateOf(group, of, 1)).filter(({ n }) => n > 0);
  if (rates.length < 2) return null;
  const smoothed = rates.map(({ successes, n }) => (successes + PRIOR_PEOPLE / 2) / (n + PRIOR_PEOPLE));
  const spread = (logs: number[]): number => Math.max(...logs) - Math.min(...logs);
  return Math.max(spread(smoothed.map((rate) => Math.log(rate))), spread(smoothed.map((rate) => Math.log1p(-rate))));
}
