import { counted } from '../../../base/counted.js';
import { invalidModel } from '../../decode/limits.js';
import {
  ACTIVATIONS,
  type Activation,
  activate,
  clipped,
  dense,
  elu,
  hardSigmoid,
  leaky,
  OTHER_ACTIVATIONS,
  product,
  scaled,
  softmaxStep,
  sumOf,
} from '../../network/index.js';
import { elementType } from './onnx-graph.js';
import { stretched } from './onnx-network-layout.js';
import {
  add,
  asTensor,
  attribute,
  checkSize,
  constantIn,
  type NetworkNode,
  type Tensor,
  tensorAt,
  unreadLayer,
  weightsIn,
} from './onnx-network-value.js';
import { nameOf, sizeOfShape } from './onnx-value.js';

/** Applies a function to each number, and keeps by which operator, for the link at the end. */
function applied(at: NetworkNode, tensor: Tensor, of: Activation | ((place: number) => Activation)): Tensor {
  const size = checkSize(at, tensor.shape);
  const made = add(at, activate({ name: at.node.op, input: tensor.value, size }, of), tensor.shape);
  at.draft.madeBy.set(made.value, { op: at.node.op, input: tensor.value, length: size });
  return made;
}

const NAMED: Readonly<Record<string, Activation>> = {
  Relu: ACTIVATIONS.relu,
  Tanh: ACTIVATIONS.tanh,
  Sigmoid: ACTIVATIONS.sigmoid,
  Softplus: ACTIVATIONS.softplus,
  Softsign: ACTIVATIONS.softsign,
  Abs: OTHER_ACTIVATIONS.abs,
  Erf: OTHER_ACTIVATIONS.erf,
  Exp: OTHER_ACTIVATIONS.exp,
  HardSwish: OTHER_ACTIVATIONS.hardSwish,
  Mish: OTHER_ACTIVATIONS.mish,
  Neg: { value: (x) => -x, slope: () => -1, kinks: [] },
  Sqrt: { value: Math.sqrt, slope: (x) => 0.5 / Math.sqrt(x) },
  Reciprocal: { value: (x) => 1 / x, slope: (x) => -1 / (x * x) },
};

/** The activation of a node with the numbers that its attributes give. */
function activationOf(at: NetworkNode): Activation {
  const { op } = at.node;
  switch (op) {
    case 'LeakyRelu':
      return leaky(attribute(at, 'alpha', 0.01));
    case 'Elu':
      return elu(attribute(at, 'alpha', 1));
    case 'Celu':
      return elu(attribute(at, 'alpha', 1), 1, attribute(at, 'alpha', 1));
    case 'Selu':
      return elu(attribute(at, 'alpha', 1.67326), attribute(at, 'gamma', 1.0507));
    case 'HardSigmoid':
      return hardSigmoid(attribute(at, 'alpha', 0.2), attribute(at, 'beta', 0.5));
    case 'Gelu':
      return at.node.attributes.get('approximate')?.text === 'tanh' ? OTHER_ACTIVATIONS.geluTanh : ACTIVATIONS.gelu;
    case 'Clip': {
      const bound = (position: number, name: string, otherwise: number): number =>
        constantIn(at, position)?.numbers[0] ?? attribute(at, name, otherwise);
      return clipped(bound(1, 'min', Number.NEGATIVE_INFINITY), bound(2, 'max', Number.POSITIVE_INFINITY));
    }
    case 'Pow': {
      const power = constantIn(at, 1);
      if (power?.numbers.length !== 1 || power.numbers[0] !== 2) throw unreadLayer(at, 'with another power than 2');
      return { value: (x) => x * x, slope: (x) => 2 * x };
    }
    default:
      return NAMED[op]!;
  }
}

export const activation = (at: NetworkNode): Tensor => applied(at, tensorAt(at, 0), activationOf(at));

export function prelu(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const slopes = spread(at, 1, tensor.shape);
  return applied(at, tensor, (place) => leaky(slopes[place]!));
}

