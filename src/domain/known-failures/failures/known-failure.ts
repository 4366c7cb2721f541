import type { Measured } from '../../../core/fairness/sources/index.js';
import type { knownFailures } from '../../../core/policy/open-sections/index.js';
import type { FailureTable } from '../table/index.js';

/** The section `knownFailures` of a policy. */
export type KnownFailuresSection = NonNullable<ReturnType<typeof knownFailures.of>>;
export type FailureName = Exclude<keyof KnownFailuresSection, 'off'>;

/** What was found of a failure, before it is judged; or why it cannot be looked for, and what is needed. */
export type Looked =
  | { readonly notApplicable: string; readonly needs: string }
  | {
      readonly measures: readonly Measured[];
      /** Which effects are harmful: those above 0, or those on either side of it. */
      readonly harmful: 'above' | 'either';
      readonly notes?: readonly string[];
      /** The smallest effect that would be seen at this n, of a measure that is no gap between two sides. */
      readonly detectable?: (measure: { readonly n: number }, level: number) => number | null;
    };

/** A system that failed elsewhere, and how the same is looked for in one's own. */
export interface KnownFailure {
  readonly name: FailureName;
  readonly title: string;
  /** What happened, in two sentences. */
  readonly happened: string;
  /** Where it was told, with its year. */
  readonly source: string;
  readonly bias: string;
  /** What is measured, as a formula in words. */
  readonly formula: string;
  readonly unit: 'share' | 'deviations';
  /** The columns that the policy names for it. */
  columns(section: KnownFailuresSection): readonly string[];
  look(table: FailureTable, section: KnownFailuresSection): Looked;
}

const needed = (name: string, what: string): string => `Name under knownFailures.${name} of the policy ${what}.`;

/** The policy names no columns for a failure. */
export const unnamed = (name: FailureName, what: string): Looked => ({
  notApplicable: `The policy names nothing that it could be looked for in (knownFailures.${name}).`,
  needs: needed(name, what),
});

/** The policy does not bind what a failure is about. */
export const unbound = (what: string, needs: string): Looked => ({
  notApplicable: `The policy binds no ${what}.`,
  needs,
});

/** A row's value of a column of numbers, where the policy binds it; null where the row has none. */
export const known = (values: Float64Array | null, row: number): number | null => {
  const value = values?.[row];
  return value === undefined || Number.isNaN(value) ? null : value;
};
