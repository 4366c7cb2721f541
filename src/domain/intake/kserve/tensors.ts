import { counted } from '../../../core/base/counted.js';
import { IntakeFault } from '../fault.js';
import { MAX_ROWS } from '../limits.js';

/** The rows of one message. `at` gives the value of a name, or without a name the only value; `row` gives all names with values. */
export interface RowTable {
  readonly n: number;
  at(i: number, name: string | null): unknown;
  row(i: number): Readonly<Record<string, unknown>>;
  /** `parameters` of the request or response, Open Inference Protocol only. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly modelVersion: string | null;
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fault = (message: string): IntakeFault => new IntakeFault('RECORD_FIELD_INVALID', message);

/**
 * Reads the rows of a body in the form of TensorFlow Serving (V1: `instances`, `predictions`) or of the Open Inference Protocol (V2:
 * `inputs`, `outputs`). Throws `IntakeFault` for anything else.
 */
export function readRows(body: unknown, part: 'request' | 'response'): RowTable {
  if (!isObject(body)) throw fault(`the ${part} is no JSON object`);
  const [v1, v2] = part === 'request' ? ['instances', 'inputs'] : ['predictions', 'outputs'];
  if (Array.isArray(body[v1!])) return listRows(body[v1!] as unknown[], v1!);
  const tensors = body[v2!];
  if (Array.isArray(tensors)) return tensorRows(tensors, body, v2!);
  throw fault(`the ${part} has neither a list "${v1}" (V1) nor tensors "${v2}" (Open Inference Protocol V2)`);
}

function listRows(list: readonly unknown[], where: string): RowTable {
  demandCount(list.length, where);
  return {
    n: list.length,
    at: (i, name) => {
      const item = list[i];
      return name === null ? item : isObject(item) && Object.hasOwn(item, name) ? item[name] : undefined;
    },
    row: (i) => {
      const item = list[i];
      return isObject(item) ? item : { input: item };
    },
    parameters: {},
    modelVersion: null,
  };
}

interface Tensor {
  readonly name: string;
  readonly data: readonly unknown[];
  readonly stride: number;
}

function tensorRows(list: readonly unknown[], body: JsonObject, where: string): RowTable {
  const tensors = new Map<string, Tensor>();
  let n: number | null = null;
  for (const item of list) {
    const { tensor, rows } = readTensor(item, where);
    if (tensors.has(tensor.name)) throw fault(`two tensors of "${where}" have the same name`);
    if (n !== null && rows !== n) throw fault(`the tensors of "${where}" differ in their number of rows`);
    n = rows;
    tensors.set(tensor.name, tensor);
  }
  demandCount(n ?? 0, where);
  const only = tensors.size === 1 ? [...tensors.values()][0] : undefined;
  const at = (i: number, name: string | null): unknown => {
    const tensor = name === null ? only : tensors.get(name);
    return tensor === undefined ? undefined : rowOf(tensor, i);
  };
  return {
    n: n ?? 0,
    at,
    row: (i) => Object.fromEntries([...tensors.values()].map((tensor) => [tensor.name, rowOf(tensor, i)])),
    parameters: isObject(body.parameters) ? body.parameters : {},
    modelVersion: typeof body.model_version === 'string' ? body.model_version : null,
  };
}

/** The value of a row: a scalar for tensors of one number a row, otherwise the numbers of the row in order. */
const rowOf = ({ data, stride }: Tensor, i: number): unknown =>
  stride === 1 ? data[i] : data.slice(i * stride, (i + 1) * stride);

function readTensor(value: unknown, where: string): { tensor: Tensor; rows: number } {
  const { name, shape, data } = isObject(value) ? value : {};
  if (typeof name !== 'string' || name === '') throw fault(`a tensor of "${where}" has no name`);
  if (!Array.isArray(shape) || shape.length === 0 || !shape.every((d) => Number.isSafeInteger(d) && d >= 0)) {
    throw fault(`a tensor of "${where}" has no usable shape`);
  }
  if (!Array.isArray(data)) throw fault(`a tensor of "${where}" has no "data"; binary tensors are not read: log JSON`);
  // The protocol allows both the flat and the nested form.
  const flat: unknown[] = data.some(Array.isArray) ? data.flat(shape.length) : data;
  const [rows, ...rest] = shape as [number, ...number[]];
  const stride = rest.reduce((product, d) => product * d, 1);
  if (rows * stride !== flat.length) {
    throw fault(`a tensor of "${where}" has ${counted(flat.length, 'value')} where its shape says ${rows * stride}`);
  }
  return { tensor: { name, data: flat, stride }, rows };
}

function demandCount(n: number, where: string): void {
  if (n >= 1 && n <= MAX_ROWS) return;
  throw fault(n === 0 ? `"${where}" is empty` : `"${where}" has ${counted(n, 'row')}, at most ${MAX_ROWS} are taken`);
}