/** A constant repeated over the row, as operators do with shapes that differ; one that makes the row larger is refused. */
function spread(at: NetworkNode, position: number, shape: readonly number[]): Float64Array {
  const tensor = weightsIn(at, position);
  const missing = shape.length + 1 - tensor.shape.length;
  const all = [...new Array<number>(Math.max(0, missing)).fill(1), ...tensor.shape];
  const [rows, ...own] = all;
  if (missing < 0 || rows !== 1 || own.some((length, a) => length !== 1 && length !== shape[a]))
    throw unreadLayer(at, `of rows of [${shape.join(', ')}] and a constant of [${tensor.shape.join(', ')}]`);
  const size = sizeOfShape(shape);
  const out = new Float64Array(size);
  const strideOf = own.map((length, a) => (length === 1 ? 0 : sizeOfShape(own.slice(a + 1))));
  for (let i = 0; i < size; i++) {
    let [rest, place] = [i, 0];
    for (let a = shape.length - 1; a >= 0; a--) {
      place += (rest % shape[a]!) * strideOf[a]!;
      rest = Math.floor(rest / shape[a]!);
    }
    out[i] = tensor.numbers[place]!;
  }
  return out;
}

/** Add, Sub, Mul and Div of two tensors, or of one and a constant. */
export function combine(at: NetworkNode): Tensor {
  const { op } = at.node;
  const constant = at.inputs.findIndex((value) => value?.kind === 'constant');
  if (at.inputs.length !== 2) throw unreadLayer(at, `of ${counted(at.inputs.length, 'input')}`);
  if (constant >= 0) return withConstant(at, constant);
  let [a, b] = [tensorAt(at, 0), tensorAt(at, 1)];
  const shape =
    a.shape.length >= b.shape.length
      ? a.shape.map((length, i) => Math.max(length, b.shape.at(i - a.shape.length) ?? 1))
      : b.shape;
  for (const each of [a, b])
    if (each.shape.length !== shape.length || each.shape.some((length, i) => length !== 1 && length !== shape[i]))
      throw unreadLayer(at, `of rows of [${a.shape.join(', ')}] and [${b.shape.join(', ')}]`);
  a = stretched(at, a, shape);
  b = stretched(at, b, shape);
  const size = checkSize(at, shape);
  if (op === 'Add' || op === 'Sub')
    return add(at, sumOf(op, [a.value, b.value], size, [1, op === 'Add' ? 1 : -1]), shape);
  const second = op === 'Div' ? applied(at, b, NAMED.Reciprocal!) : b;
  return add(at, product(op, [a.value, second.value], size), shape);
}

function withConstant(at: NetworkNode, position: number): Tensor {
  const { op } = at.node;
  const tensor = tensorAt(at, 1 - position);
  const numbers = spread(at, position, tensor.shape);
  const isFirst = position === 0;
  if (op === 'Div' && isFirst) {
    const below = applied(at, tensor, NAMED.Reciprocal!);
    return add(at, scaled({ name: op, input: below.value }, numbers, new Float64Array(numbers.length)), tensor.shape);
  }
  const ones = new Float64Array(numbers.length).fill(1);
  const [factor, shift] = {
    Add: [ones, numbers],
    Sub: isFirst ? [ones.map(() => -1), numbers] : [ones, numbers.map((number) => -number)],
    Mul: [numbers, ones.map(() => 0)],
    Div: [numbers.map((number) => 1 / number), ones.map(() => 0)],
  }[op]!;
  if (!factor!.every(Number.isFinite)) throw invalidModel(at.where, `${nameOf(at.node)} divides by zero`);
  checkSize(at, tensor.shape);
  const made = add(at, scaled({ name: op, input: tensor.value }, factor!, shift!), tensor.shape);
  if (op === 'Sub' && isFirst && numbers.every((number) => number === 1))
    at.draft.madeBy.set(made.value, { op: 'complement', input: tensor.value, length: numbers.length });
  return made;
}

export function sum(at: NetworkNode): Tensor {
  const parts = at.inputs.map((_, i) => tensorAt(at, i));
  const { shape } = parts[0]!;
  if (parts.some((part) => part.shape.join() !== shape.join())) throw unreadLayer(at, 'of different shapes');
  const size = checkSize(at, shape);
  return add(
    at,
    sumOf(
      at.node.op,
      parts.map((part) => part.value),
      size,
    ),
    shape,
  );
}

