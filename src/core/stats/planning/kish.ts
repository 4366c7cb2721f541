import { demand, demandNonNegative } from '../base/check.js';

/** A sum of squares may undercut the square of the sum by rounding only. */
const ROUNDING = 1e-9;

/**
 * Kish's effective sample size of weighted people, (sum w)^2 / sum w^2: how many unweighted people tell as much. 0 when there is no weight.
 * Kish (1965), Survey Sampling, section 8.2.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on negative or endless sums, or weights without squares
 * @example kishEffectiveSize(6, 14) // three people with weights 1, 2, 3: 2.57
 */
export function kishEffectiveSize(sumOfWeights: number, sumOfSquaredWeights: number): number {
  demandNonNegative(sumOfWeights, 'sum of weights');
  demandNonNegative(sumOfSquaredWeights, 'sum of squared weights');
  if (sumOfWeights === 0) return 0;
  const square = sumOfWeights * sumOfWeights;
  demand(
    sumOfSquaredWeights > 0 && sumOfSquaredWeights <= square * (1 + ROUNDING),
    `the weights sum to ${sumOfWeights} and their squares to ${sumOfSquaredWeights}`,
    'Pass the sums of the same non-negative weights: the second is at most the square of the first.',
  );
  return square / sumOfSquaredWeights;
}
