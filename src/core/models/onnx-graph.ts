import { invalidModel } from './limits.js';
import { doublesOf, floatsOf, integersOf, textOf, type WireField, wireFields } from './protobuf.js';

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
  readonly numbers: Float64Array;
  readonly texts: readonly string[];
}

export interface OnnxTensor {
  readonly numbers: Float64Array;
  readonly texts: readonly string[];
}

/** TensorProto.DataType */
const TYPE = { float: 1, int32: 6, int64: 7, text: 8, double: 11 } as const;

type Fields = ReadonlyMap<number, readonly WireField[]>;

function group(bytes: Uint8Array, where: string): Fields {
  const fields = new Map<number, WireField[]>();
  for (const field of wireFields(bytes, where)) {
    const list = fields.get(field.number);
    if (list === undefined) fields.set(field.number, [field]);
    else list.push(field);
  }
  return fields;
}

const all = (fields: Fields, number: number): readonly WireField[] => fields.get(number) ?? [];
const last = (fields: Fields, number: number): WireField | undefined => all(fields, number).at(-1);
const text = (fields: Fields, number: number): string => {
  const field = last(fields, number);
  return field === undefined ? '' : textOf(field);
};

/** Reads a ModelProto. Throws MODEL_INVALID when it is not one. */
export function parseOnnx(bytes: Uint8Array, where: string): OnnxGraph {
  const graphField = last(group(bytes, where), 7);
  if (graphField?.type !== 2) throw invalidModel(where, 'has no graph');
  const graph = group(graphField.bytes, where);
  return {
    nodes: all(graph, 1).map((field) => parseNode(field.bytes, where)),
    initializers: new Map(
      all(graph, 5).map((field) => {
        const tensor = group(field.bytes, where);
        return [text(tensor, 8), parseTensor(tensor, where)];
      }),
    ),
    inputs: all(graph, 11).map((field) => parseValue(field.bytes, where)),
    outputs: all(graph, 12).map((field) => parseValue(field.bytes, where).name),
  };
}

function parseNode(bytes: Uint8Array, where: string): OnnxNode {
  const fields = group(bytes, where);
  return {
    op: text(fields, 4),
    inputs: all(fields, 1).map(textOf),
    outputs: all(fields, 2).map(textOf),
    attributes: new Map(all(fields, 5).map((field) => parseAttribute(field.bytes, where))),
  };
}

function parseAttribute(bytes: Uint8Array, where: string): [string, OnnxAttribute] {
  const fields = group(bytes, where);
  const tensorField = last(fields, 5);
  const tensor = tensorField === undefined ? null : parseTensor(group(tensorField.bytes, where), where);
  const floats = floatsOf(all(fields, 7));
  const integers = integersOf(all(fields, 8), where);
  const single = floatsOf(all(fields, 2));
  const attribute: OnnxAttribute = {
    number: single[0] ?? last(fields, 3)?.varint ?? Number.NaN,
    text: text(fields, 4),
    numbers: tensor?.numbers ?? (floats.length > 0 ? floats : integers),
    texts: tensor !== null && tensor.texts.length > 0 ? tensor.texts : all(fields, 9).map(textOf),
  };
  return [text(fields, 1), attribute];
}

function parseTensor(fields: Fields, where: string): OnnxTensor {
  const type = last(fields, 2)?.varint;
  const raw = last(fields, 9)?.bytes;
  const none = new Float64Array(0);
  switch (type) {
    case TYPE.float:
      return { numbers: raw === undefined ? floatsOf(all(fields, 4)) : floatsOf(asFields(raw)), texts: [] };
    case TYPE.double:
      return { numbers: raw === undefined ? doublesOf(all(fields, 10)) : doublesOf(asFields(raw)), texts: [] };
    case TYPE.int64:
      return { numbers: raw === undefined ? integersOf(all(fields, 7), where) : rawIntegers(raw, 8), texts: [] };
    case TYPE.int32:
      return { numbers: raw === undefined ? integersOf(all(fields, 5), where) : rawIntegers(raw, 4), texts: [] };
    case TYPE.text:
      return { numbers: none, texts: all(fields, 6).map(textOf) };
    default:
      return { numbers: none, texts: [] };
  }
}

const asFields = (bytes: Uint8Array): WireField[] => [{ number: 0, type: 2, bytes, varint: 0 }];

function rawIntegers(bytes: Uint8Array, size: 4 | 8): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: Math.floor(bytes.length / size) }, (_, i) =>
    size === 4 ? view.getInt32(i * 4, true) : Number(view.getBigInt64(i * 8, true)),
  );
}

function parseValue(bytes: Uint8Array, where: string): OnnxValue {
  const fields = group(bytes, where);
  const inner = (parent: Fields | null, number: number): Fields | null => {
    const field = parent === null ? undefined : last(parent, number);
    return field === undefined ? null : group(field.bytes, where);
  };
  const tensor = inner(inner(fields, 2), 1);
  const shape = inner(tensor, 2);
  const lastDimension = shape === null ? undefined : all(shape, 1).at(-1);
  const columns = lastDimension === undefined ? undefined : last(group(lastDimension.bytes, where), 1)?.varint;
  return {
    name: text(fields, 1),
    isText: tensor !== null && last(tensor, 1)?.varint === TYPE.text,
    columns: columns === undefined || columns < 1 ? null : columns,
  };
}
