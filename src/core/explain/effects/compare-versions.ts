import { counted } from '../../base/counted.js';
import type { Matrix, Model } from '../../models/index.js';
import { type ExplainOptions, explain } from '../attribution/explain.js';
import type { Explanation } from '../base/explanation.js';
import { invalid } from './common.js';

/** The difference of two versions of a model: values of `after - before`, which add up to the difference of the scores. */
export type VersionComparison = Pick<
  Explanation,
  'method' | 'scale' | 'players' | 'outputs' | 'rows' | 'baseValue' | 'prediction' | 'values' | 'additivityError'
>;

/**
 * Explains the difference of two versions of a model on the same rows. Shapley values are linear in the model, so the values of f1 - f2 are
 * the differences of the values: they are exact where both explanations are.
 *
 * @param rows in the order of the inputs of `after`; the inputs of `before` are found by name
 * @param options `background` is in the order of the inputs of `after`, too
 * @throws TribuneError INVALID_ARGUMENT when the versions have other inputs or outputs, or are explained by other methods
 * @example
 * compareVersions(old, fresh, applicants, { background: approved }).values; // what moved every score
 */
export function compareVersions(
  before: Model,
  after: Model,
  rows: Matrix,
  options: ExplainOptions = {},
): VersionComparison {
  if (before.numOutputs !== after.numOutputs) {
    throw invalid(
      `the versions have ${before.numOutputs} and ${counted(after.numOutputs, 'output')}`,
      'Compare versions of one model.',
    );
  }
  const order = inputOrder(before, after);
  const { background, ...rest } = options;
  const now = explain(after, rows, options);
  const then = explain(before, reordered(rows, order), {
    ...rest,
    ...(background === undefined ? {} : { background: reordered(background, order) }),
  });
  if (now.method !== then.method || now.scale !== then.scale) {
    throw invalid(
      `the versions are explained by ${then.method} and ${now.method}`,
      'Name one method that both allow, and a background.',
    );
  }
  const place = now.players.map((name) => then.players.indexOf(name));
  const width = now.outputs.length;
  const count = now.players.length;
  const values = now.values.map((value, i) => {
    const k = i % width;
    const player = Math.floor(i / width) % count;
    const row = Math.floor(i / (width * count));
    return value - then.values[(row * count + place[player]!) * width + k]!;
  });
  const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]!);
  return {
    method: now.method,
    scale: now.scale,
    players: now.players,
    outputs: now.outputs,
    rows: now.rows,
    baseValue: difference(now.baseValue, then.baseValue),
    prediction: difference(now.prediction, then.prediction),
    values,
    // In the worst case the errors of both explanations add up.
    additivityError: now.additivityError.map((error, r) => error + then.additivityError[r]!),
  };
}

/** The column of `after` for every input of `before`. Lists of categories must be equal, because the data hold indices into them. */
function inputOrder(before: Model, after: Model): Int32Array {
  const categories = (model: Model, j: number): string => JSON.stringify(model.features[j]!.categories ?? null);
  return Int32Array.from(before.featureNames, (name, j) => {
    const at = after.featureNames.indexOf(name);
    if (
      at < 0 ||
      before.featureNames.length !== after.featureNames.length ||
      categories(before, j) !== categories(after, at)
    ) {
      throw invalid(
        `the versions differ in the input "${name}"`,
        'Compare versions with the same inputs and categories.',
      );
    }
    return at;
  });
}

function reordered(rows: Matrix, order: Int32Array): Matrix {
  const data = new Float64Array(rows.rows * order.length);
  for (let r = 0; r < rows.rows; r++) {
    order.forEach((column, j) => {
      data[r * order.length + j] = rows.data[r * rows.columns + column]!;
    });
  }
  return { data, rows: rows.rows, columns: order.length };
}
