import { invalidModel } from '../../decode/limits.js';
import type { Link } from '../../kinds/link.js';
import type { Feature, Matrix, Model } from '../../kinds/model.js';
import { type NetworkEncoder, type NetworkStep, network, networkModel } from '../../network/index.js';
import { checkAttributes, checkNode } from './onnx-attributes.js';
import { inputColumns, runColumnStep } from './onnx-columns.js';
import type { OnnxGraph, OnnxNode } from './onnx-graph.js';
import { widened, widenedCast } from './onnx-half.js';
import { foldConstants, foldShape } from './onnx-network-constants.js';
import {
  concat,
  flatten,
  gather,
  pad,
  reshape,
  slice,
  split,
  squeeze,
  transpose,
  unsqueeze,
} from './onnx-network-layout.js';
import {
  activation,
  batchNormalization,
  cast,
  combine,
  gemm,
  matMul,
  prelu,
  softmax,
  sum,
} from './onnx-network-steps.js';
import {
  constantIn,
  emptyDraft,
  type NetworkDraft,
  type NetworkNode,
  type NetworkValue,
  type Tensor,
  tensorAt,
  unreadInNetwork,
  unreadLayer,
} from './onnx-network-value.js';
import { conv, pool, reduce } from './onnx-network-windows.js';
import { PREDICTORS } from './onnx-predictor.js';
import { type Columns, nameOf, type OnnxColumn, type OpenFeature, sizeOfShape } from './onnx-value.js';

type Layer = (at: NetworkNode) => Tensor | readonly Tensor[];

const same: Layer = (at) => tensorAt(at, 0);
/** Dropout leaves every number as it is, unless the graph is one for training. */
const dropout: Layer = (at) => {
  if ((constantIn(at, 2)?.numbers[0] ?? 0) !== 0) throw unreadLayer(at, 'in training');
  return tensorAt(at, 0);
};
const bare = (run: Layer): readonly [Layer, readonly string[]] => [run, []];

/**
 * Operators of a network, each with the attributes that are used or change no number. Those marked as layers take the columns of the input
 * into the network; the others stay a part of how an input becomes columns as long as they stand before it.
 */
const LAYERS: ReadonlyMap<string, readonly [Layer, readonly string[]]> = new Map<
  string,
  readonly [Layer, readonly string[]]
>([
  ['Gemm', [gemm, ['alpha', 'beta', 'transA', 'transB']]],
  ['MatMul', bare(matMul)],
  ['Conv', [conv, ['auto_pad', 'dilations', 'group', 'kernel_shape', 'pads', 'strides']]],
  ['MaxPool', [pool, ['auto_pad', 'ceil_mode', 'dilations', 'kernel_shape', 'pads', 'storage_order', 'strides']]],
  [
    'AveragePool',
    [pool, ['auto_pad', 'ceil_mode', 'count_include_pad', 'dilations', 'kernel_shape', 'pads', 'strides']],
  ],
  ['GlobalAveragePool', bare(reduce)],
  ['GlobalMaxPool', bare(reduce)],
  ['BatchNormalization', [batchNormalization, ['epsilon', 'momentum', 'training_mode', 'spatial']]],
  ...['Relu', 'Tanh', 'Sigmoid', 'Softplus', 'Softsign', 'Erf', 'HardSwish', 'Mish'].map(
    (op) => [op, bare(activation)] as const,
  ),
  ['LeakyRelu', [activation, ['alpha']]],
  ['Elu', [activation, ['alpha']]],
  ['Celu', [activation, ['alpha']]],
  ['Selu', [activation, ['alpha', 'gamma']]],
  ['HardSigmoid', [activation, ['alpha', 'beta']]],
  ['Gelu', [activation, ['approximate']]],
  ['PRelu', bare(prelu)],
  ['Softmax', [softmax, ['axis']]],
  ['LogSoftmax', [softmax, ['axis']]],
]);

const OTHERS: ReadonlyMap<string, readonly [Layer, readonly string[]]> = new Map<
  string,
  readonly [Layer, readonly string[]]
