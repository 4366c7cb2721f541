import type { Model } from '../../../core/models/index.js';
import { type BindingOptions, bindTable, chooseColumns } from '../../explanations/table/index.js';
import type { PieceReader } from '../ports/index.js';

/** Scores of a piece of a table, in the order of its rows. */
export interface ScoredPiece {
  readonly firstRow: number;
  readonly scores: Float64Array;
}

/**
 * Scores a table piece by piece, on the scale of the model's link. Columns become inputs as in explanations.
 *
 * @param output the output whose score is wanted
 * @returns number of rows
 */
export async function predict(
  model: Model,
  table: PieceReader,
  options: BindingOptions & { readonly output: number },
  take: (piece: ScoredPiece) => void,
): Promise<number> {
  let total = 0;
  const choose = (columns: readonly string[]): readonly string[] => {
    const { names, byPlace } = chooseColumns(model.features, columns, options.inputs);
    if (byPlace && options.inputs === undefined) options.onByPlace?.(table.name);
    return names;
  };
  await table.pieces(choose, (piece, firstRow) => {
    const rows = bindTable(piece, model.features, { name: table.name, unseen: options.unseen ?? 'refuse', firstRow });
    const all = model.predictLinked(rows);
    const scores = Float64Array.from({ length: rows.rows }, (_, r) => all[r * model.numOutputs + options.output]!);
    total += rows.rows;
    take({ firstRow, scores });
  });
  return total;
}
