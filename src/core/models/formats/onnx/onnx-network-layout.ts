import { invalidModel } from '../../decode/limits.js';
import { pick } from '../../network/index.js';
import { isKept } from './onnx-network-constants.js';
import {
  add,
  attribute,
  attributeList,
  checkSize,
  constantIn,
  type NetworkNode,
  type Tensor,
  tensorAt,
  unreadLayer,
} from './onnx-network-value.js';
import { sizeOfShape } from './onnx-value.js';

/** An axis of the whole tensor as one of a row; the axis of the rows is refused. */
export function rowAxisOf(at: NetworkNode, axis: number, length: number): number {
  const place = axis < 0 ? length + axis : axis - 1;
  if (!(Number.isInteger(place) && place >= 0 && place < length)) throw unreadLayer(at, `along axis ${axis}`);
  return place;
}

const renamed = (tensor: Tensor, shape: readonly number[]): Tensor => ({ ...tensor, shape });

/** Row-major strides of a shape. */
export function strides(shape: readonly number[]): number[] {
  const found = new Array<number>(shape.length).fill(1);
  for (let a = shape.length - 2; a >= 0; a--) found[a] = found[a + 1]! * shape[a + 1]!;
  return found;
}

/** The indices of a place in a shape. */
export const indicesOf = (place: number, shape: readonly number[], steps: readonly number[]): number[] =>
  shape.map((axis, a) => Math.floor(place / steps[a]!) % axis);

/** Moves numbers: `source` says for each place of the new shape which place of the old it is taken from, -1 for the filling. */
export function moved(
  at: NetworkNode,
  tensor: Tensor,
  shape: readonly number[],
  source: (indices: readonly number[]) => number,
  fill = 0,
): Tensor {
  const size = checkSize(at, shape);
  const steps = strides(shape);
  const places = Int32Array.from({ length: size }, (_, i) => source(indicesOf(i, shape, steps)));
  const step = pick({
    name: at.node.op,
    inputs: [tensor.value],
    from: places.map((place) => (place < 0 ? -1 : 0)),
    at: places,
    sizes: [sizeOfShape(tensor.shape)],
    fill,
  });
  return add(at, step, shape);
}

export function flatten(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const axis = attribute(at, 'axis', 1);
  if (axis !== 1 && axis !== -tensor.shape.length) throw unreadLayer(at, `along axis ${axis}`);
  return renamed(tensor, [sizeOfShape(tensor.shape)]);
}

export function reshape(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const given = at.inputs[1];
  const wanted =
    given?.kind === 'shape' ? given.axes : given?.kind === 'constant' ? Array.from(given.tensor.numbers) : null;
  if (wanted === null || attribute(at, 'allowzero', 0) !== 0) throw unreadLayer(at, 'without a constant shape');
  const size = sizeOfShape(tensor.shape);
  const [rows, ...rest] = wanted;
  const row = rest.map((axis, a) => (axis === 0 ? (tensor.shape[a] ?? Number.NaN) : axis));
  const open = row.filter((axis) => axis === -1).length;
  const known = row.reduce<number>((product, axis) => (axis === -1 ? product : product * (axis ?? Number.NaN)), 1);
  const shape = row.map((axis) => (axis === -1 ? size / known : (axis ?? Number.NaN)));
  const keepsRows = rows === null || rows === 0 || rows === at.draft.rows ? open <= 1 : rows === -1 && open === 0;
  if (!keepsRows || sizeOfShape(shape) !== size || !shape.every((axis) => Number.isInteger(axis) && axis > 0))
    throw unreadLayer(at, `to the shape [${wanted.join(', ')}] for rows of [${tensor.shape.join(', ')}]`);
  return renamed(tensor, shape);
}

const axesGiven = (at: NetworkNode): number[] | undefined =>
  at.inputs[1] === undefined ? attributeList(at, 'axes') : Array.from(constantIn(at, 1)!.numbers);

export function squeeze(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const given = axesGiven(at);
  const gone = new Set(
    given?.map((axis) => rowAxisOf(at, axis, tensor.shape.length)) ??
      tensor.shape.flatMap((axis, a) => (axis === 1 ? [a] : [])),
  );
  // Without axes the file would take away the axis of the rows too where there is one row.
  if (given === undefined || Array.from(gone).some((a) => tensor.shape[a] !== 1)) throw unreadLayer(at, 'without axes');
  return renamed(
    tensor,
    tensor.shape.filter((_, a) => !gone.has(a)),
  );
}

