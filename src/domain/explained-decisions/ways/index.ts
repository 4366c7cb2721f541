import type { RecourseJson } from '../../../core/explain/index.js';

/** A way to another outcome, as it was proposed. */
export type Way = NonNullable<RecourseJson['rows'][number]['best']>;

/** The ways that were found for one person, the cheapest first. */
export function waysOf(recourse: RecourseJson | null): readonly Way[] {
  const row = recourse?.rows[0];
  return row === undefined ? [] : [row.best, ...row.alternatives].filter((way) => way !== null);
}

export { inputNamed, withChanges } from './with-changes.js';
