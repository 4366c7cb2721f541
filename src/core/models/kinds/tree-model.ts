import { ALL_OUTPUTS, COMPARE, goesLeft, MISSING_LEFT, numTrees, type TreeEnsemble } from './ensemble.js';
import { applyLink, type Link } from './link.js';
import { checkNames, checkRows, type Feature, type Matrix, type Model } from './model.js';

/**
 * How the columns that the trees test come from the inputs of the model: scaling, one-hot columns of an ONNX pipeline. Each
 * column comes from ONE input, so that a value per input is an exact group value over its columns.
 */
export interface ColumnMap {
  /** The input that column c is made from. */
  readonly featureOf: Int32Array;
  /** The value of column c for the value of its input. */
  readonly value: (column: number, input: number) => number;
}

export interface TreeModel extends Model {
  readonly kind: 'tree-ensemble';
  readonly ensemble: TreeEnsemble;
  /** How columns come from inputs; null when column c is input c. */
  readonly columns: ColumnMap | null;
}

export interface TreeModelHeader {
  readonly format: string;
  readonly features: readonly Feature[];
  readonly link: Link;
  readonly acceptsMissing: boolean;
  readonly columns?: ColumnMap | null;
}

/** Wraps an ensemble as a model. Throws MODEL_INVALID on duplicate names. */
export function treeModel(ensemble: TreeEnsemble, header: TreeModelHeader): TreeModel {
  const featureNames = header.features.map((feature) => feature.name);
  checkNames(featureNames, header.format);
  const columns = header.columns ?? null;
  const predictRaw = (rows: Matrix): Float64Array => {
    checkRows(
      { featureNames, features: header.features, acceptsMissing: header.acceptsMissing },
      rows,
      ensemble.float32 && columns === null,
    );
    const stride = blockRows(rows.rows, ensemble.numFeatures);
    const block = new Float64Array(ensemble.numFeatures * stride);
    const out = new Float64Array(rows.rows * ensemble.numOutputs);
    for (let from = 0; from < rows.rows; from += stride) {
      const count = Math.min(stride, rows.rows - from);
      fillColumns({ ensemble, columns }, rows, { from, count, stride }, block);
      predictBlock(ensemble, { block, count, stride }, out.subarray(from * ensemble.numOutputs));
    }
    return out;
  };
  return {
    kind: 'tree-ensemble',
    format: header.format,
    features: header.features,
    featureNames,
    numOutputs: ensemble.numOutputs,
    link: header.link,
    acceptsMissing: header.acceptsMissing,
    ensemble,
    columns,
    predictRaw,
    predictLinked: (rows) => applyLink(header.link, predictRaw(rows), ensemble.numOutputs),
  };
}

/**
 * Rows that are worked on at once: their columns, patterns and sums then stay in the second-level cache while all trees pass
 * by. On the benchmark model 1,024 took 0.85 of the time of 256, which was as fast as 64 and 128.
 */
const BLOCK_ROWS = 1024;
/** Most numbers that a block may hold (32 MiB), so that wide models and large interaction matrices get shorter blocks. */
const BLOCK_NUMBERS: number = 2 ** 22;

/** Rows of a block for a batch of this many rows, when each row takes this many numbers. */
export const blockRows = (rows: number, numbersPerRow: number): number =>
  Math.max(1, Math.min(BLOCK_ROWS, rows, Math.floor(BLOCK_NUMBERS / numbersPerRow)));

/** Writes the rows `from .. from + count` as columns, `block[column * stride + row]`, rounded as the source library rounds. */
export function fillColumns(
  model: { ensemble: TreeEnsemble; columns: ColumnMap | null },
  rows: Matrix,
  range: { from: number; count: number; stride: number },
  block: Float64Array,
): void {
  const { ensemble, columns } = model;
  const { from, count, stride } = range;
  for (let c = 0; c < ensemble.numFeatures; c++) {
    const input = columns === null ? c : columns.featureOf[c]!;
    for (let r = 0; r < count; r++) {
      const given = rows.data[(from + r) * rows.columns + input]!;
      const value = columns === null ? given : columns.value(c, given);
      block[c * stride + r] = ensemble.float32 ? Math.fround(value) : value;
    }
  }
}

function predictBlock(
  ensemble: TreeEnsemble,
  rows: { block: Float64Array; count: number; stride: number },
  out: Float64Array,
): void {
  const { count } = rows;
  const outputs = ensemble.numOutputs;
  for (let r = 0; r < count; r++) {
    for (let k = 0; k < outputs; k++) out[r * outputs + k] = ensemble.baseOffset[k]!;
  }
  for (let t = 0; t < numTrees(ensemble); t++) {
    const output = ensemble.treeOutput[t]!;
    for (let r = 0; r < count; r++) {
      const start = ensemble.valueStart[leafOf(ensemble, ensemble.treeStart[t]!, rows, r)]!;
      if (output !== ALL_OUTPUTS) out[r * outputs + output]! += ensemble.values[start]!;
      else for (let k = 0; k < outputs; k++) out[r * outputs + k]! += ensemble.values[start + k]!;
    }
  }
}

/**
 * The leaf that row r of the block reaches from this root. The commonest rules are compared in place: until the engine has compiled this loop,
 * which is after the first rows, a call costs more than the test.
 */
function leafOf(
  ensemble: TreeEnsemble,
  root: number,
  rows: { block: Float64Array; stride: number },
  r: number,
): number {
  const { feature, threshold, decision, left, right } = ensemble;
  const { block, stride } = rows;
  let node = root;
  for (let column = feature[node]!; column >= 0; column = feature[node]!) {
    const value = block[column * stride + r]!;
    const rule = decision[node]!;
    let goes: boolean;
    if (rule === COMPARE.LE) goes = value <= threshold[node]!;
    else if (rule === LESS_OR_MISSING) goes = !(value >= threshold[node]!);
    else goes = goesLeft(ensemble, node, value);
    node = goes ? left[node]! : right[node]!;
  }
  return node;
}

/** Smaller, or missing: XGBoost's rule where missing values go left. NaN >= t is false, so one comparison tells both. */
const LESS_OR_MISSING = COMPARE.LT | MISSING_LEFT;
