import { defined } from '../../base/defined.js';
import { TribuneError } from '../../base/errors.js';
import {
  type BindRowsOptions,
  bindRows,
  type InputRecord,
  type Matrix,
  type Model,
  matrixFromRows,
} from '../../models/index.js';
import { type ExplanationMethod, type ExplanationRow, explanationRow, type ScoreScale } from '../base/explanation.js';
import { compileExplainer, type Explainer, type ExplainOptions } from './explain.js';

/** People: objects by the names of the inputs, lists of numbers by place, or a matrix. */
export type RowsInput = readonly (InputRecord | readonly (number | null | undefined)[])[] | Matrix;

/** Seed of sampled explanations where none is given; the result records it. The word is our choice. */
const DEFAULT_SEED = 'tribune';

export interface ExplainRowsOptions extends Omit<ExplainOptions, 'background' | 'expectedRows'> {
  /** People to compare with, in one of the forms of the rows. */
  readonly background?: RowsInput;
  /** What happens to a category that the model never saw: it is refused (default), or handled by the model's own rule. */
  readonly unseen?: BindRowsOptions['unseen'];
  /** Names that objects have beside the inputs, such as an id. */
  readonly ignore?: readonly string[];
}

/** An explanation of each row, with the fields that all rows share. */
export interface ExplainedRows {
  readonly method: ExplanationMethod;
  readonly scale: ScoreScale;
  /** Mean score that the values start from, one number per output. */
  readonly baseValue: readonly number[];
  readonly rows: readonly ExplanationRow[];
  readonly sampling: ReturnType<Explainer['explain']>['sampling'];
}

/**
 * Explains people given as objects or lists: what each input added to the score of each.
 *
 * @throws TribuneError INVALID_ARGUMENT, DATA_COLUMN_MISSING, DATA_VALUE_INVALID with the row and name
 * @example
 * const { rows } = explainRows(model, [{ age: 31, housing: 'own' }]);
 * rows[0].values; // { age: [0.31], housing: [-0.08] }
 */
export function explainRows(model: Model, rows: RowsInput, options: ExplainRowsOptions = {}): ExplainedRows {
  const { background, unseen, ignore, ...rest } = options;
  const binding = { ...defined({ unseen, ignore }) };
  const matrix = rowsOf(model, rows, 'rows', binding);
  const explanation = compileExplainer(model, {
    seed: DEFAULT_SEED,
    ...rest,
    expectedRows: matrix.rows,
    ...(background === undefined ? {} : { background: rowsOf(model, background, 'background', binding) }),
  }).explain(matrix);
  return {
    method: explanation.method,
    scale: explanation.scale,
    baseValue: [...explanation.baseValue],
    rows: Array.from({ length: explanation.rows }, (_, r) => explanationRow(explanation, r)),
    sampling: explanation.sampling,
  };
}

function rowsOf(model: Model, rows: RowsInput, name: string, options: BindRowsOptions): Matrix {
  if (!Array.isArray(rows)) return rows as Matrix;
  const lists = rows.filter((row) => Array.isArray(row)).length;
  if (lists !== 0 && lists !== rows.length) {
    throw new TribuneError('INVALID_ARGUMENT', `explainRows: ${name} mixes lists and objects`, {
      remedy: 'Give every person in the same way.',
      place: { name },
    });
  }
  if (lists === 0) return bindRows(model, rows as readonly InputRecord[], options);
  return matrixFromRows(rows as readonly (readonly (number | null)[])[], model.features.length);
}
