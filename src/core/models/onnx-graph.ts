import { invalidModel } from './limits.js';
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
} from './protobuf-message.js';
import { readBudget, spend } from './read-budget.js';

/** The part of ONNX's messages that scikit-learn style graphs use (onnx.proto, IR version 3 and later). */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly string[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
}

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxValue {
  readonly name: string;
  readonly isText: boolean;
  /** Columns of a [n, columns] input; null when the file leaves it open. */
  readonly columns: number | null;
}

export interface OnnxAttribute {
  readonly number: number;
  readonly text: string;
  readonly numbers: NumberList;
  readonly texts: readonly string[];
}

export interface OnnxTensor {
  readonly numbers: NumberList;
  readonly texts: readonly string[];
}

/** TensorProto.DataType */
const TYPE = { float: 1, int32: 6, int64: 7, text: 8, double: 11 } as const;

/** Reads a ModelProto. Throws MODEL_INVALID when it is not one. */
export function parseOnnx(bytes: Uint8Array, where: string): OnnxGraph {
  const source = wireSource(readBudget(bytes.length, where));
  const graphBytes = lastEntry(readMessage(bytes, source), 7);
  if (graphBytes === undefined) throw invalidModel(where, 'has no graph');
  const graph = readMessage(graphBytes, source);
  return {
    nodes: entries(graph, 1).map((node) => parseNode(node, source)),
    initializers: new Map(
      entries(graph, 5).map((entry) => {
        const tensor = readMessage(entry, source);
        return [lastText(tensor, 8), parseTensor(tensor)];
      }),
    ),
    inputs: entries(graph, 11).map((value) => parseValue(value, source)),
    outputs: entries(graph, 12).map((value) => parseValue(value, source).name),
  };
}

function parseNode(bytes: Uint8Array, source: WireSource): OnnxNode {
  const node = readMessage(bytes, source);
  return {
    op: lastText(node, 4),
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
  };
  return [lastText(fields, 1), attribute];
}

function parseTensor(tensor: Message): OnnxTensor {
  const raw = lastEntry(tensor, 9);
  const none = new Float64Array(0);
  switch (lastVarint(tensor, 2)) {
    case TYPE.float:
      return { numbers: raw === undefined ? reals(tensor, 4, 4) : reals(tensor, 9, 4), texts: [] };
    case TYPE.double:
      return { numbers: raw === undefined ? reals(tensor, 10, 8) : reals(tensor, 9, 8), texts: [] };
    case TYPE.int64:
      return { numbers: raw === undefined ? integers(tensor, 7) : rawIntegers(raw, 8, tensor), texts: [] };
    case TYPE.int32:
      return { numbers: raw === undefined ? integers(tensor, 5) : rawIntegers(raw, 4, tensor), texts: [] };
    case TYPE.text:
      return { numbers: none, texts: texts(tensor, 6) };
    default:
      return { numbers: none, texts: [] };
  }
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

function parseValue(bytes: Uint8Array, source: WireSource): OnnxValue {
  const value = readMessage(bytes, source);
  const inner = (parent: Message | null, number: number): Message | null => {
    const entry = parent === null ? undefined : lastEntry(parent, number);
    return entry === undefined ? null : readMessage(entry, source);
  };
  const tensor = inner(inner(value, 2), 1);
  const shape = inner(tensor, 2);
  const lastDimension = shape === null ? undefined : lastEntry(shape, 1);
  const columns = lastDimension === undefined ? undefined : lastVarint(readMessage(lastDimension, source), 1);
  return {
    name: lastText(value, 1),
    isText: tensor !== null && lastVarint(tensor, 1) === TYPE.text,
    columns: columns === undefined || columns < 1 ? null : columns,
  };
}
