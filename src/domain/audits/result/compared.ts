import type { GroupKey } from '../../../core/fairness/tally/index.js';
import type { Policy } from '../../../core/policy/index.js';

/** The sets of attributes whose groups an audit shows. */
export function attributeSets(policy: Policy): readonly (readonly string[])[] {
  return [...policy.data.attributes.map((a) => [a.name]), ...policy.data.intersections];
}

/** The combination of declared references; null when one of the attributes declares none. */
export function declaredReference(policy: Policy, by: readonly string[]): GroupKey | null {
  const pairs = by.map(
    (name) => [name, policy.data.attributes.find((a) => a.name === name)?.reference ?? null] as const,
  );
  return pairs.every(([, value]) => value !== null) ? Object.fromEntries(pairs) : null;
}

/** The declared reference (null where it does not occur), else the largest of these groups, the first by code point of equal ones. */
export function referenceOf<One extends { readonly key: GroupKey; readonly n: number }>(
  groups: readonly One[],
  declared: GroupKey | null,
): One | null {
  if (declared !== null)
    return groups.find(({ key }) => Object.entries(declared).every(([name, value]) => key[name] === value)) ?? null;
  return groups.reduce<One | null>((best, group) => (best === null || group.n > best.n ? group : best), null);
}
