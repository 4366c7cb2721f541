/** Writes small ONNX graphs: the few messages of onnx.proto that a graph of scores needs. */

type Attribute = number | string | readonly number[] | readonly string[] | { readonly whole: readonly number[] };

export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly domain?: string;
  readonly name?: string;
  /** Numbers with a fraction are written as floats, lists of numbers as floats unless `{ whole: [...] }`. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface ConstantSpec {
  readonly shape: readonly number[];
  readonly floats?: readonly number[];
  readonly doubles?: readonly number[];
  readonly whole?: readonly number[];
  /** Whole numbers of 8 bits with a sign. */
  readonly bytes?: readonly number[];
}

export interface GraphSpec {
  readonly nodes: readonly NodeSpec[];
  /** Type code of every input (1 float, 7 int64, 8 text, 11 double) and its columns. */
  readonly inputs: Readonly<Record<string, readonly [type: number, columns: number]>>;
  /** Type code of every output. */
  readonly outputs: Readonly<Record<string, number>>;
  readonly constants?: Readonly<Record<string, ConstantSpec>>;
}

const varint = (value: number): number[] => {
  const out: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  for (; left >= 128n; left >>= 7n) out.push(Number(left & 127n) | 128);
  return [...out, Number(left)];
};
const bytes = (number: number, payload: readonly number[]): number[] => [
  ...varint(number * 8 + 2),
  ...varint(payload.length),
  ...payload,
];
const text = (number: number, value: string): number[] => bytes(number, Array.from(new TextEncoder().encode(value)));
const whole = (number: number, value: number): number[] => [...varint(number * 8), ...varint(value)];
const reals = (values: readonly number[], double: boolean): number[] =>
  Array.from(new Uint8Array(double ? Float64Array.from(values).buffer : Float32Array.from(values).buffer));

function attribute(name: string, value: Attribute): number[] {
  const named = text(1, name);
  if (typeof value === 'string') return bytes(5, [...named, ...text(4, value)]);
  if (typeof value === 'number') {
    const isWhole = Number.isInteger(value);
    return bytes(5, [...named, ...(isWhole ? whole(3, value) : [...varint(2 * 8 + 5), ...reals([value], false)])]);
  }
  if ('whole' in value) return bytes(5, [...named, ...bytes(8, value.whole.flatMap(varint))]);
  if (value.length > 0 && typeof value[0] === 'string')
    return bytes(5, [...named, ...(value as readonly string[]).flatMap((each) => text(9, each))]);
  return bytes(5, [...named, ...bytes(7, reals(value as readonly number[], false))]);
}

const node = (spec: NodeSpec): number[] =>
  bytes(1, [
    ...spec.inputs.flatMap((name) => text(1, name)),
    ...spec.outputs.flatMap((name) => text(2, name)),
    ...(spec.name === undefined ? [] : text(3, spec.name)),
    ...text(4, spec.op),
    ...Object.entries(spec.attributes ?? {}).flatMap(([name, value]) => attribute(name, value)),
    ...(spec.domain === undefined ? [] : text(7, spec.domain)),
  ]);

function constant(name: string, { shape, floats, doubles, whole: integers, bytes: small }: ConstantSpec): number[] {
  const [type, raw] =
    floats !== undefined
      ? [1, reals(floats, false)]
      : doubles !== undefined
        ? [11, reals(doubles, true)]
        : small !== undefined
          ? [3, small.map((number) => number & 255)]
          : [7, Array.from(new Uint8Array(BigInt64Array.from(integers ?? [], BigInt).buffer))];
  return bytes(5, [...bytes(1, shape.flatMap(varint)), ...whole(2, type), ...text(8, name), ...bytes(9, raw)]);
}

const value = (field: number, name: string, type: number, columns: number | null): number[] => {
  const axis = (size: number | null): number[] => bytes(1, size === null ? [] : whole(1, size));
  const shape = columns === null ? [] : bytes(2, [...axis(null), ...axis(columns)]);
  return bytes(field, [...text(1, name), ...bytes(2, bytes(1, [...whole(1, type), ...shape]))]);
};

/** A ModelProto. */
export function onnxFile(graph: GraphSpec): Uint8Array {
  return Uint8Array.from([
    ...whole(1, 8),
    ...bytes(7, [
      ...graph.nodes.flatMap(node),
      ...text(2, 'graph'),
      ...Object.entries(graph.constants ?? {}).flatMap(([name, spec]) => constant(name, spec)),
      ...Object.entries(graph.inputs).flatMap(([name, [type, columns]]) => value(11, name, type, columns)),
      ...Object.entries(graph.outputs).flatMap(([name, type]) => value(12, name, type, null)),
    ]),
  ]);
}

/** A stump on column 0: `below` at most the threshold, `above` beyond. */
export const stump = (
  input: string,
  output: string,
  leaves: { readonly threshold: number; readonly below: number; readonly above: number },
): NodeSpec => ({
  op: 'TreeEnsembleRegressor',
  domain: 'ai.onnx.ml',
  inputs: [input],
  outputs: [output],
  attributes: {
    ...stumpNodes(leaves.threshold),
    target_treeids: { whole: [0, 0] },
    target_nodeids: { whole: [1, 2] },
    target_ids: { whole: [0, 0] },
    target_weights: [leaves.below, leaves.above],
    n_targets: 1,
  },
});

/** The same as a classifier of two classes. */
export const classifierStump = (
  input: string,
  outputs: readonly [string, string],
  leaves: { readonly below: number; readonly above: number; readonly post?: string },
): NodeSpec => ({
  op: 'TreeEnsembleClassifier',
  domain: 'ai.onnx.ml',
  inputs: [input],
  outputs,
  attributes: {
    ...stumpNodes(0),
    class_treeids: { whole: [0, 0] },
    class_nodeids: { whole: [1, 2] },
    class_ids: { whole: [0, 0] },
    class_weights: [leaves.below, leaves.above],
    classlabels_int64s: { whole: [0, 1] },
    post_transform: leaves.post ?? 'NONE',
  },
});

const stumpNodes = (threshold: number): Record<string, Attribute> => ({
  nodes_treeids: { whole: [0, 0, 0] },
  nodes_nodeids: { whole: [0, 1, 2] },
  nodes_featureids: { whole: [0, 0, 0] },
  nodes_modes: ['BRANCH_LEQ', 'LEAF', 'LEAF'],
  nodes_values: [threshold, 0, 0],
  nodes_truenodeids: { whole: [1, 0, 0] },
  nodes_falsenodeids: { whole: [2, 0, 0] },
});
