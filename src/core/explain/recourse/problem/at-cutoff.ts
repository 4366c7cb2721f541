import {
  ALL_OUTPUTS,
  applyLink,
  elementwise,
  type LinearModel,
  type Matrix,
  type Model,
  type TreeEnsemble,
  type TreeModel,
} from '../../../models/index.js';
import type { DecisionRule } from './decision.js';

/**
 * Relative error of 32-bit sums: four times half a unit in the last place, because leaves, sums and the cutoff itself may each be rounded.
 */
const SINGLE: number = 2 ** -22;
/** Relative error of 64-bit sums that another program adds in another order. */
const DOUBLE: number = 2 ** -48;
/** Formats whose files hold 32-bit numbers, or whose libraries compute in them. */
const SINGLE_FORMATS: ReadonlySet<string> = new Set(['xgboost', 'onnx', 'onnxruntime']);

const isSingle = (model: Model): boolean =>
  SINGLE_FORMATS.has(model.format) ||
  model.kind === 'black-box' ||
  (model.kind === 'tree-ensemble' && (model as TreeModel).ensemble.float32);

/**
 * How far the score of a row may lie from the one that the model's own library computes in other arithmetic, on the scale of the rule. When
 * scores printed by XGBoost are taken as cutoffs, every third falls on the other side here, by 1e-7.
 *
 * @param row one row
 */
export function scoreResolution(model: Model, rule: DecisionRule, row: Matrix, score: number): number {
  const unit = isSingle(model) ? SINGLE : DOUBLE;
  // A black box is not evaluated again for this, because it may stand behind a network.
  if (model.kind === 'black-box') return unit * (Math.max(1, Math.abs(score)) + Math.abs(rule.cutoff));
  const raw = unit * sizeOfSum(model, rule.output, row);
  if (rule.scale === 'raw' || model.link === 'identity') return raw + unit * Math.abs(rule.cutoff);
  const scores = model.predictRaw(row);
  const near = elementwise(model.link, model.curve) === null ? raw : spread(model, scores[rule.output]!, raw);
  return near + unit * Math.abs(rule.cutoff);
}

/** Whether the score lies so near to the cutoff that arithmetic decides. */
export const isAtCutoff = (model: Model, rule: DecisionRule, row: Matrix, score: number): boolean =>
  Math.abs(score - rule.cutoff) <= scoreResolution(model, rule, row, score);

/** Sum of the absolute values of the summands, of which rounding errors are a share. */
function sizeOfSum(model: Model, output: number, row: Matrix): number {
  if (model.kind === 'linear') {
    const { coefficients, intercept } = model as LinearModel;
    const width = model.featureNames.length;
    return row.data
      .subarray(0, width)
      .reduce((sum, x, j) => sum + Math.abs(x * coefficients[output * width + j]!), Math.abs(intercept[output]!));
  }
  if (model.kind === 'tree-ensemble') return sizeOfTrees(model as TreeModel, output);
  return Math.max(1, Math.abs(model.predictRaw(row)[output]!));
}

const known = new WeakMap<TreeEnsemble, Map<number, number>>();

function sizeOfTrees({ ensemble }: TreeModel, output: number): number {
  const sizes = known.get(ensemble) ?? new Map<number, number>();
  known.set(ensemble, sizes);
  const size = sizes.get(output) ?? largestLeaves(ensemble, output);
  sizes.set(output, size);
  return size;
}

/** Sum of the largest leaf of every tree; no row adds up more. */
function largestLeaves(ensemble: TreeEnsemble, output: number): number {
  const { treeStart, treeOutput, values, valueStart } = ensemble;
  let sum = Math.abs(ensemble.baseOffset[output]!);
  treeOutput.forEach((own, t) => {
    if (own !== ALL_OUTPUTS && own !== output) return;
    let largest = 0;
    for (let node = treeStart[t]!; node < treeStart[t + 1]!; node++) {
      if (valueStart[node]! < 0) continue;
      largest = Math.max(largest, Math.abs(values[valueStart[node]! + (own === ALL_OUTPUTS ? output : 0)]!));
    }
    sum += largest;
  });
  return sum;
}

function spread(model: Model, raw: number, by: number): number {
  const [low, high] = applyLink(model.link, Float64Array.of(raw - by, raw + by), 1, model.curve);
  return Math.abs(high! - low!);
}
