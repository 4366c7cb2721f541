import { TribuneError } from '../../../core/base/errors.js';
import type { Group } from '../../../core/fairness/index.js';
import type { Policy } from '../../../core/policy/index.js';

/**
 * Refuses a cutoff that is on another scale than the scores: outside [0, 1] where every score is a probability, or a probability where
 * every score is 1 or more. A cutoff that merely selects nobody on a quiet day is not refused.
 *
 * @throws TribuneError `DATA_VALUE_INVALID`
 */
export function checkCutoffScale(everybody: Group, policy: Policy): void {
  const { cutoff, scoreScale, score } = policy.data;
  const scores = everybody.distribution;
  if (cutoff === null || scores === null || scores.bins !== null) return;
  const { lowest, highest } = scores;
  const probabilities = lowest >= 0 && highest <= 1;
  const above = probabilities && (cutoff > 1 || cutoff < 0);
  const below = lowest >= 1 && highest > 1 && cutoff > 0 && cutoff < 1;
  if (!above && !below) return;
  throw new TribuneError(
    'DATA_VALUE_INVALID',
    `the cutoff ${cutoff} is out of range: the scores in "${score}" lie between ${lowest} and ${highest}${scoreScale === 1 ? '' : ` (after scoreScale ${scoreScale})`}`,
    {
      remedy: 'Give data.cutoff on the scale of the scores, or data.scoreScale to divide the scores by.',
      place: { name: 'data.cutoff' },
    },
  );
}
