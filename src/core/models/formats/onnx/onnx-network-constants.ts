import type { OnnxTensor } from './onnx-graph.js';
import { attribute, attributeList, type NetworkNode, type NetworkValue, unreadLayer } from './onnx-network-value.js';
import { sizeOfShape } from './onnx-value.js';

const whole = (numbers: readonly number[]): OnnxTensor => ({
  type: 'int',
  shape: [numbers.length],
  numbers: Float64Array.from(numbers),
  texts: [],
});

/** Makes a constant of constants; null where the operator is no such. Exporters leave these between the weights and the layers. */
export function foldConstants(at: NetworkNode): OnnxTensor | null {
  const [first] = at.inputs;
  const tensor = first?.kind === 'constant' ? first.tensor : null;
  switch (at.node.op) {
    case 'Constant':
      return constantOf(at);
    case 'Identity':
    case 'Cast':
      return tensor;
    case 'Reshape':
    case 'Unsqueeze':
    case 'Squeeze':
    case 'Flatten':
      return tensor && reshapedConstant(at, tensor);
    case 'DequantizeLinear':
      return tensor && dequantised(at, tensor);
    case 'Transpose':
      return tensor && transposed(at, tensor);
    case 'Concat':
      return joined(at);
    default:
      return null;
  }
}

function constantOf(at: NetworkNode): OnnxTensor {
  const { attributes } = at.node;
  const value = attributes.get('value')?.tensor;
  if (value) return value;
  const numbers = attributeList(at, 'value_ints') ?? attributeList(at, 'value_floats');
  if (numbers !== undefined && numbers.length > 0)
    return { ...whole(numbers), type: attributes.has('value_ints') ? 'int' : 'float' };
  const single = attributes.get('value_float') ?? attributes.get('value_int');
  if (single === undefined) throw unreadLayer(at, 'of another kind than numbers');
  return {
    type: attributes.has('value_int') ? 'int' : 'float',
    shape: [],
    numbers: Float64Array.of(single.number),
    texts: [],
  };
}

function reshapedConstant(at: NetworkNode, tensor: OnnxTensor): OnnxTensor {
  const size = tensor.numbers.length;
  if (at.node.op !== 'Reshape') return { ...tensor, shape: shapeAfter(at, tensor.shape) };
  const wanted = at.inputs[1]?.kind === 'constant' ? Array.from(at.inputs[1].tensor.numbers) : [];
  const known = sizeOfShape(wanted.filter((axis) => axis !== -1));
  const shape = wanted.map((axis) => (axis === -1 ? size / known : axis));
  if (sizeOfShape(shape) !== size || !shape.every((axis) => Number.isInteger(axis) && axis >= 0))
    throw unreadLayer(at, `to [${wanted.join(', ')}]`);
  return { ...tensor, shape };
}

/** The shape of a constant with axes of length one put in or taken out, or taken together. */
function shapeAfter(at: NetworkNode, shape: readonly number[]): number[] {
  const given = at.inputs[1]?.kind === 'constant' ? Array.from(at.inputs[1].tensor.numbers) : attributeList(at, 'axes');
  const from = (axis: number, length: number): number => (axis < 0 ? axis + length : axis);
  if (at.node.op === 'Flatten') {
    const axis = from(attribute(at, 'axis', 1), shape.length);
    return [sizeOfShape(shape.slice(0, axis)), sizeOfShape(shape.slice(axis))];
  }
  if (at.node.op === 'Squeeze') {
    const gone = new Set(given?.map((axis) => from(axis, shape.length)));
    return shape.filter((length, a) => length !== 1 || (gone.size > 0 && !gone.has(a)));
  }
  const length = shape.length + (given?.length ?? 0);
  const fresh = new Set(given?.map((axis) => from(axis, length)));
  const rest = [...shape];
  return Array.from({ length }, (_, a) => (fresh.has(a) ? 1 : (rest.shift() ?? Number.NaN)));
}