>([
  ...['Add', 'Sub', 'Mul', 'Div'].map((op) => [op, bare(combine)] as const),
  ...['Abs', 'Exp', 'Neg', 'Sqrt', 'Reciprocal', 'Pow'].map((op) => [op, bare(activation)] as const),
  ['Clip', [activation, ['min', 'max']]],
  ['Sum', bare(sum)],
  ['ReduceMean', [reduce, ['axes', 'keepdims', 'noop_with_empty_axes']]],
  ['ReduceSum', [reduce, ['axes', 'keepdims', 'noop_with_empty_axes']]],
  ['ReduceMax', [reduce, ['axes', 'keepdims', 'noop_with_empty_axes']]],
  ['Identity', bare(same)],
  ['Dropout', [dropout, ['ratio', 'seed']]],
  ['Cast', [cast, ['to', 'saturate']]],
  ['ZipMap', [same, ['classlabels_int64s', 'classlabels_strings']]],
  ['Flatten', [flatten, ['axis']]],
  ['Reshape', [reshape, ['allowzero']]],
  ['Squeeze', [squeeze, ['axes']]],
  ['Unsqueeze', [unsqueeze, ['axes']]],
  ['Transpose', [transpose, ['perm']]],
  ['Concat', [concat, ['axis']]],
  ['Slice', [slice, ['starts', 'ends', 'axes']]],
  ['Split', [split, ['axis', 'split', 'num_outputs']]],
  ['Gather', [gather, ['axis']]],
  ['Pad', [pad, ['mode', 'pads', 'value']]],
]);

/** Operators that only compute with constants and shapes. */
const FOLDED: Readonly<Record<string, readonly string[]>> = {
  Constant: ['value', 'value_float', 'value_floats', 'value_int', 'value_ints'],
  Shape: [],
  DequantizeLinear: ['axis'],
};

const EIGHT_BITS = 'of 8-bit numbers, whose steps have no slopes: export the network before it was quantised';
/** Why layers that a reader may look for are not read. */
const UNREAD: ReadonlyMap<string, string> = new Map([
  [
    'DynamicQuantizeLinear',
    'whose scale comes of all rows that are scored at once: a score would depend on who else is asked about',
  ],
  ['MatMulInteger', EIGHT_BITS],
  ['QuantizeLinear', EIGHT_BITS],
  ['DequantizeLinear', EIGHT_BITS],
  ['QLinearMatMul', EIGHT_BITS],
  ['QLinearConv', EIGHT_BITS],
  ['QGemm', EIGHT_BITS],
  ['Attention', 'which multiplies what it makes of the input by itself'],
  ['MultiHeadAttention', 'which multiplies what it makes of the input by itself'],
]);

/** Whether the graph has layers of a network and no predictor of another kind, so that a refusal speaks of layers. */
export const bendsAsNetwork = (nodes: readonly OnnxNode[]): boolean =>
  !nodes.some(({ op }) => PREDICTORS.has(op) && op !== 'MatMul') &&
  (nodes.some(({ op }) => LAYERS.has(op) && op !== 'MatMul' && op !== 'Sigmoid' && op !== 'Softmax') ||
    nodes.filter(({ op }) => op === 'MatMul').length > 1);

/** Steps that a graph may have; a network of a table has some ten. */
const MAX_NODES = 5000;

/**
 * An ONNX graph of layers: dense and convolutional networks as PyTorch, Keras and scikit-learn export them, also behind encoders of a pipeline.
 * Every node that the score depends on is read, or the graph is refused with the name of the node.
 */
export function onnxNetwork(
  file: OnnxGraph,
  { nodes: written, output }: { readonly nodes: readonly OnnxNode[]; readonly output: string },
  where: string,
): Model {
  const graph = widened(file);
  // Conversions to 16 bits are left out only beside weights of 16 bits: elsewhere somebody wants them.
  const nodes = graph === file ? written : written.map(widenedCast);
  if (nodes.length > MAX_NODES) throw unreadInNetwork(where, `the graph has ${nodes.length} nodes`);
  const { features, values: inputs } = inputColumns(graph, (name) => openWidth(nodes, graph, name, where), where, true);
  const values = new Map<string, NetworkValue>(inputs as Map<string, Columns>);
  for (const [name, tensor] of graph.initializers) values.set(name, { kind: 'constant', tensor });
  const draft = emptyDraft(
    graph.inputs.find(({ name }) => !graph.initializers.has(name))?.axes?.[0] ?? null,
    graph.opset,
  );
  for (const node of nodes) {
    const given = node.inputs.map((name) => {
      const value = values.get(name);
      if (value === undefined && name !== '')
        throw unreadInNetwork(where, `the graph uses ${nameOf(node)} on "${name}", which nothing before it makes`);
      return value;
    });
    runNode({ node, where, inputs: given, draft }, { values, features });
  }
  const scores = values.get(output);
  if (scores?.kind !== 'tensor') throw unreadInNetwork(where, `the output "${output}" of the graph is no score`);
  return finished(scores, draft, { features, where });
}

