import { counted } from '../../../base/counted.js';
import { invalidModel } from '../../decode/limits.js';
import { convolution, windowMax, windowSums } from '../../network/index.js';
import { indicesOf, reducedAxes, strides } from './onnx-network-layout.js';
import {
  add,
  attribute,
  attributeList,
  checkSize,
  type NetworkNode,
  type Tensor,
  tensorAt,
  unreadLayer,
  weightsIn,
} from './onnx-network-value.js';
import { nameOf, sizeOfShape } from './onnx-value.js';

/** Most places of all windows of a graph together, since each is laid out when the file is read. */
const MAX_PLACES: number = 2 ** 24;

interface Geometry {
  /** Places of the output along each axis. */
  readonly out: readonly number[];
  readonly kernel: readonly number[];
  /** `[position * kernel + place]`: the place within a channel, -1 outside. */
  readonly windows: Int32Array;
}

/** Where the windows of a convolution or of pooling lie over the axes of space. */
function geometry(at: NetworkNode, space: readonly number[], kernel: readonly number[]): Geometry {
  const axes = space.length;
  const list = (name: string, otherwise: number, length = axes): number[] => {
    const found = attributeList(at, name);
    const numbers = found === undefined || found.length === 0 ? new Array<number>(length).fill(otherwise) : found;
    if (numbers.length !== length || numbers.some((each) => !Number.isInteger(each) || each < 0))
      throw invalidModel(at.where, `${nameOf(at.node)} has ${name} of [${numbers.join(', ')}]`);
    return numbers;
  };
  const [by, spread, given] = [list('strides', 1), list('dilations', 1), list('pads', 0, 2 * axes)];
  const reach = kernel.map((length, a) => (length - 1) * spread[a]! + 1);
  if ([...by, ...spread, ...kernel].some((each) => !(each >= 1)) || kernel.length !== axes)
    throw invalidModel(at.where, `${nameOf(at.node)} has a kernel of [${kernel.join(', ')}]`);
  const automatic = at.node.attributes.get('auto_pad')?.text ?? 'NOTSET';
  const pads = padsOf(at, automatic, { space, by, reach, given });
  const isCeiling = attribute(at, 'ceil_mode', 0) !== 0;
  const out = space.map((length, a) => {
    const rest = (length + pads[a]! + pads[axes + a]! - reach[a]!) / by[a]!;
    const whole = Math.floor(rest) + 1;
    // A last window that begins beyond the input and what is put before it is left out.
    if (!isCeiling || Number.isInteger(rest)) return whole;
    return (Math.ceil(rest) * by[a]! < length + pads[a]! ? Math.ceil(rest) : Math.floor(rest)) + 1;
  });
  const positions = checkSizeOf(at, out);
  const size = sizeOfShape(kernel);
  at.draft.places += positions * size;
  if (!(at.draft.places <= MAX_PLACES)) throw unreadLayer(at, `over ${positions} windows of ${size}`);
  const windows = new Int32Array(positions * size);
  const [outSteps, kernelSteps, spaceSteps] = [strides(out), strides(kernel), strides(space)];
  for (let p = 0; p < positions; p++) {
    const position = indicesOf(p, out, outSteps);
    for (let k = 0; k < size; k++) {
      let place = 0;
      const inside = indicesOf(k, kernel, kernelSteps).every((index, a) => {
        const x = position[a]! * by[a]! - pads[a]! + index * spread[a]!;
        place += x * spaceSteps[a]!;
        return x >= 0 && x < space[a]!;
      });
      windows[p * size + k] = inside ? place : -1;
    }
  }
  return { out, kernel, windows };
}

const checkSizeOf = (at: NetworkNode, out: readonly number[]): number => {
  if (out.some((length) => !(length >= 1)))
    throw invalidModel(at.where, `${nameOf(at.node)} makes rows of the shape [${out.join(', ')}]`);
  return sizeOfShape(out);
};

function padsOf(
  at: NetworkNode,
  automatic: string,
  {
    space,
    by,
    reach,
    given,
  }: { space: readonly number[]; by: readonly number[]; reach: readonly number[]; given: number[] },
): readonly number[] {
  if (automatic === 'NOTSET' || automatic === '') return given;
  if (automatic === 'VALID') return given.map(() => 0);
  if (automatic !== 'SAME_UPPER' && automatic !== 'SAME_LOWER') throw unreadLayer(at, `with auto_pad ${automatic}`);
  const total = space.map((length, a) => Math.max(0, (Math.ceil(length / by[a]!) - 1) * by[a]! + reach[a]! - length));
  const smaller = total.map((each) => Math.floor(each / 2));
  const larger = total.map((each) => Math.ceil(each / 2));
  return automatic === 'SAME_UPPER' ? [...smaller, ...larger] : [...larger, ...smaller];
}

/** Channels and the axes of space of a row. */
function spaceOf(at: NetworkNode, tensor: Tensor): { channels: number; space: readonly number[]; plane: number } {
  const [channels, ...space] = tensor.shape;
  if (channels === undefined || space.length < 1 || space.length > 3)
    throw unreadLayer(at, `on rows of [${tensor.shape.join(', ')}]`);
  return { channels, space, plane: sizeOfShape(space) };
}