export function unsqueeze(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const given = axesGiven(at) ?? [];
  const length = tensor.shape.length + given.length;
  const fresh = new Set(given.map((axis) => rowAxisOf(at, axis, length)));
  if (fresh.size !== given.length || given.length === 0) throw unreadLayer(at, 'without axes');
  const rest = [...tensor.shape];
  return renamed(
    tensor,
    Array.from({ length }, (_, a) => (fresh.has(a) ? 1 : rest.shift()!)),
  );
}

export function transpose(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const order = attributeList(at, 'perm') ?? [];
  const length = tensor.shape.length;
  if (order.length !== length + 1 || order[0] !== 0) throw unreadLayer(at, 'that moves the axis of the rows');
  const from = order.slice(1).map((axis) => rowAxisOf(at, axis, length));
  if (new Set(from).size !== length) throw invalidModel(at.where, `Transpose has the axes [${order.join(', ')}]`);
  const old = strides(tensor.shape);
  return moved(
    at,
    tensor,
    from.map((axis) => tensor.shape[axis]!),
    (indices) => indices.reduce((place, index, a) => place + index * old[from[a]!]!, 0),
  );
}

export function concat(at: NetworkNode): Tensor {
  const parts = at.inputs.map((_, i) => tensorAt(at, i));
  const first = parts[0]!.shape;
  const axis = rowAxisOf(at, attribute(at, 'axis', 1), first.length);
  const others = (shape: readonly number[]): string => shape.filter((_, a) => a !== axis).join();
  if (parts.some(({ shape }) => shape.length !== first.length || others(shape) !== others(first)))
    throw unreadLayer(at, 'of different shapes');
  const shape = first.map((length, a) => (a === axis ? parts.reduce((sum, part) => sum + part.shape[a]!, 0) : length));
  const size = checkSize(at, shape);
  const [from, places] = [new Int32Array(size), new Int32Array(size)];
  const steps = strides(shape);
  const all = parts.map((part) => strides(part.shape));
  for (let i = 0; i < size; i++) {
    const indices = indicesOf(i, shape, steps);
    let p = 0;
    while (indices[axis]! >= parts[p]!.shape[axis]!) indices[axis]! -= parts[p++]!.shape[axis]!;
    from[i] = p;
    places[i] = indices.reduce((place, index, a) => place + index * all[p]![a]!, 0);
  }
  const sizes = parts.map((part) => sizeOfShape(part.shape));
  const step = pick({ name: at.node.op, inputs: parts.map((part) => part.value), from, at: places, sizes });
  return add(at, step, shape);
}

/** A part along axes: from, to and step of each. */
function cut(at: NetworkNode, tensor: Tensor, ranges: ReadonlyMap<number, readonly number[]>): Tensor {
  const old = strides(tensor.shape);
  const shape = tensor.shape.map((length, a) => ranges.get(a)?.length ?? length);
  return moved(at, tensor, shape, (indices) =>
    indices.reduce((place, index, a) => place + (ranges.get(a)?.[index] ?? index) * old[a]!, 0),
  );
}

export function slice(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const list = (position: number, name: string): number[] | undefined =>
    at.inputs[position] === undefined ? attributeList(at, name) : Array.from(constantIn(at, position)!.numbers);
  const [starts, ends] = [list(1, 'starts') ?? [], list(2, 'ends') ?? []];
  const axes = list(3, 'axes') ?? starts.map((_, i) => i);
  const by = list(4, 'steps') ?? starts.map(() => 1);
  if (new Set([starts, ends, axes, by].map((each) => each.length)).size !== 1)
    throw unreadLayer(at, 'without its places');
  const ranges = new Map<number, readonly number[]>();
  axes.forEach((axis, i) => {
    const a = rowAxisOf(at, axis, tensor.shape.length);
    const length = tensor.shape[a]!;
    const within = (place: number): number => Math.min(length, Math.max(0, place < 0 ? place + length : place));
    if (by[i] !== 1 || ranges.has(a)) throw unreadLayer(at, `in steps of ${by[i]}`);
    const [from, to] = [within(starts[i]!), within(ends[i]!)];
    ranges.set(
      a,
      Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k),
    );
  });
  return cut(at, tensor, ranges);
}

