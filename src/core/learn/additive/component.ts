/** Sums of a component's cells, as a step is made from them: first derivatives at `[2 * cell]`, second at `[2 * cell + 1]`. */
export interface CellSums {
  readonly sums: Float64Array;
  /** Rows of each cell. */
  readonly counts: Float64Array;
}

/** What is asked of a step. */
export interface StepRules {
  /** Share of the best values that is added. */
  readonly rate: number;
  /** Fewest rows of a part of the cells that gets a value of its own. */
  readonly minRows: number;
  readonly l2: number;
  /** Draws the place of the cut from 0 to 1; absent where the best one is looked for. */
  readonly draw?: () => number;
}

/** A function of one input or of a pair, as values of cells. */
export interface Component {
  readonly inputs: readonly number[];
  readonly cells: number;
  /** Cell of each row of the data. */
  readonly cellOfRow: Uint16Array;
  /**
   * Writes what is to be added to each cell into `out`: parts of the cells that take away most of the loss, each with the value that is best for it.
   * Returns how much that takes away, twice; 0 where nothing does, and then `out` holds zeros.
   */
  readonly step: (given: CellSums, rules: StepRules, out: Float64Array) => number;
}

/** Least sum of second derivatives of a part. */
export const LEAST_HESSIAN = 1e-6;

/** What the best value for these sums takes away from the loss, twice. */
export const worth = (g: number, h: number, l2: number): number => (g * g) / (h + l2);