export function conv(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const { channels, space } = spaceOf(at, tensor);
  const weights = weightsIn(at, 1);
  const [filters = 0, perGroup = 0, ...kernel] = weights.shape;
  const groups = attribute(at, 'group', 1);
  const told = attributeList(at, 'kernel_shape');
  if (
    !(Number.isInteger(groups) && groups >= 1) ||
    perGroup * groups !== channels ||
    filters % groups !== 0 ||
    (told !== undefined && told.length > 0 && told.join() !== kernel.join())
  )
    throw unreadLayer(at, `with weights of [${weights.shape.join(', ')}] for ${counted(channels, 'channel')}`);
  const { out, windows } = geometry(at, space, kernel);
  const shape = [filters, ...out];
  checkSize(at, shape);
  const bias = at.inputs[2] === undefined ? new Float64Array(filters) : Float64Array.from(weightsIn(at, 2).numbers);
  if (bias.length !== filters)
    throw invalidModel(at.where, `${nameOf(at.node)} has ${bias.length} constants for ${counted(filters, 'filter')}`);
  const step = convolution({
    name: at.node.op,
    input: tensor.value,
    width: sizeOfShape(tensor.shape),
    channels,
    filters,
    groups,
    kernel: sizeOfShape(kernel),
    weights: Float64Array.from(weights.numbers),
    bias,
    windows,
  });
  return add(at, step, shape);
}

interface Windows {
  readonly starts: Int32Array;
  readonly places: Int32Array;
}

/** The windows of every channel as lists of places of the row, without those outside. */
function perChannel({ windows, kernel }: Geometry, channels: number, plane: number): Windows {
  const size = sizeOfShape(kernel);
  const positions = windows.length / size;
  const places: number[] = [];
  const starts = new Int32Array(channels * positions + 1);
  for (let c = 0; c < channels; c++) {
    for (let p = 0; p < positions; p++) {
      for (let k = 0; k < size; k++) if (windows[p * size + k]! >= 0) places.push(c * plane + windows[p * size + k]!);
      starts[c * positions + p + 1] = places.length;
    }
  }
  return { starts, places: Int32Array.from(places) };
}

const sizesOf = ({ starts }: Windows): Float64Array =>
  Float64Array.from({ length: starts.length - 1 }, (_, i) => starts[i + 1]! - starts[i]!);

export function pool(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const { channels, space, plane } = spaceOf(at, tensor);
  const kernel = attributeList(at, 'kernel_shape') ?? [];
  if (attribute(at, 'storage_order', 0) !== 0) throw unreadLayer(at, 'by columns');
  if (!(sizeOfShape(kernel) * channels * plane <= MAX_PLACES)) throw unreadLayer(at, 'over too large windows');
  const found = geometry(at, space, kernel);
  const shape = [channels, ...found.out];
  checkSize(at, shape);
  const windows = perChannel(found, channels, plane);
  if (sizesOf(windows).some((size) => size === 0)) throw unreadLayer(at, 'with a window outside of its input');
  const parts = { name: at.node.op, input: tensor.value, width: sizeOfShape(tensor.shape), ...windows };
  if (at.node.op === 'MaxPool') return add(at, windowMax(parts), shape);
  const isPadded = attribute(at, 'count_include_pad', 0) !== 0;
  if (isPadded && attribute(at, 'ceil_mode', 0) !== 0)
    throw unreadLayer(at, 'that counts what is put beside, in ceil_mode');
  const factors = sizesOf(windows).map((size) => 1 / (isPadded ? sizeOfShape(kernel) : size));
  return add(at, windowSums({ ...parts, factors }), shape);
}

/** Sum, mean or largest over whole axes, also over all of space. */
export function reduce(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const isGlobal = at.node.op.startsWith('Global');
  const { axes, shape } = isGlobal
    ? {
        axes: new Set(tensor.shape.map((_, a) => a).slice(1)),
        shape: tensor.shape.map((length, a) => (a > 0 ? 1 : length)),
      }
    : reducedAxes(at, tensor);
  if (isGlobal) spaceOf(at, tensor);
  const size = checkSize(at, shape);
  const lists: number[][] = Array.from({ length: size }, () => []);
  const steps = strides(tensor.shape);
  const kept = tensor.shape.map((length, a) => (axes.has(a) ? 1 : length));
  const keptSteps = strides(kept);
  for (let i = 0; i < sizeOfShape(tensor.shape); i++) {
    const indices = indicesOf(i, tensor.shape, steps);
    lists[indices.reduce((place, index, a) => place + (axes.has(a) ? 0 : index) * keptSteps[a]!, 0)]!.push(i);
  }
  const starts = new Int32Array(size + 1);
  lists.forEach((list, i) => {
    starts[i + 1] = starts[i]! + list.length;
  });
  const windows = { starts, places: Int32Array.from(lists.flat()) };
  const parts = { name: at.node.op, input: tensor.value, width: sizeOfShape(tensor.shape), ...windows };
  if (at.node.op === 'ReduceMax' || at.node.op === 'GlobalMaxPool') return add(at, windowMax(parts), shape);
  const isSum = at.node.op === 'ReduceSum';
  const factors = sizesOf(windows).map((length) => (isSum ? 1 : 1 / length));
  return add(at, windowSums({ ...parts, factors }), shape);
}
