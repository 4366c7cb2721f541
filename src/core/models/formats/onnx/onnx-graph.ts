import { invalidModel } from '../../decode/limits.js';
import {
  entries,
  integers,
  lastEntry,
  lastText,
  lastVarint,
  type Message,
  type NumberList,
  readMessage,
  reals,
  texts,
  type WireSource,
  wireSource,
} from '../../decode/protobuf-message.js';
import { readBudget, spend } from '../../decode/read-budget.js';

/** Element type of a tensor; `other` are types that no reader here computes with, `unknown` is a type that the file leaves out. */
export type ElementType = 'float' | 'double' | 'int' | 'bool' | 'text' | 'other' | 'unknown';

/** The part of ONNX's messages that scikit-learn style graphs use (onnx.proto, IR version 3 and later). */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxInput[];
  readonly outputs: readonly OnnxOutput[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  /** Version of ONNX's own operators; 0 where the file does not say. */
  readonly opset: number;
}

export interface OnnxNode {
  readonly op: string;
  readonly name: string;
  /** Domain of the operator; empty for ONNX's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxInput {
  readonly name: string;
  readonly type: ElementType;
  /** Sizes of the axes, null where the file leaves one open; null as a whole when the file gives no shape. */
  readonly axes: readonly (number | null)[] | null;
}

export interface OnnxOutput {
  readonly name: string;
  /** Element type of the output; `maps` comes from ZipMap: one map from label to score per row. */
  readonly type: ElementType | 'maps';
}

export interface OnnxAttribute {
  readonly number: number;
  readonly text: string;
  readonly numbers: NumberList;
  readonly texts: readonly string[];
  /** Set where the attribute is a tensor. */
  readonly tensor: OnnxTensor | null;
}

export interface OnnxTensor {
  readonly type: ElementType;
  /** Set for numbers of 16 bits, whose type is `other`: only networks compute with them. */
  readonly isHalf?: true;
  /** Set for whole numbers of 8 bits, whose type is `other`: only as weights that a network multiplies out are they read. */
  readonly isByte?: true;
  readonly shape: readonly number[];
  readonly numbers: NumberList;
  readonly texts: readonly string[];
}

/** Numbers of TensorProto.DataType. */
const TYPES: ReadonlyMap<number, ElementType> = new Map([
  [1, 'float'],
  [6, 'int'],
  [7, 'int'],
  [8, 'text'],
  [9, 'bool'],
  [11, 'double'],
]);
const [UINT8, INT8, INT32] = [2, 3, 6];
/** Number of TensorProto.DataType for numbers of 16 bits (IEEE 754 binary16). */
export const HALF = 10;

export const elementType = (code: number | undefined): ElementType =>
  code === undefined ? 'unknown' : (TYPES.get(code) ?? 'other');

/** Reads a ModelProto. Throws MODEL_INVALID when it is not one. */
export function parseOnnx(bytes: Uint8Array, where: string): OnnxGraph {
  const source = wireSource(readBudget(bytes.length, where));
  const model = readMessage(bytes, source);
  const graphBytes = lastEntry(model, 7);
  if (graphBytes === undefined) throw invalidModel(where, 'has no graph');
  const graph = readMessage(graphBytes, source);
  return {
    opset: opsetOf(model, source),
    nodes: entries(graph, 1).map((node) => parseNode(node, source)),
    initializers: new Map(
      entries(graph, 5).map((entry) => {
        const tensor = readMessage(entry, source);
        return [lastText(tensor, 8), parseTensor(tensor)];
      }),
    ),
    inputs: entries(graph, 11).map((value) => parseInput(value, source)),
    outputs: entries(graph, 12).map((value) => parseOutput(value, source)),
  };
}

function opsetOf(model: Message, source: WireSource): number {
  const sets = entries(model, 8).map((entry) => readMessage(entry, source));
  const own = sets.find((set) => ['', 'ai.onnx'].includes(lastText(set, 1)));
  return own === undefined ? 0 : (lastVarint(own, 2) ?? 0);
}

function parseNode(bytes: Uint8Array, source: WireSource): OnnxNode {
  const node = readMessage(bytes, source);
  return {
    op: lastText(node, 4),
    name: lastText(node, 3),
    domain: lastText(node, 7),
    inputs: texts(node, 1),
    outputs: texts(node, 2),
    attributes: new Map(entries(node, 5).map((attribute) => parseAttribute(attribute, source))),
  };
}

function parseAttribute(bytes: Uint8Array, source: WireSource): [string, OnnxAttribute] {
  const fields = readMessage(bytes, source);
  const tensorBytes = lastEntry(fields, 5);
  const tensor = tensorBytes === undefined ? null : parseTensor(readMessage(tensorBytes, source));
  const floats = reals(fields, 7, 4);
  const attribute: OnnxAttribute = {
    number: reals(fields, 2, 4)[0] ?? lastVarint(fields, 3) ?? Number.NaN,
    text: lastText(fields, 4),
    numbers: tensor?.numbers ?? (floats.length > 0 ? floats : integers(fields, 8)),
    texts: tensor !== null && tensor.texts.length > 0 ? tensor.texts : texts(fields, 9),
    tensor,
  };
  return [lastText(fields, 1), attribute];
}

