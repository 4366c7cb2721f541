import type { GroupResult } from '../../../audits/result/index.js';

/**
 * The groups that have a metric; all of them where none has. A group that the others are held against, as by the chance to outrank it, has no
 * value of its own, which is no lack of people.
 */
export function measuredGroups(groups: readonly GroupResult[], metric: string): readonly GroupResult[] {
  const measured = groups.filter((group) => Object.hasOwn(group.metrics, metric));
  return measured.length > 0 ? measured : groups;
}

/** What stands in a table in the place of the evidence of such a group. */
export const HELD_AGAINST = 'the reference of the others';