function runNode(
  at: NetworkNode,
  to: { readonly values: Map<string, NetworkValue>; readonly features: OpenFeature[] },
): void {
  const { node, where, inputs } = at;
  const isConstant = inputs.every((value) => value === undefined || value.kind === 'constant');
  const why = UNREAD.get(node.op);
  // Weights that are kept in 8 bits and multiplied out are weights; numbers on their way that are rounded to 8 bits are steps.
  if (why !== undefined && !(node.op === 'DequantizeLinear' && isConstant)) throw unreadLayer(at, why);
  const put = (name: string | undefined, value: NetworkValue): void => {
    if (name === undefined || name === '') return;
    if (to.values.has(name)) throw invalidModel(where, `two nodes make "${name}"`);
    to.values.set(name, value);
  };
  const known = LAYERS.get(node.op) ?? OTHERS.get(node.op);
  const isBefore = !LAYERS.has(node.op) && !inputs.some((value) => value?.kind === 'tensor');
  const columns = inputs.find((value): value is Columns => value?.kind === 'columns');
  const allowed = FOLDED[node.op] ?? known?.[1];
  const shape = foldShape(at);
  if (isConstant || shape !== null) {
    if (allowed === undefined) checkNode(node, where);
    else checkAttributes(node, allowed, where);
    const constant = shape ?? foldConstants(at);
    if (constant === null) throw unreadLayer(at, 'on constants');
    put(node.outputs[0], 'kind' in constant ? constant : { kind: 'constant', tensor: constant });
    return;
  }
  if (isBefore && columns !== undefined && columns.shape.length === 1) {
    const made = asColumns(at, columns, to.features);
    if (made !== null) {
      made.forEach((each, i) => {
        put(node.outputs[i], each);
      });
      return;
    }
  }
  if (known === undefined) throw unreadLayer(at, 'as a layer');
  checkAttributes(node, known[1], where);
  const made = known[0](at);
  (Array.isArray(made) ? (made as readonly Tensor[]) : [made as Tensor]).forEach((each, i) => {
    put(node.outputs[i], each);
  });
}

/** The node as a step before the network: encoders, scalers, tables joined; null where it is none. */
function asColumns(at: NetworkNode, columns: Columns, features: OpenFeature[]): readonly Columns[] | null {
  const { node, where } = at;
  if (at.inputs.some((value) => value?.kind === 'shape')) return null;
  const isLayout = OTHERS.has(node.op) && columns.type !== 'text' && !ENCODES.has(node.op);
  if (isLayout) return null;
  checkNode(node, where);
  return runColumnStep({ node, where, inputs: at.inputs as readonly Columns[], columns, features });
}

/** Operators that pipelines have before their network; what else moves numbers does so in the network as well. */
const ENCODES: ReadonlySet<string> = new Set([
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Cast',
  'Concat',
  'Identity',
  'Reshape',
  'Flatten',
  'Clip',
]);

/** Width of an input that the file leaves open: that of the first layer or scaler that reads it. */
function openWidth(nodes: readonly OnnxNode[], graph: OnnxGraph, name: string, where: string): number {
  const first = nodes.find((node) => node.inputs[0] === name);
  const weights = graph.initializers.get(first?.inputs[1] ?? '')?.shape;
  const isTurned = (first?.attributes.get('transB')?.number ?? 0) !== 0;
  const width =
    first?.op === 'Gemm' || first?.op === 'MatMul'
      ? weights?.[isTurned ? 1 : 0]
      : first?.attributes.get('offset')?.numbers.length;
  if (width === undefined || !Number.isInteger(width) || width < 1)
    throw unreadInNetwork(where, `the input "${name}" of the graph has an open number of columns`);
  return width;
}

