import type { Model } from '../../models/index.js';
import type { LearnColumn } from '../base/index.js';

/** Rows that are scored at once: the model wants rows, the columns are columns. */
const BLOCK = 4096;

/**
 * Scores of rows by a model, on the scale of its link (chances, or numbers).
 *
 * @param columns one for each input of the model, in its order
 */
export function scoreRows(model: Model, columns: readonly LearnColumn[], rows: ArrayLike<number>): Float64Array {
  const width = columns.length;
  const out = new Float64Array(rows.length);
  for (let from = 0; from < rows.length; from += BLOCK) {
    const count = Math.min(BLOCK, rows.length - from);
    const data = new Float64Array(count * width);
    columns.forEach(({ values }, j) => {
      for (let i = 0; i < count; i++) data[i * width + j] = values[rows[from + i]!]!;
    });
    out.set(model.predictLinked({ data, rows: count, columns: width }), from);
  }
  return out;
}
