import type { Steps } from '../../../base/steps.js';
import type { CountedCell } from '../../../fairness/outcomes/index.js';
import type { Exclusion } from '../../../fairness/tally/index.js';

/** A column that an outcome is read from. */
export interface OutcomeColumn {
  readonly column: string;
  /** The place in the policy that names it. */
  readonly named: string;
  /** Whether its values are read as numbers too. */
  readonly isNumber: boolean;
}

/** The value of such a column in a row: null where it is missing; a null number beside a text is no number. */
export interface OutcomeValue {
  readonly text: string | null;
  readonly number: number | null;
}

/** The values of a row in the order of the columns. */
export type OutcomeValues = readonly OutcomeValue[];

/** Why a row is not counted. */
export type OutcomeExclusion = 'outcome' | 'none';

export type OutcomeRole = `outcome:${string}`;

/** A value that does not fit the policy. */
export interface OutcomeFault {
  readonly role: OutcomeRole;
  /** Place of the column whose text is shown. */
  readonly at: number;
  holds(values: OutcomeValues): boolean;
  /** What the values are, as in "3 values are ...". */
  readonly is: string;
  remedy(examples: readonly string[]): string;
}

/** Where a row counts, before the rows of one place are put together. */
export interface OutcomePlace {
  /** Place of the decided word among those declared. */
  readonly place: number;
  /** Place of the word that was due; null where it is not known. */
  readonly label: number | null;
  /** Of a candidate in a list, who stands at `place`; 0 is the place of those who were not shown. */
  readonly ranked?: RankedPlace;
}

/** The list of a candidate, and what she was worth; null where that is not declared. */
export interface RankedPlace {
  readonly list: string;
  readonly relevance: number | null;
}

/** What a cell of SQL says beside its code (adapters/dataset/outcomes). */
export interface CodedCell {
  /** Texts that the outcome groups by. */
  readonly texts: readonly (string | null)[];
  /** Where a candidate of a list stands, 0 for one who was not shown; 0 for other outcomes. */
  readonly place: number;
}

/** All rows that share attribute values and place, as every engine hands them over. */
export interface OutcomeCell extends OutcomePlace, CountedCell {}

/** What a tally says besides its cells. */
export interface TallyFrame {
  readonly policyDigest: string;
  readonly attributes: readonly string[];
  readonly rowsRead: number;
  readonly excluded: readonly Exclusion[];
}

/**
 * How a kind of outcome is read from a row: one meaning for rows in memory and for SQL, which has a condition for each exclusion and each fault
 * (adapters/dataset/outcomes).
 */
export interface OutcomeBinding<Tally> {
  readonly columns: readonly OutcomeColumn[];
  /** Number of texts that cells of SQL are grouped by besides groups and place; none unless said. */
  readonly texts?: number;
  /** In the order in which they are asked. */
  readonly exclusions: readonly { readonly exclude: OutcomeExclusion; holds(values: OutcomeValues): boolean }[];
  /** In the order in which they are asked and reported. */
  readonly faults: readonly OutcomeFault[];
  /** Where a row counts that is neither excluded nor at fault. */
  placeOf(values: OutcomeValues): OutcomePlace;
  /** The place that SQL hands over as one number, with what is beside it (adapters/dataset/outcomes). */
  placeOfCode(code: number, cell: CodedCell): OutcomePlace;
  /** @param sets attributes whose combinations are groups, one list for each set */
  tallyOf(frame: TallyFrame, cells: readonly OutcomeCell[], sets: readonly (readonly string[])[]): Tally;
  /** The same with pauses, where it takes long. */
  tallyInSteps?(frame: TallyFrame, cells: readonly OutcomeCell[], sets: readonly (readonly string[])[]): Steps<Tally>;
  /**
   * A stored tally of this kind from plain JSON data.
   *
   * @throws TribuneError TALLY_INVALID naming the first place that is wrong
   */
  read(json: unknown): Tally;
  /**
   * The tally of the rows of both.
   *
   * @throws TribuneError TALLY_INVALID where they were declared differently
   */
  merge(a: Tally, b: Tally): Tally;
}
