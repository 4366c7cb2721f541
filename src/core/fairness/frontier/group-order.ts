import { compareCodePoints, compareValues } from '../tally/order.js';
import type { GroupKey } from '../tally/types.js';

/** How a group is named in a sentence: `Caucasian`, `Caucasian & Male`, `unknown`. */
export function groupName(key: GroupKey): string {
  const values = Object.values(key).map((value) => value ?? 'unknown');
  return values.length === 0 ? 'everyone' : values.join(' & ');
}

/**
 * Groups in an order that does not depend on how they were passed: by code point of their values, the unknown group last.
 * Sums over groups are made in this order, so that a permutation of the input changes no bit of the result.
 */
export function sortedByKey<T extends { readonly key: GroupKey }>(groups: readonly T[]): T[] {
  return groups
    .map((group) => ({ group, values: Object.values(group.key), names: Object.keys(group.key).join() }))
    .sort((a, b) => compareValues(a.values, b.values) || compareCodePoints(a.names, b.names))
    .map(({ group }) => group);
}
