import type { Matrix, Model } from '../../models/index.js';
import type { LearnColumn } from '../base/index.js';

/** Rows that are scored at once: the model wants rows, the columns are columns. */
const BLOCK = 4096;

/**
 * Scores of rows by a model, on the scale of its link (chances, or numbers).
 *
 * @param columns one for each input of the model, in its order
 */
export const scoreRows = (model: Model, columns: readonly LearnColumn[], rows: ArrayLike<number>): Float64Array =>
  inBlocks(columns, rows, (block) => model.predictLinked(block));

/** What the model sums up for each row, before its link. */
export const rawScores = (model: Model, columns: readonly LearnColumn[], rows: ArrayLike<number>): Float64Array =>
  inBlocks(columns, rows, (block) => model.predictRaw(block));

function inBlocks(
  columns: readonly LearnColumn[],
  rows: ArrayLike<number>,
  scoresOf: (block: Matrix) => Float64Array,
): Float64Array {
  const width = columns.length;
  const out = new Float64Array(rows.length);
  for (let from = 0; from < rows.length; from += BLOCK) {
    const count = Math.min(BLOCK, rows.length - from);
    const data = new Float64Array(count * width);
    columns.forEach(({ values }, j) => {
      for (let i = 0; i < count; i++) data[i * width + j] = values[rows[from + i]!]!;
    });
    out.set(scoresOf({ data, rows: count, columns: width }), from);
  }
  return out;
}
