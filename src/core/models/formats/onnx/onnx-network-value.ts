import { invalidModel } from '../../decode/limits.js';
import { type NetworkStep, pick } from '../../network/index.js';
import type { OnnxNode, OnnxTensor } from './onnx-graph.js';
import { type Columns, type Constant, nameOf, type OnnxColumn, sizeOfShape, UNREAD } from './onnx-value.js';

/** Numbers that the network computes: `value` counts its values, `shape` is that of one row. */
export interface Tensor {
  readonly kind: 'tensor';
  readonly value: number;
  readonly shape: readonly number[];
}

/** The shape of a tensor as numbers that the graph computes with; null stands for the number of rows. */
export interface ShapeValue {
  readonly kind: 'shape';
  readonly axes: readonly (number | null)[];
}

export type NetworkValue = Columns | Constant | Tensor | ShapeValue;

/** A node of the graph with the values of its inputs, and what it may add to. */
export interface NetworkNode {
  readonly node: OnnxNode;
  readonly where: string;
  readonly inputs: readonly (NetworkValue | undefined)[];
  readonly draft: NetworkDraft;
}

/** A network while its graph is read. */
export interface NetworkDraft {
  readonly steps: NetworkStep[];
  /** Columns that enter, over all inputs that were taken into the network. */
  readonly columns: OnnxColumn[];
  /** Number of rows that the file fixes, as exporters do that trace one row; null where it is open. */
  readonly rows: number | null;
  /** Version of the operators. */
  readonly opset: number;
  /** The operator that made a value, and what it was made of, for the links at the end. */
  readonly madeBy: Map<number, { readonly op: string; readonly input: number; readonly length: number }>;
  readonly taken: Map<Columns, Tensor>;
  /** Width of value 0; kept by reference, because it grows while inputs are taken. */
  readonly widths: number[];
  /** Numbers of all values of one row so far. */
  numbers: number;
  /** Places of the windows of all convolutions and pooling so far. */
  places: number;
}

export const emptyDraft = (rows: number | null, opset: number): NetworkDraft => ({
  steps: [],
  columns: [],
  rows,
  opset,
  madeBy: new Map(),
  taken: new Map(),
  widths: [0],
  numbers: 0,
  places: 0,
});

/** Operators that networks are read of; the list of the refusal. */
const READ =
  'Gemm, MatMul with constants, Conv, pooling, BatchNormalization, activations, Softmax, sums and products, and what only moves numbers';
const REMEDY = `Networks of ${READ} are read. Install onnxruntime-node beside tribune, which runs any graph, or serve the model and explain it over HTTP.`;

export const unreadInNetwork = (where: string, what: string): Error =>
  invalidModel(where, `${what}, which ${UNREAD}`, REMEDY);

/** Error for one node, by name, with what is unusual about it. */
export const unreadLayer = ({ node, where }: Pick<NetworkNode, 'node' | 'where'>, what: string): Error =>
  unreadInNetwork(where, `the graph uses ${nameOf(node)} ${what}`);

/** Most numbers that the values of one row may take, so that a few bytes of a file claim no memory. */
const MAX_NUMBERS: number = 2 ** 24;

/** Refuses a value before anything of its size is made. */
export function checkSize(at: NetworkNode, shape: readonly number[]): number {
  const size = sizeOfShape(shape);
  if (shape.some((axis) => !(Number.isInteger(axis) && axis >= 1)))
    throw invalidModel(at.where, `${nameOf(at.node)} makes rows of the shape [${shape.join(', ')}]`);
  at.draft.numbers += size;
  if (!(at.draft.numbers <= MAX_NUMBERS))
    throw unreadLayer(at, `that takes more than ${MAX_NUMBERS} numbers for a row`);
  return size;
}

/** Adds a step and names its value. */
export function add(at: NetworkNode, step: NetworkStep, shape: readonly number[]): Tensor {
  if (step.size !== sizeOfShape(shape)) throw new Error(`${step.name} makes ${step.size} numbers, not ${shape}`);
  at.draft.steps.push(step);
  return { kind: 'tensor', value: at.draft.steps.length, shape };
}

/** The tensor at a position; columns of the input are taken into the network. */
export function tensorAt(at: NetworkNode, position: number): Tensor {
  const value = at.inputs[position];
  const found = value === undefined ? null : asTensor(at, value);
  if (found === null) throw unreadLayer(at, `with no input of the model at position ${position}`);
  return found;
}

export function asTensor(at: NetworkNode, value: NetworkValue): Tensor | null {
  if (value.kind === 'tensor') return value;
  if (value.kind !== 'columns') return null;
  const known = at.draft.taken.get(value);
  if (known !== undefined) return known;
  if (value.type === 'text' || value.type === 'other') throw unreadLayer(at, `on an input of type ${value.type}`);
  const size = checkSize(at, value.shape);
  const first = at.draft.columns.length;
  // One by one: as arguments of one call 100,000 columns are more than a stack holds.
  for (const column of value.columns) at.draft.columns.push(column);
  at.draft.widths[0] = at.draft.columns.length;
  const places = Int32Array.from({ length: size }, (_, i) => first + i);
  const step = pick({
    name: 'inputs',
    inputs: [0],
    from: new Int32Array(size),
    at: places,
    sizes: at.draft.widths,
  });
  const made = add(at, step, value.shape);
  at.draft.taken.set(value, made);
  return made;
}

/** The constant at a position; undefined where an optional input is left out. */
export function constantIn(at: NetworkNode, position: number): OnnxTensor | undefined {
  const value = at.inputs[position];
  if (value === undefined) return undefined;
  if (value.kind !== 'constant') throw unreadLayer(at, `with an input ${position} that is no constant`);
  const { tensor } = value;
  if (tensor.type === 'other' || tensor.type === 'text')
    throw unreadLayer(at, 'with a constant of another type or in another file');
  // Axes below nothing multiply to the right size as well.
  if (tensor.numbers.length !== sizeOfShape(tensor.shape) || tensor.shape.some((axis) => !(axis >= 0)))
    throw invalidModel(at.where, `a constant of ${nameOf(at.node)} has another size than it says`);
  return tensor;
}

/** A constant that has to be there, with finite numbers. */
export function weightsIn(at: NetworkNode, position: number): OnnxTensor {
  const tensor = constantIn(at, position);
  if (tensor === undefined) throw invalidModel(at.where, `${nameOf(at.node)} has no input ${position}`);
  for (let i = 0; i < tensor.numbers.length; i++)
    if (!Number.isFinite(tensor.numbers[i]))
      throw invalidModel(at.where, `a weight of ${nameOf(at.node)} is no finite number`);
  return tensor;
}

export const attribute = ({ node }: NetworkNode, name: string, otherwise: number): number =>
  node.attributes.get(name)?.number ?? otherwise;

export const attributeList = ({ node }: NetworkNode, name: string): number[] | undefined => {
  const found = node.attributes.get(name)?.numbers;
  return found === undefined ? undefined : Array.from(found);
};