/** Separates the link from the raw scores, and makes the model. */
function finished(scores: Tensor, draft: NetworkDraft, at: { features: readonly OpenFeature[]; where: string }): Model {
  const { where } = at;
  const outputs = sizeOfShape(scores.shape);
  const { raw, link, chances } = peeled(scores.value, outputs, draft);
  const { columns } = draft;
  if (columns.length === 0) throw unreadInNetwork(where, 'the score depends on no input');
  const { features, acceptsMissing } = withMissing(at.features, columns);
  return networkModel({
    format: 'onnx',
    features,
    link,
    acceptsMissing,
    ...(chances === undefined ? {} : { chances }),
    encoder: encoderOf(columns),
    network: network(columns.length, pruned(draft.steps, raw)),
  });
}

interface Peeled {
  readonly raw: number;
  readonly link: Link;
  readonly chances?: 'second';
}

function peeled(value: number, outputs: number, { madeBy, steps }: NetworkDraft): Peeled {
  const made = madeBy.get(value);
  if (made?.op === 'Sigmoid') return { raw: made.input, link: outputs === 1 ? 'logit' : 'sigmoid-each' };
  if (made?.op === 'Softmax' && made.length === outputs && outputs > 1) return { raw: made.input, link: 'softmax' };
  const step = steps[value - 1]!;
  const [first, second] = step.inputs;
  // The chances of two classes beside each other, the first made of the second.
  if (step.name === 'Concat' && outputs === 2 && step.inputs.length === 2) {
    const opposite = madeBy.get(first!);
    const own = madeBy.get(second!);
    if (opposite?.op === 'complement' && opposite.input === second && own?.op === 'Sigmoid')
      return { raw: own.input, link: 'logit', chances: 'second' };
  }
  return { raw: value, link: 'identity' };
}

/** The steps that a value depends on, which becomes the last. */
function pruned(steps: readonly NetworkStep[], last: number): NetworkStep[] {
  const needed = new Set([last]);
  for (let v = last; v > 0; v--) if (needed.has(v)) for (const input of steps[v - 1]!.inputs) needed.add(input);
  const numbers = new Map([[0, 0]]);
  const kept: NetworkStep[] = [];
  steps.slice(0, last).forEach((step, i) => {
    if (!needed.has(i + 1)) return;
    kept.push({ ...step, inputs: step.inputs.map((input) => numbers.get(input)!) });
    numbers.set(i + 1, kept.length);
  });
  return kept;
}

function encoderOf(columns: readonly OnnxColumn[]): NetworkEncoder {
  const width = columns.length;
  return {
    width,
    sources: Int32Array.from(columns, (column) => column.source),
    slopes: columns.map((column) => column.affine?.slopes ?? null),
    encode(rows: Matrix): Matrix {
      const data = new Float64Array(rows.rows * width);
      for (let r = 0; r < rows.rows; r++) {
        const get = (feature: number): number => rows.data[r * rows.columns + feature]!;
        for (let c = 0; c < width; c++) data[r * width + c] = columns[c]!.value(get);
      }
      return { data, rows: rows.rows, columns: width };
    },
  };
}

/** An input takes a missing value where a step before the network fills it. */
function withMissing(
  open: readonly OpenFeature[],
  columns: readonly OnnxColumn[],
): { features: readonly Feature[]; acceptsMissing: boolean } {
  const takes = new Array<boolean>(open.length).fill(true);
  for (const column of columns) {
    if (column.source < 0) takes.fill(false);
    else if (!column.takesMissing || Number.isNaN(column.value(() => Number.NaN))) takes[column.source] = false;
  }
  const fills = takes.map((each, j) => each && open[j]!.categories === undefined);
  const acceptsMissing = fills.some((each) => each);
  return {
    acceptsMissing,
    features: open.map(
      (feature, j): Feature => (fills[j] || !acceptsMissing ? { ...feature } : { ...feature, missing: 'refused' }),
    ),
  };
}
