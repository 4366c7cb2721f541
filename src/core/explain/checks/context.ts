import type { Matrix, Model } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import { compileExplainer, type ExplainOptions } from '../attribution/explain.js';
import type { Explanation } from '../base/explanation.js';

/** Data that every check uses. The first output is examined. */
export interface CheckContext {
  readonly model: Model;
  readonly rows: Matrix;
  readonly options: ExplainOptions;
  readonly explanation: Explanation;
  readonly seed: Seed;
}

export const explainWith = (model: Model, rows: Matrix, options: ExplainOptions): Explanation =>
  compileExplainer(model, { expectedRows: rows.rows, ...options }).explain(rows);

/** Values of one row for output 0 of the explanation, one per player. */
export function valuesOfRow(explanation: Explanation, r: number): Float64Array {
  const width = explanation.outputs.length;
  const count = explanation.players.length;
  return Float64Array.from({ length: count }, (_, p) => explanation.values[(r * count + p) * width]!);
}

/** The strongest players of a row that have any effect at all, at most k. */
export function topPlayers(values: Float64Array, k: number): number[] {
  return [...values.keys()]
    .filter((p) => values[p] !== 0)
    .sort((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!) || a - b)
    .slice(0, k);
}

/** Scores of the explained output on the explained scale. */
export function scoresOf(context: CheckContext, rows: Matrix): Float64Array {
  const { model, explanation } = context;
  const scores = explanation.scale === 'raw' ? model.predictRaw(rows) : model.predictLinked(rows);
  const output = explanation.outputs[0]!;
  return Float64Array.from({ length: rows.rows }, (_, r) => scores[r * model.numOutputs + output]!);
}
