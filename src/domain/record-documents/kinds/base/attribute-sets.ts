import type { AuditResult } from '../../../audits/result/index.js';

/** Most sets of attributes that a document looks at. */
const MOST_SETS = 50;

/** Every attribute of an audit and every intersection, in its order. */
export function attributeSets({ groups }: AuditResult): (readonly string[])[] {
  const sets = new Map<string, readonly string[]>();
  for (const { attributes } of groups) {
    const names = Object.keys(attributes);
    sets.set(JSON.stringify(names), names);
  }
  return [...sets.values()].slice(0, MOST_SETS);
}