/** Weights `[unit][column]` of a constant matrix. */
function layerWeights(at: NetworkNode, width: number, isTurned: boolean): { units: number; weights: Float64Array } {
  const { shape, numbers } = weightsIn(at, 1);
  const [columns, units] = isTurned ? [shape[1], shape[0]] : shape;
  if (shape.length !== 2 || columns !== width || units === undefined || units < 1)
    throw unreadLayer(at, `with a matrix of [${shape.join(', ')}] for ${counted(width, 'column')}`);
  const weights = new Float64Array(numbers.length);
  for (let u = 0; u < units; u++)
    for (let c = 0; c < width; c++) weights[u * width + c] = numbers[isTurned ? u * width + c : c * units + u]!;
  return { units, weights };
}

export function gemm(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  if (tensor.shape.length !== 1 || attribute(at, 'transA', 0) !== 0)
    throw unreadLayer(at, 'on something else than rows of columns');
  const [width] = tensor.shape as [number];
  const { units, weights } = layerWeights(at, width, attribute(at, 'transB', 0) !== 0);
  const [alpha, beta] = [attribute(at, 'alpha', 1), attribute(at, 'beta', 1)];
  checkSize(at, [units]);
  const shift = at.inputs[2] === undefined ? new Float64Array(units) : spread(at, 2, [units]);
  const layer = dense({
    name: at.node.op,
    input: tensor.value,
    width,
    weights: weights.map((weight) => weight * alpha),
    bias: shift.map((number) => number * beta),
  });
  return add(at, layer, [units]);
}

export function matMul(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const right = at.inputs[1];
  if (right !== undefined && right.kind !== 'constant' && asTensor(at, right) !== null)
    throw unreadLayer(at, 'of two tensors (attention)');
  const rows = tensor.shape.slice(0, -1);
  const width = tensor.shape.at(-1)!;
  const { units, weights } = layerWeights(at, width, false);
  const shape = [...rows, units];
  checkSize(at, shape);
  const layer = dense({
    name: at.node.op,
    input: tensor.value,
    width,
    weights,
    bias: new Float64Array(units),
    times: sizeOfShape(rows),
  });
  return add(at, layer, shape);
}

export function batchNormalization(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const [channels] = tensor.shape as [number];
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((position) => weightsIn(at, position).numbers);
  if (
    [scale, bias, mean, variance].some((numbers) => numbers!.length !== channels) ||
    attribute(at, 'training_mode', 0) !== 0
  )
    throw unreadLayer(at, `for ${counted(channels, 'channel')}`);
  const epsilon = attribute(at, 'epsilon', 1e-5);
  const plane = sizeOfShape(tensor.shape) / channels;
  const size = checkSize(at, tensor.shape);
  const factor = Float64Array.from({ length: size }, (_, i) => {
    const c = Math.floor(i / plane);
    return scale![c]! / Math.sqrt(variance![c]! + epsilon);
  });
  if (!factor.every(Number.isFinite)) throw invalidModel(at.where, `${nameOf(at.node)} has a variance below zero`);
  const shift = factor.map((by, i) => bias![Math.floor(i / plane)]! - mean![Math.floor(i / plane)]! * by);
  return add(at, scaled({ name: at.node.op, input: tensor.value }, factor, shift), tensor.shape);
}

/** Version of the operators from which Softmax is along one axis; before, all axes from the one named were taken together. */
const COERCES_BEFORE = 13;

export function softmax(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const axis = attribute(at, 'axis', -1);
  const { length } = tensor.shape;
  // Before version 13 the axis is the first of those that are taken together; for rows of one axis that is the same.
  if (axis !== -1 && axis !== length) throw unreadLayer(at, `along axis ${axis}`);
  if (length !== 1 && (axis !== -1 || at.draft.opset < COERCES_BEFORE))
    throw unreadLayer(at, `along axis ${axis} of ${length + 1}`);
  const size = checkSize(at, tensor.shape);
  const run = tensor.shape.at(-1)!;
  const made = add(at, softmaxStep({ name: at.node.op, input: tensor.value }, size, run), tensor.shape);
  at.draft.madeBy.set(made.value, { op: 'Softmax', input: tensor.value, length: run });
  if (at.node.op === 'Softmax') return made;
  return applied(at, made, { value: Math.log, slope: (p) => 1 / p });
}

/** Types of numbers between which a Cast changes nothing but the rounding. */
export function cast(at: NetworkNode): Tensor {
  const to = elementType(attribute(at, 'to', Number.NaN));
  if (to !== 'float' && to !== 'double') throw unreadLayer(at, `to ${to}`);
  return tensorAt(at, 0);
}
