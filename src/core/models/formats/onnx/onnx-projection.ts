import { counted } from '../../../base/counted.js';
import { checkOutputCount, invalidModel } from '../../decode/limits.js';
import { weightedSum } from './onnx-affine.js';
import { rounded } from './onnx-arithmetic.js';
import type { OnnxNode, OnnxTensor } from './onnx-graph.js';
import {
  type ColumnStep,
  type Columns,
  constantAt,
  MIXED,
  type OnnxColumn,
  type Step,
  unreadNode,
  workOf,
} from './onnx-value.js';

/** A constant matrix `[column][output]` for this many columns, or a vector for one output. */
export function constantMatrix(step: Step, width: number): { outputs: number; weights: readonly Float64Array[] } {
  const tensor = constantAt(step, 1);
  const outputs = tensor === undefined ? 0 : tensor.shape.length === 1 ? 1 : (tensor.shape[1] ?? 0);
  if (
    tensor === undefined ||
    tensor.type === 'text' ||
    tensor.shape.length > 2 ||
    tensor.shape[0] !== width ||
    outputs < 1
  )
    throw unreadNode(step, `with a matrix of [${tensor?.shape.join(', ')}] for ${counted(width, 'column')}`);
  checkOutputCount(outputs, step.where);
  if (tensor.numbers.length !== width * outputs)
    throw invalidModel(step.where, 'a matrix has another size than it says');
  return { outputs, weights: Array.from({ length: outputs }, (_, k) => rowOf(tensor, k, outputs, width)) };
}

const rowOf = ({ numbers }: OnnxTensor, k: number, outputs: number, width: number): Float64Array =>
  Float64Array.from({ length: width }, (_number, c) => numbers[c * outputs + k]!);

/** Most numbers that the sums of a projection may consist of. */
const MAX_SLOPES: number = 2 ** 24;

/** Makes columns that are sums of columns (principal components), so that a linear model behind them stays linear. */
export function project(step: ColumnStep): Columns {
  const { columns: given } = step;
  const { columns } = given;
  if (given.shape.length !== 1 || (given.type !== 'float' && given.type !== 'double'))
    throw unreadNode(step, 'on something else than one table of real numbers');
  const { weights } = constantMatrix(step, columns.length);
  const affine = columns.flatMap((column) => (column.affine === null ? [] : [column.affine]));
  const slopes = affine.reduce((sum, each) => sum + each.slopes.size, 0);
  if (slopes * weights.length > MAX_SLOPES) throw unreadNode(step, 'that makes too many sums');
  const takesMissing = columns.every((column) => column.takesMissing);
  const sources = new Set(columns.map(({ source }) => source));
  const [source = MIXED] = sources.size === 1 ? sources : [MIXED];
  const work = workOf(columns);
  const made = weights.map(
    (row): OnnxColumn => ({
      source,
      value: (get) =>
        rounded(
          given.type,
          columns.reduce((sum, column, c) => sum + column.value(get) * row[c]!, 0),
        ),
      affine: affine.length === columns.length ? weightedSum(affine, row) : null,
      takesMissing,
      work,
    }),
  );
  return { ...given, shape: [made.length], columns: made };
}

/** Matrix products that have another predictor behind them, so that they make columns of columns. */
export function projections(nodes: readonly OnnxNode[], isPredictor: (op: string) => boolean): ReadonlySet<OnnxNode> {
  const read = new Set<string>();
  const found = new Set<OnnxNode>();
  for (const node of nodes.toReversed()) {
    const isBefore = node.outputs.some((name) => read.has(name));
    if (isBefore && node.op === 'MatMul') found.add(node);
    if (isBefore || isPredictor(node.op)) for (const name of node.inputs) read.add(name);
  }
  return found;
}

/** The square root of a constant, as taken of the variances by which components are whitened. */
export function constantRoot(step: Step): OnnxTensor | null {
  if (step.node.op !== 'Sqrt') return null;
  const tensor = constantAt(step, 0);
  if (tensor === undefined || (tensor.type !== 'float' && tensor.type !== 'double')) return null;
  return { ...tensor, numbers: Float64Array.from(tensor.numbers, (number) => rounded(tensor.type, Math.sqrt(number))) };
}