/** Value of TensorProto.data_location for a tensor whose numbers stand in another file. */
const EXTERNAL = 1;

function parseTensor(tensor: Message): OnnxTensor {
  const raw = lastEntry(tensor, 9);
  const code = lastVarint(tensor, 2);
  const type = lastVarint(tensor, 14) === EXTERNAL ? 'other' : elementType(code);
  const shape = Array.from(integers(tensor, 1));
  const isRaw = raw !== undefined;
  const plain = (numbers: NumberList): OnnxTensor => ({ type, shape, numbers, texts: [] });
  switch (type) {
    case 'float':
      return plain(reals(tensor, isRaw ? 9 : 4, 4));
    case 'double':
      return plain(reals(tensor, isRaw ? 9 : 10, 8));
    case 'int':
      if (code === INT32) return plain(isRaw ? rawIntegers(raw, 4, tensor) : integers(tensor, 5));
      return plain(isRaw ? rawIntegers(raw, 8, tensor) : integers(tensor, 7));
    case 'bool':
      return plain(isRaw ? Float64Array.from(raw) : integers(tensor, 5));
    case 'text':
      return { type, shape, numbers: new Float64Array(0), texts: texts(tensor, 6) };
    default:
      return smallTensor(tensor, { raw, code, shape });
  }
}

/** A tensor of numbers of 8 or 16 bits, which only networks compute with; of any other type its numbers are not read. */
function smallTensor(
  tensor: Message,
  {
    raw,
    code,
    shape,
  }: { readonly raw: Uint8Array | undefined; readonly code: number | undefined; readonly shape: number[] },
): OnnxTensor {
  const of = (numbers: NumberList): OnnxTensor => ({ type: 'other', shape, numbers, texts: [] });
  if (lastVarint(tensor, 14) === EXTERNAL) return of(new Float64Array(0));
  if (code === INT8 || code === UINT8) return { ...of(byteNumbers(raw, code === INT8, tensor)), isByte: true };
  return code === HALF ? { ...of(halves(raw, tensor)), isHalf: true } : of(new Float64Array(0));
}

/** Whole numbers of 8 bits, which stand as bytes or in a list. */
function byteNumbers(raw: Uint8Array | undefined, isSigned: boolean, tensor: Message): NumberList {
  if (raw === undefined) return integers(tensor, 5);
  spend(tensor.source.budget, 8 * raw.length);
  return Float64Array.from(raw, (byte) => (isSigned && byte > 127 ? byte - 256 : byte));
}

/** Numbers of 16 bits, which stand as bytes or as the bit patterns of whole numbers. */
function halves(raw: Uint8Array | undefined, tensor: Message): NumberList {
  if (raw === undefined) return Float64Array.from(integers(tensor, 5), halfOf);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const numbers = Math.floor(raw.length / 2);
  spend(tensor.source.budget, 8 * numbers);
  return Float64Array.from({ length: numbers }, (_, i) => halfOf(view.getUint16(2 * i, true)));
}

/** The number of a bit pattern of IEEE 754 binary16: 5 bits of exponent, 10 of the fraction. */
function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function rawIntegers(bytes: Uint8Array, size: 4 | 8, { source }: Message): NumberList {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = Math.floor(bytes.length / size);
  spend(source.budget, size * numbers);
  const out = size === 4 ? new Int32Array(numbers) : new Float64Array(numbers);
  for (let i = 0; i < numbers; i++)
    out[i] = size === 4 ? view.getInt32(i * 4, true) : Number(view.getBigInt64(i * 8, true));
  return out;
}

const inside = (parent: Message | null, number: number): Message | null => {
  const entry = parent === null ? undefined : lastEntry(parent, number);
  return entry === undefined || parent === null ? null : readMessage(entry, parent.source);
};

/** Reads a ValueInfoProto, whose TypeProto holds a tensor (1), a sequence (4) or a map (5). */
function parseInput(bytes: Uint8Array, source: WireSource): OnnxInput {
  const value = readMessage(bytes, source);
  const type = inside(value, 2);
  const tensor = inside(type, 1);
  const shape = inside(tensor, 2);
  const axes = shape === null ? null : entries(shape, 1).map((axis) => sizeOf(readMessage(axis, source)));
  if (type !== null && tensor === null) return { name: lastText(value, 1), type: 'other', axes: null };
  return { name: lastText(value, 1), type: elementType(tensor === null ? undefined : lastVarint(tensor, 1)), axes };
}

function sizeOf(axis: Message): number | null {
  const size = lastVarint(axis, 1);
  return size === undefined || size < 1 ? null : size;
}

function parseOutput(bytes: Uint8Array, source: WireSource): OnnxOutput {
  const value = readMessage(bytes, source);
  const type = inside(value, 2);
  const name = lastText(value, 1);
  if (type === null) return { name, type: 'unknown' };
  if (inside(type, 4) !== null) return { name, type: 'maps' };
  const tensor = inside(type, 1);
  return { name, type: tensor === null ? 'other' : elementType(lastVarint(tensor, 1)) };
}
