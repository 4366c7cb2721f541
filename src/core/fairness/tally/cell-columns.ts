import { labelOf, predictionOf } from './outcome-places.js';
import type { TallyCell } from './types.js';
import type { WideColumn } from './wide-column.js';

export type ValueList = readonly (string | null)[];

/** The sums of a cell that are integers of 128 bits. */
export const WIDE_SUMS = ['weight', 'weightSquares', 'scoreSum', 'scoreSquares', 'errorSquares'] as const;

/**
 * The cells of a tally, one array for each field, in the order of cells. A hundred thousand cells are ten arrays then, which are summed in a
 * millisecond, and not a million objects.
 */
export interface CellColumns {
  readonly length: number;
  /** The distinct lists of attribute values, in the order of cells. */
  readonly lists: readonly ValueList[];
  /** The list of each cell, as an index into `lists`. */
  readonly list: Uint32Array;
  /** Label and prediction of each cell (`outcomeOf`). */
  readonly outcome: Uint8Array;
  /** Score of each cell, or the index of its bin; NaN where it has none. */
  readonly score: Float64Array;
  readonly rows: Float64Array;
  readonly sums: Readonly<Record<(typeof WIDE_SUMS)[number], WideColumn>>;
  /**
   * Where each run begins, and at the end the number of cells. A run is the cells of one list and one outcome: they differ in their score
   * alone, and have it in ascending order, NaN last.
   */
  readonly runs: Uint32Array;
}

export const cellsOf = (columns: CellColumns): TallyCell[] =>
  Array.from({ length: columns.length }, (_, i) => cellAt(columns, i));

/** One cell of the columns. */
export function cellAt(columns: CellColumns, i: number): TallyCell {
  const { weight, weightSquares, scoreSum, scoreSquares, errorSquares } = columns.sums;
  const outcome = columns.outcome[i]!;
  const score = columns.score[i]!;
  return {
    values: columns.lists[columns.list[i]!]!,
    label: labelOf(outcome),
    prediction: predictionOf(outcome),
    score: Number.isNaN(score) ? null : score,
    rows: columns.rows[i]!,
    weight: weight.at(i),
    weightSquares: weightSquares.at(i),
    scoreSum: scoreSum.at(i),
    scoreSquares: scoreSquares.at(i),
    errorSquares: errorSquares.at(i),
  };
}

/** The end of the cells of a run that have a score; those without are its last. */
export function scoredEnd({ score, runs }: CellColumns, run: number): number {
  const start = runs[run]!;
  let end = runs[run + 1]!;
  while (end > start && Number.isNaN(score[end - 1])) end -= 1;
  return end;
}
