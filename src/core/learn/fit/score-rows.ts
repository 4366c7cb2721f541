import { TribuneError } from '../../base/errors.js';
import type { Matrix, Model } from '../../models/index.js';
import type { LearnColumn } from '../base/index.js';

/** Rows that are scored at once: the model wants rows, the columns are columns. */
const BLOCK = 4096;

/**
 * Scores of rows by a model, on the scale of its link (chances, or numbers). Messages name a row by its number in `rows`.
 *
 * @param columns one for each input of the model, in its order
 * @param output the output that is wanted, from 0; may be left out where the model has one
 * @throws TribuneError INVALID_ARGUMENT for a model of several outputs of which none is named, or one that there is not; DATA_VALUE_INVALID for a
 *   value that the model cannot read, with its row
 */
export const scoreRows = (
  model: Model,
  columns: readonly LearnColumn[],
  rows: ArrayLike<number>,
  output?: number,
): Float64Array => inBlocks({ model, columns, rows, output }, (block) => model.predictLinked(block));

/** What the model, of one output, sums up for each row before its link. */
export const rawScores = (model: Model, columns: readonly LearnColumn[], rows: ArrayLike<number>): Float64Array =>
  inBlocks({ model, columns, rows, output: undefined }, (block) => model.predictRaw(block));

interface Asked {
  readonly model: Model;
  readonly columns: readonly LearnColumn[];
  readonly rows: ArrayLike<number>;
  readonly output: number | undefined;
}

function inBlocks({ model, columns, rows, output }: Asked, scoresOf: (block: Matrix) => Float64Array): Float64Array {
  const [width, outputs] = [columns.length, model.numOutputs];
  const wanted = outputOf(outputs, output);
  const out = new Float64Array(rows.length);
  for (let from = 0; from < rows.length; from += BLOCK) {
    const count = Math.min(BLOCK, rows.length - from);
    const numbers = Int32Array.from({ length: count }, (_, i) => rows[from + i]!);
    const data = new Float64Array(count * width);
    columns.forEach(({ values }, j) => {
      for (let i = 0; i < count; i++) data[i * width + j] = values[numbers[i]!]!;
    });
    const scores = scoresOf({ data, rows: count, columns: width, numbers });
    if (outputs === 1) out.set(scores, from);
    else for (let i = 0; i < count; i++) out[from + i] = scores[i * outputs + wanted]!;
  }
  return out;
}

function outputOf(outputs: number, output: number | undefined): number {
  const wanted = output ?? (outputs === 1 ? 0 : -1);
  if (Number.isInteger(wanted) && wanted >= 0 && wanted < outputs) return wanted;
  const what = output === undefined ? 'none of them is named' : `not output ${output}`;
  throw new TribuneError('INVALID_ARGUMENT', `the model has ${outputs} outputs, and ${what}`, {
    remedy: `Name one, from 0 to ${outputs - 1}.`,
  });
}
