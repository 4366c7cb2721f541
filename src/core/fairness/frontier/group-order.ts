import type { GroupKey } from '../types.js';

/** One text per group, unambiguous (`null` is not the text "null"), to sort and to compare by. */
export function groupId(key: GroupKey): string {
  const names = Object.keys(key).sort(byCodePoint);
  return JSON.stringify(names.map((name) => [name, key[name] ?? null]));
}

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
    .map((group) => ({ group, values: Object.values(group.key), id: groupId(group.key) }))
    .sort((a, b) => compareValues(a.values, b.values) || byCodePoint(a.id, b.id))
    .map(({ group }) => group);
}

function compareValues(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const left = a[i] ?? null;
    const right = b[i] ?? null;
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    return byCodePoint(left, right);
  }
  return a.length - b.length;
}

/** UTF-16 order differs from code point order only for surrogates against U+E000..U+FFFF. */
function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  const left = Array.from(a, (character) => character.codePointAt(0) ?? 0);
  const right = Array.from(b, (character) => character.codePointAt(0) ?? 0);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) return (left[i] ?? 0) - (right[i] ?? 0);
  }
  return left.length - right.length;
}
