import type { FrontierGroup, ScoreDistribution } from '../../fairness/frontier/index.js';
import { refused } from '../groups/index.js';

/** Labelled people whose label is the favourable one, and the others. */
export interface MeritGroup {
  readonly key: FrontierGroup['key'];
  readonly deserving: ScoreDistribution;
  readonly others: ScoreDistribution;
}

export const massOf = ({ counts }: ScoreDistribution): number => counts.reduce((sum, count) => sum + count, 0);

/**
 * Refuses groups whose rates cannot be compared.
 *
 * @throws TribuneError INVALID_ARGUMENT for fewer than two groups, or one without both labels
 */
export function checkComparable(groups: readonly FrontierGroup[]): void {
  if (groups.length < 2) throw refused('fewer than two groups', 'Give people of at least two groups.');
  const poor = groups.find(({ positives, negatives }) => !(massOf(positives) > 0 && massOf(negatives) > 0));
  if (poor !== undefined)
    throw refused(
      `${JSON.stringify(poor.key)} has people of one label only`,
      'Leave the group out: its rates are not known.',
    );
}

/**
 * Groups by whether they merit the favourable decision.
 *
 * @throws TribuneError INVALID_ARGUMENT for groups that cannot be compared, or scores that are no probabilities
 */
export function meritGroups(groups: readonly FrontierGroup[], favourable: 0 | 1): MeritGroup[] {
  checkComparable(groups);
  return groups.map(({ key, positives, negatives }) => {
    for (const { scores } of [positives, negatives]) {
      const odd = scores.find((score) => !(score >= 0 && score <= 1));
      if (odd !== undefined) throw refused(`a score of ${odd}`, 'Give probabilities of label 1, from 0 to 1.');
    }
    const [deserving, others] = favourable === 1 ? [positives, negatives] : [negatives, positives];
    return { key, deserving, others };
  });
}
