import type { Exclusion, GroupKey } from '../../tally/types.js';

/**
 * What a cell of an amount's tally counts: the decided amount, or its error, which is the amount minus the label. Where a requirement asks how much
 * of the spread of labels is explained, also the label (`actual`), and the errors of the people whose label is at the place (`paired`): the labels say
 * how they vary, the pairs how that goes together with the errors. Where a policy declares a prediction interval, also whether it holds the label (`covered`:
 * 1 or 0, of those with both) and how wide it is (`width`).
 */
export type Quantity = 'amount' | 'error' | 'actual' | 'paired' | 'covered' | 'width';
export const QUANTITIES = [
  'amount',
  'error',
  'actual',
  'paired',
  'covered',
  'width',
] as const satisfies readonly Quantity[];

/** How the values of a quantity are kept; `steps` keep 9 leading binary digits, which is one part in 256. */
export type Places = 'distinct' | 'steps';

/** How the values of each quantity are kept; the last four are there where the tally counts them. */
export interface PlacesOf extends Readonly<Record<'amount' | 'error', Places>> {
  readonly actual?: Places;
  readonly paired?: Places;
  readonly covered?: Places;
  readonly width?: Places;
}

/** All rows that share attribute values and the place of one quantity. Every sum is an integer in smallest parts (cents). */
export interface AmountCell {
  /** One value per attribute of the tally, as text; null where it is missing. */
  readonly values: readonly (string | null)[];
  readonly quantity: Quantity;
  /** The value (of `paired` that of the label), or the end of its step that is nearer to 0, in smallest parts. */
  readonly at: number;
  readonly rows: number;
  /** People: rows, or the sum of count weights. */
  readonly weight: bigint;
  /** Sum of v over people. */
  readonly sum: bigint;
  /** Sum of v^2 over people. */
  readonly squares: bigint;
}

/**
 * The tally of decisions that are amounts (docs/decisions/0018-outcomes.md). `merge(tally(a), tally(b))` equals `tally(a ++ b)` bit for bit.
 * Cells are sorted by values, quantity (amount first) and place; no two share all three.
 */
export interface AmountTally {
  /** Version 1 kept 11 digits in steps, version 2 a million distinct values; their tallies are read and put into ours. */
  readonly schemaVersion: '3';
  readonly outcome: 'amount';
  /** `sha256:...` of the bytes of the policy file; empty when the tally was made without one. */
  readonly policyDigest: string;
  readonly attributes: readonly string[];
  /** Name of the unit, such as `USD`. */
  readonly unit: string;
  /** Decimals of the unit; sums count 10^-decimals of it. */
  readonly decimals: number;
  readonly weightKind: 'none' | 'count';
  readonly places: PlacesOf;
  /** Number of rows read, excluded ones included. */
  readonly rowsRead: number;
  readonly excluded: readonly Exclusion[];
  readonly cells: readonly AmountCell[];
}

/** One row as the tally takes it, in smallest parts. */
export interface AmountRow {
  readonly values: readonly (string | null)[];
  readonly amount: number;
  /** The amount that turned out right; null where it is not known. */
  readonly actual: number | null;
  /** The prediction interval, both ends among it; null or absent where the row has none. */
  readonly interval?: { readonly lower: number; readonly upper: number } | null;
  /** People that the row stands for; at least 1. */
  readonly weight: number;
}

/** One quantity of one group. Values are in units; index i of every array is one place, ascending. */
export interface Spread {
  readonly n: number;
  readonly mean: number;
  /** Variance with denominator n - 1, exact; 0 with fewer than two people. */
  readonly variance: number;
  /** Mean of the values of a place: the value itself, or the exact mean inside the step. */
  readonly values: Float64Array;
  /** Ends of the places; equal to `values` where each value is its own. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly counts: Float64Array;
  /** Sums of sizes and of squares over all people, exact before the last division. */
  readonly meanSize: number;
  readonly meanSquare: number;
  /** Variance of the sizes |v|, denominator n - 1, exact. */
  readonly sizeVariance: number;
  readonly places: Places;
}

/** A group of an amount's tally. */
export interface AmountGroup {
  readonly key: GroupKey;
  /** Whether every attribute is known. */
  readonly known: boolean;
  /** People. */
  readonly n: number;
  readonly rows: number;
  readonly amount: Spread | null;
  /** Errors of the people whose label is known; null where there is none. */
  readonly error: Spread | null;
  /** Their labels; null where the tally does not count them. */
  readonly actual: Spread | null;
  /** Widths of prediction intervals; null where nobody has one. */
  readonly width: Spread | null;
  /** People with an interval and a label, and those whose interval holds it; null where there is none. */
  readonly covered: { readonly successes: number; readonly n: number } | null;
  /** Sum of squared errors of the people at each place of `actual`, in square units; same length as its `values`. Null as `actual` is. */
  readonly pairedSquares: Float64Array | null;
  /**
   * Sum of squared errors over that of squared distances of the labels from their mean, exact up to the division; null as `actual` is, and where the
   * labels have no spread.
   */
  readonly unexplained: number | null;
}
