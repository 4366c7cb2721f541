import type { OutcomeExclusion, OutcomeRole } from '../../../core/policy/bind/index.js';

/** Names of the columns of an outcome in the steps of the statement, by their place in its binding (core/policy/bind/outcomes). */
export const outcomeColumn = (place: number) =>
  ({ raw: `rc${place}`, text: `ct${place}`, number: `cn${place}` }) as const;

/** How a kind of outcome is written in SQL, beside its binding for rows in memory. */
export interface OutcomeSql {
  /** What cells are counted by besides groups: columns of the judged rows. */
  readonly keys: readonly { readonly name: string; readonly sql: string }[];
  /** Condition that a row is not counted. */
  exclusion(name: OutcomeExclusion): string;
  /** Condition that a value is at fault. */
  fault(role: OutcomeRole): string;
  /** The place of a cell as one number, which `placeOfCode` of the binding reads. */
  readonly code: string;
}
