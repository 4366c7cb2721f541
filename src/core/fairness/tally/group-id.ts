import type { GroupKey } from './types.js';

/** Text that two keys share exactly when they name the same group, whatever the order of their attributes. */
export function groupId(key: GroupKey): string {
  return JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));
}
