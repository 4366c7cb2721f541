import { defined } from '../../../base/defined.js';
import type { Matrix, Model } from '../../../models/index.js';
import type { Seed } from '../../../stats/index.js';
import { compileExplainer } from '../../attribution/explain.js';
import type { ExplanationMethod } from '../../base/explanation.js';
import type { DecisionRule } from '../../recourse/problem/decision.js';
import type { Baseline } from './baseline.js';

/** The loss of a row against a baseline, family by family, on the raw scale. Above 0 the family lowered the person's chance. */
export interface Shortfalls {
  readonly method: ExplanationMethod | 'points-below-max';
  /** Losses by family, signed so that a favourable score is higher. */
  readonly byFamily: Float64Array;
  /** Raw score of the row; `baseValue` is the mean of the baseline (for `max-points` the score of the row with the best values). */
  readonly prediction: number;
  readonly baseValue: number;
  readonly additivityError: number;
}

export interface ShortfallContext {
  readonly model: Model;
  readonly decision: DecisionRule;
  /** Names and inputs of every family. */
  readonly names: readonly string[];
  readonly inputs: readonly Int32Array[];
  readonly seed: Seed;
  readonly evaluations?: number;
}

export const favourable = (decision: DecisionRule): 1 | -1 => (decision.accept === 'above' ? 1 : -1);

const groupsOf = ({ model, names, inputs }: ShortfallContext): Record<string, string[]> =>
  Object.fromEntries(names.map((name, f) => [name, Array.from(inputs[f]!, (j) => model.featureNames[j]!)]));

/** Exact Shapley values of the families against the baseline; for `max-points` the points below the best attainable. */
export function shortfallsOf(setting: ShortfallContext, row: Matrix, baseline: Baseline): Shortfalls {
  if (baseline.policy === 'max-points') return pointsBelowMax(setting, row, baseline);
  const { model, decision, seed, evaluations } = setting;
  const outputs = [decision.output];
  const explainer = compileExplainer(model, {
    background: baseline.rows,
    groups: groupsOf(setting),
    outputs,
    seed,
    ...defined({ evaluations }),
    expectedRows: row.rows,
  });
  const explanation = explainer.explain(row);
  const sign = favourable(decision);
  return {
    method: explanation.method,
    byFamily: explanation.values.map((value) => -sign * value),
    prediction: explanation.prediction[0]!,
    baseValue: explanation.baseValue[0]!,
    additivityError: explanation.additivityError[0]!,
  };
}

/**
 * The shortfalls against every single baseline row, `[row * families + family]`. The value of a family in the game of x against one row b
 * is minus its value in the game of b against x, so one compiled explainer with x as its background serves all of them.
 */
export function shortfallsPerRow(setting: ShortfallContext, row: Matrix, baseline: Matrix): Float64Array {
  const { model, decision, seed, evaluations } = setting;
  const explainer = compileExplainer(model, {
    background: row,
    singleReference: true,
    groups: groupsOf(setting),
    outputs: [decision.output],
    seed,
    ...defined({ evaluations }),
    expectedRows: baseline.rows,
  });
  const sign = favourable(decision);
  return explainer.explain(baseline).values.map((value) => sign * value);
}

/** Raw scores of rows, signed so that a favourable score is higher. */
export function signedScores({ model, decision }: ShortfallContext, rows: Matrix): Float64Array {
  const raw = model.predictRaw(rows);
  const sign = favourable(decision);
  return Float64Array.from({ length: rows.rows }, (_, r) => sign * raw[r * model.numOutputs + decision.output]!);
}

/** The row, once per baseline row, with these inputs replaced by that row's. */
export function substituted(row: Matrix, baseline: Matrix, inputs: ArrayLike<number>): Matrix {
  const { columns } = row;
  const data = new Float64Array(baseline.rows * columns);
  for (let b = 0; b < baseline.rows; b++) {
    data.set(row.data.subarray(0, columns), b * columns);
    for (let i = 0; i < inputs.length; i++) {
      data[b * columns + inputs[i]!] = baseline.data[b * columns + inputs[i]!]!;
    }
  }
  return { data, rows: baseline.rows, columns };
}

/** Points of the person below the best that any baseline row's values of the family would give. */
function pointsBelowMax(setting: ShortfallContext, row: Matrix, baseline: Baseline): Shortfalls {
  const own = signedScores(setting, row)[0]!;
  const best = row.data.slice();
  const byFamily = Float64Array.from(setting.inputs, (inputs) => {
    const scores = signedScores(setting, substituted(row, baseline.rows, inputs));
    let top = 0;
    for (let b = 1; b < scores.length; b++) if (scores[b]! > scores[top]!) top = b;
    for (const j of inputs) best[j] = baseline.rows.data[top * row.columns + j]!;
    return Math.max(0, scores[top]! - own);
  });
  const sign = favourable(setting.decision);
  const ideal = signedScores(setting, { data: best, rows: 1, columns: row.columns })[0]!;
  return { method: 'points-below-max', byFamily, prediction: sign * own, baseValue: sign * ideal, additivityError: 0 };
}

/** Rise of the signed score for every baseline row whose values the inputs take. */
export function risesPerRow(
  setting: ShortfallContext,
  row: Matrix,
  baseline: Matrix,
  inputs: ArrayLike<number>,
): Float64Array {
  const own = signedScores(setting, row)[0]!;
  return signedScores(setting, substituted(row, baseline, inputs)).map((score) => score - own);
}

/** Mean rise of the signed score when the family takes the baseline's values. It shows that a reason is true of the model. */
export function riseBySubstitution(
  setting: ShortfallContext,
  row: Matrix,
  baseline: Baseline,
  inputs: ArrayLike<number>,
): number {
  const rises = risesPerRow(setting, row, baseline.rows, inputs);
  if (baseline.policy === 'max-points') return rises.reduce((top, rise) => Math.max(top, rise), 0);
  return rises.reduce((sum, rise) => sum + rise, 0) / rises.length;
}
