/** What one input adds to one output. */
export interface PmmlTerm {
  readonly field: number;
  readonly output: number;
  /** The number by which the input is multiplied; null for another function. */
  readonly slope: number | null;
  /** What a value adds; NaN is a missing one. */
  readonly value: (x: number) => number;
  readonly takesMissing: boolean;
}
