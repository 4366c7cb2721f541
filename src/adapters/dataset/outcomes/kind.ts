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
  /** Names among `keys` that are texts, which the result has after the values of the attributes; `texts` of the binding is their number. */
  readonly texts?: readonly string[];
  /** What else a cell says beside its code: columns of the result, by name. */
  readonly cell?: Readonly<Record<string, string>>;
}