export function gather(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const indices = constantIn(at, 1);
  const axis = rowAxisOf(at, attribute(at, 'axis', 0), tensor.shape.length);
  const length = tensor.shape[axis]!;
  if (indices === undefined || indices.type !== 'int' || indices.shape.length > 1)
    throw unreadLayer(at, 'without constant positions');
  const places = Array.from(indices.numbers, (index) => (index < 0 ? index + length : index));
  const beyond = places.find((place) => !(place >= 0 && place < length));
  if (beyond !== undefined) throw invalidModel(at.where, `${at.node.op} takes place ${beyond} of ${length}`);
  const taken = cut(at, tensor, new Map([[axis, places]]));
  if (indices.shape.length > 0) return taken;
  return renamed(
    taken,
    taken.shape.filter((_, a) => a !== axis),
  );
}

export function split(at: NetworkNode): readonly Tensor[] {
  const tensor = tensorAt(at, 0);
  const axis = rowAxisOf(at, attribute(at, 'axis', 0), tensor.shape.length);
  const parts = at.node.outputs.length;
  const given = at.inputs[1] === undefined ? attributeList(at, 'split') : Array.from(constantIn(at, 1)!.numbers);
  const length = tensor.shape[axis]!;
  const lengths = given ?? new Array<number>(parts).fill(length / parts);
  // Lengths below nothing would leave room for one that claims all memory.
  const isWhole = lengths.length === parts && lengths.every((each) => Number.isInteger(each) && each >= 1);
  if (!isWhole || lengths.reduce((sum, each) => sum + each, 0) !== length)
    throw unreadLayer(at, `into ${parts} parts of ${length}`);
  let start = 0;
  return lengths.map((each) => {
    const from = start;
    start += each;
    const range = Array.from({ length: each }, (_, k) => from + k);
    return cut(at, tensor, new Map([[axis, range]]));
  });
}

const isCount = (number: number): boolean => Number.isInteger(number) && number >= 0;

export function pad(at: NetworkNode): Tensor {
  const tensor = tensorAt(at, 0);
  const mode = at.node.attributes.get('mode')?.text ?? 'constant';
  const pads = at.inputs[1] === undefined ? attributeList(at, 'pads') : Array.from(constantIn(at, 1)!.numbers);
  const fill = at.inputs[2] === undefined ? attribute(at, 'value', 0) : (constantIn(at, 2)!.numbers[0] ?? 0);
  const length = tensor.shape.length;
  if ((mode !== '' && mode !== 'constant') || at.inputs[3] !== undefined)
    throw unreadLayer(at, `with the mode ${mode}`);
  if (pads?.length !== 2 * length + 2 || pads[0] !== 0 || pads[length + 1] !== 0 || !pads.every(isCount))
    throw unreadLayer(at, 'of rows, or by less than nothing');
  const before = pads.slice(1, length + 1);
  const after = pads.slice(length + 2);
  const old = strides(tensor.shape);
  return moved(
    at,
    tensor,
    tensor.shape.map((axis, a) => axis + before[a]! + after[a]!),
    (indices) => {
      const inside = indices.map((index, a) => index - before[a]!);
      if (inside.some((index, a) => index < 0 || index >= tensor.shape[a]!)) return -1;
      return inside.reduce((place, index, a) => place + index * old[a]!, 0);
    },
    fill,
  );
}

/** Axes that a reduction takes together, and the shape that remains. */
export function reducedAxes(at: NetworkNode, tensor: Tensor): { axes: ReadonlySet<number>; shape: number[] } {
  const given = axesGiven(at);
  if (given === undefined || given.length === 0) throw unreadLayer(at, 'over all axes');
  const axes = new Set(given.map((axis) => rowAxisOf(at, axis, tensor.shape.length)));
  const shape = isKept(at)
    ? tensor.shape.map((length, a) => (axes.has(a) ? 1 : length))
    : tensor.shape.filter((_, a) => !axes.has(a));
  return { axes, shape: shape.length === 0 ? [1] : shape };
}

/** Repeats a tensor along axes of length one, as operators do with shapes that differ. */
export function stretched(at: NetworkNode, tensor: Tensor, shape: readonly number[]): Tensor {
  if (tensor.shape.join() === shape.join()) return tensor;
  const padded = [...new Array<number>(shape.length - tensor.shape.length).fill(1), ...tensor.shape];
  const old = strides(padded);
  return moved(at, tensor, shape, (indices) =>
    indices.reduce((place, index, a) => place + (padded[a] === 1 ? 0 : index) * old[a]!, 0),
  );
}
