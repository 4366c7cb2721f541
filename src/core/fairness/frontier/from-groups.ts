import type { Group } from '../tally/groups.js';
import type { FrontierGroup } from './types.js';

/**
 * The groups of a tally as the frontier takes them: those whose attributes are known and whose scores are kept. With scores in bins a
 * cutoff is the lower edge of a bin. Unlabelled people are not counted.
 *
 * @example frontierGroups(groupTally(tally, ['race']))
 */
export function frontierGroups(groups: readonly Group[]): FrontierGroup[] {
  const found: FrontierGroup[] = [];
  for (const { key, known, distribution } of groups) {
    if (known && distribution !== null) {
      found.push({ key, positives: distribution.positives, negatives: distribution.negatives });
    }
  }
  return found;
}