/** Weights of 8 bits (or sums of 32) as the numbers that they stand for: (weight - zero point) times scale, of all or of each place of one axis. */
function dequantised(at: NetworkNode, tensor: OnnxTensor): OnnxTensor {
  const [scale, zero] = [at.inputs[1], at.inputs[2]].map((value) => (value?.kind === 'constant' ? value.tensor : null));
  const isWhole = tensor.isByte === true || tensor.type === 'int';
  if (!isWhole || !scale || scale.type !== 'float' || (zero && !zero.isByte && zero.type !== 'int'))
    throw unreadLayer(at, 'of a constant of other numbers than 8 bits with a scale of 32');
  const { shape, numbers } = tensor;
  const given = attribute(at, 'axis', 1);
  const axis = given < 0 ? given + shape.length : given;
  const count = scale.numbers.length;
  const isOfAll = count === 1;
  const places = isOfAll ? 1 : shape[axis];
  if (sizeOfShape(shape) !== numbers.length || places !== count || (zero && zero.numbers.length !== count))
    throw unreadLayer(at, 'with a scale of another size than its constant');
  const inside = sizeOfShape(shape.slice(axis + 1));
  const out = Float64Array.from(numbers, (number, i) => {
    const place = isOfAll ? 0 : Math.floor(i / inside) % count;
    return Math.fround(Math.fround(number - (zero?.numbers[place] ?? 0)) * scale.numbers[place]!);
  });
  return { type: 'float', shape, numbers: out, texts: [] };
}

function transposed(at: NetworkNode, tensor: OnnxTensor): OnnxTensor {
  const { shape, numbers } = tensor;
  const order = attributeList(at, 'perm') ?? [];
  if (shape.length !== 2 || (order.length > 0 && order.join() !== '1,0')) throw unreadLayer(at, 'of a constant');
  const [rows, columns] = shape as [number, number];
  if (numbers.length !== rows * columns) throw unreadLayer(at, 'of a constant of another size than it says');
  const turned = new Float64Array(numbers.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c * rows + r] = numbers[r * columns + c]!;
  return { ...tensor, shape: [columns, rows], numbers: turned };
}

function joined(at: NetworkNode): OnnxTensor | null {
  const parts = at.inputs.map((value) => (value?.kind === 'constant' ? value.tensor : null));
  if (parts.some((part) => part === null || part.type !== 'int' || part.shape.length > 1)) return null;
  return whole(parts.flatMap((part) => Array.from(part!.numbers)));
}

/** Computes with the shape of a tensor, as graphs do that keep the number of rows open; null where the operator is no such. */
export function foldShape(at: NetworkNode): NetworkValue | null {
  const [first] = at.inputs;
  if (at.node.op === 'Shape') {
    if (first?.kind !== 'tensor' && first?.kind !== 'columns') return null;
    return { kind: 'shape', axes: [null, ...first.shape] };
  }
  if (!at.inputs.some((value) => value?.kind === 'shape')) return null;
  const lists = at.inputs.map(axesOf);
  const axes = lists[0];
  switch (at.node.op) {
    case 'Identity':
    case 'Cast':
    case 'Unsqueeze':
    case 'Squeeze':
      return axes ? shapeOf(axes) : null;
    case 'Gather': {
      const indices = lists[1];
      if (!axes || !indices) return null;
      const taken = indices.map((index) => axes.at(index ?? axes.length));
      return shapeOf(taken.map((axis) => (axis === undefined ? Number.NaN : axis)));
    }
    case 'Slice': {
      const [from, to] = [lists[1]?.[0], lists[2]?.[0]];
      if (!axes || typeof from !== 'number' || typeof to !== 'number' || at.inputs.length > 4) return null;
      return shapeOf(axes.slice(from, to));
    }
    case 'Concat':
      return lists.every((list) => list !== null) ? shapeOf(lists.flat() as (number | null)[]) : null;
    case 'Mul':
    case 'ReduceProd':
      return productOf(at, lists);
    default:
      return null;
  }
}

const shapeOf = (axes: readonly (number | null)[]): NetworkValue =>
  axes.every((axis) => axis !== null)
    ? { kind: 'constant', tensor: whole(axes as readonly number[]) }
    : { kind: 'shape', axes };

function axesOf(value: NetworkValue | undefined): readonly (number | null)[] | null {
  if (value?.kind === 'shape') return value.axes;
  return value?.kind === 'constant' && value.tensor.type === 'int' ? Array.from(value.tensor.numbers) : null;
}

/** Products of sizes of one row; one that holds the number of rows is no size. */
function productOf(at: NetworkNode, lists: readonly (readonly (number | null)[] | null)[]): NetworkValue | null {
  const factors = at.node.op === 'Mul' ? lists.flat() : (lists[0] ?? [null]);
  if (factors.some((factor) => factor === null)) return null;
  return shapeOf([(factors as readonly number[]).reduce((product, factor) => product * factor, 1)]);
}

export const isKept = (at: NetworkNode): boolean => attribute(at, 'keepdims', 1) !== 0;
