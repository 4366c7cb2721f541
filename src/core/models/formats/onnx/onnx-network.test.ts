import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ConstantSpec, type NodeSpec, onnxFile } from '../../../../../test/support/explain/onnx-file.js';
import { bindRows, inputGradients, type Matrix, matrixFromRows, type NetworkModel, readModel } from '../../index.js';

interface Case {
  readonly name: string;
  readonly model: string;
  readonly rows?: number[][];
  readonly people?: [number, number, string][];
  readonly published: number[][];
  readonly slopes?: number[][] | null;
}

const { cases, refused } = JSON.parse(readFileSync(new URL('./testdata/networks.json', import.meta.url), 'utf8')) as {
  cases: Case[];
  refused: { name: string; model: string }[];
};

const read = (base64: string, name: string): NetworkModel =>
  readModel(Buffer.from(base64, 'base64'), { name }) as NetworkModel;

/** Slopes of the last published score, by central differences of the model itself. */
function differences(model: NetworkModel, rows: Matrix): number[][] {
  const step = 1e-6;
  const last = (data: Float64Array): number[] => {
    const published = model.predictLinked({ ...rows, data });
    return Array.from({ length: rows.rows }, (_, r) => published[(r + 1) * model.numOutputs - 1]!);
  };
  const found = Array.from({ length: rows.rows }, () => new Array<number>(rows.columns).fill(0));
  for (let j = 0; j < rows.columns; j++) {
    const moved = (by: number): number[] => last(rows.data.map((x, i) => (i % rows.columns === j ? x + by : x)));
    const [up, down] = [moved(step), moved(-step)];
    found.forEach((row, r) => {
      row[j] = (up[r]! - down[r]!) / (2 * step);
    });
  }
  return found;
}

describe('ONNX networks', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s: scores and slopes of onnxruntime', (name, each) => {
    const model = read(each.model, name);
    expect(model.kind).toBe('network');
    const rows = each.rows
      ? matrixFromRows(each.rows)
      : bindRows(
          model,
          each.people!.map(([age, amount, home]) => ({ age, amount, home })),
          { unseen: 'model' },
        );
    const published = model.predictLinked(rows);
    each.published
      .flatMap((row) => (model.chances === 'second' ? row.slice(1) : row))
      .forEach((score, i) => {
        expect(Math.abs(published[i]! - score), `score ${i}`).toBeLessThan(2e-6 * Math.max(1, Math.abs(score)));
      });
    if (!each.slopes) return;
    differences(model, rows).forEach((row, r) => {
      row.forEach((slope, j) => {
        expect(Math.abs(slope - each.slopes![r]![j]!), `row ${r}, input ${j}`).toBeLessThan(1e-6);
      });
    });
    // The slopes of the raw score against its own differences, where the link is the identity.
    if (model.link !== 'identity') return;
    const { slopes } = inputGradients(model, rows, model.numOutputs - 1);
    each.slopes.flat().forEach((slope, i) => {
      expect(Math.abs(slopes[i]! - slope)).toBeLessThan(1e-8 + 1e-7 * Math.abs(slope));
    });
  });

  it('names the operator that it does not read, and what it reads', () => {
    const [attention, lstm, dynamic] = refused.map((each) => () => read(each.model, each.name));
    expect(attention).toThrow(
      'attention: the graph uses MatMul of two tensors (attention), which is not read natively',
    );
    expect(lstm).toThrow('lstm: the graph uses LSTM as a layer, which is not read natively');
    // Whoever is scored beside a person would move their score.
    expect(dynamic).toThrow(
      'DynamicQuantizeLinear "X_QuantizeLinear" whose scale comes of all rows that are scored at once: a score would depend on who else is asked about, which is not read natively',
    );
  });
});

describe('an ONNX network with weights of 8 bits', () => {
  const scale = { shape: [2], floats: [0.5, 0.25] };
  /** Two inputs times weights that are multiplied out, by a scale and a zero point of each column, and a layer behind. */
  const quantised = (nodes: readonly NodeSpec[] = [], weights = 'W', axis = 1) =>
    onnxFile({
      nodes: [
        { op: 'DequantizeLinear', inputs: ['Q', 's', 'z'], outputs: ['W'], attributes: { axis } },
        ...nodes,
        { op: 'MatMul', inputs: ['x', weights], outputs: ['m'] },
        { op: 'Relu', inputs: ['m'], outputs: ['a'] },
        { op: 'MatMul', inputs: ['a', 'V'], outputs: ['y'] },
      ],
      constants: {
        Q: { shape: [2, 2], bytes: [3, -128, 5, 127] },
        ...{ s: scale, z: { shape: [2], bytes: [1, -1] }, V: { shape: [2, 1], floats: [1, 2] } },
      },
      inputs: { x: [1, 2] },
      outputs: { y: 1 },
    });

  it('is read with the numbers that they stand for', () => {
    // Columns: (3-1)/2 = 1 and (5-1)/2 = 2; (-128+1)/4 = -31.75 and (127+1)/4 = 32.
    const model = readModel(quantised(), { name: 'm' });
    expect(model.kind).toBe('network');
    const rows = matrixFromRows([
      [1, 2],
      [2, 1],
    ]);
    expect(Array.from(model.predictRaw(rows))).toEqual([1 + 4 + 2 * (-31.75 + 64), 2 + 2 + 0]);
    const byRow = readModel(quantised([], 'W', 0), { name: 'm' });
    expect(Array.from(byRow.predictRaw(matrixFromRows([[1, 0]])))).toEqual([1]);
  });

  it('is refused by name where numbers on their way are rounded, or a scale does not fit', () => {
    const rounding = [
      { op: 'QuantizeLinear', inputs: ['x', 's1', 'z1'], outputs: ['q'] },
      { op: 'DequantizeLinear', inputs: ['q', 's1', 'z1'], outputs: ['r'] },
    ];
    const nodes = [
      ...rounding,
      { op: 'MatMul', inputs: ['r', 'W'], outputs: ['y'] },
      { op: 'Relu', inputs: ['y'], outputs: ['k'] },
    ];
    const constants = {
      W: { shape: [2, 1], floats: [1, 2] },
      s1: { shape: [], floats: [0.1] },
      z1: { shape: [], bytes: [0] },
    };
    const bytes = onnxFile({ nodes, constants, inputs: { x: [1, 2] }, outputs: { k: 1 } });
    expect(() => readModel(bytes, { name: 'm' })).toThrow(/QuantizeLinear.*steps have no slopes/);
    expect(() => readModel(quantised([], 'W', 5), { name: 'm' })).toThrow(/scale of another size/);
  });
});

describe('hostile ONNX networks', () => {
  const whole = (...numbers: number[]): ConstantSpec => ({ shape: [numbers.length], whole: numbers });
  const floats = (shape: number[]): ConstantSpec => ({
    shape,
    floats: Array.from({ length: Math.abs(shape.reduce((size, axis) => size * axis, 1)) }, (_, i) => i / 4),
  });
  /** Rows of four numbers times W, one node on `a` that makes `b`, and the sum of `b`. */
  const around = (
    node: Omit<NodeSpec, 'inputs'> & { inputs?: string[] },
    constants: Record<string, ConstantSpec> = {},
  ) =>
    onnxFile({
      nodes: [
        { op: 'MatMul', inputs: ['x', 'W'], outputs: ['m'] },
        { op: 'Relu', inputs: ['m'], outputs: ['a'] },
        { ...node, inputs: ['a', ...(node.inputs ?? []), ...Object.keys(constants)] },
        { op: 'ReduceSum', inputs: ['b', 'ax'], outputs: ['y'], attributes: { keepdims: 1 } },
      ],
      constants: { W: floats([4, 4]), ax: whole(1), ...constants },
      inputs: { x: [1, 4] },
      outputs: { y: 1 },
    });

  it.each<[string, Uint8Array, string]>([
    [
      'parts of which one is below nothing leave room for one that claims all memory',
      around({ op: 'Split', outputs: ['b', 'c'], attributes: { axis: 1 } }, { s: whole(2 ** 31, 4 - 2 ** 31) }),
      'the graph uses Split into 2 parts of 4',
    ],
    [
      'parts of no whole length',
      around({ op: 'Split', outputs: ['b', 'c', 'd'], attributes: { axis: 1 } }),
      'the graph uses Split into 3 parts of 4',
    ],
    [
      'places beyond a row, of which one alone is named',
      around(
        { op: 'Gather', outputs: ['b'], attributes: { axis: 1 } },
        { i: whole(...new Array<number>(1000).fill(7)) },
      ),
      'Gather takes place 7 of 4',
    ],
    [
      'padding by parts of a place',
      around({ op: 'Pad', outputs: ['b'] }, { p: { shape: [4], floats: [0, 0.5, 0, 0.5] } }),
      'the graph uses Pad of rows, or by less than nothing',
    ],
    [
      'axes below nothing, whose product is the right size',
      around({ op: 'Gemm', outputs: ['b'] }, { V: floats([-4, -1]) }),
      'a constant of Gemm has another size than it says',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => readModel(bytes, { name: 'm' })).toThrow(message);
  });

  it('joins no value with itself until memory ends', () => {
    const nodes = Array.from({ length: 40 }, (_, i) => {
      return { op: 'Concat', inputs: [`t${i}`, `t${i}`], outputs: [`t${i + 1}`], attributes: { axis: 1 } };
    });
    const bytes = onnxFile({
      nodes: [{ op: 'MatMul', inputs: ['x', 'W'], outputs: ['t0'] }, ...nodes],
      constants: { W: floats([4, 4]) },
      inputs: { x: [1, 4] },
      outputs: { t40: 1 },
    });
    expect(() => readModel(bytes, { name: 'm' })).toThrow('the number of outputs is 16384, expected 1 to 10000');
  });

  it('reads as many inputs as a model may have', () => {
    const columns = 100_000;
    const bytes = onnxFile({
      nodes: [
        { op: 'Relu', inputs: ['x'], outputs: ['a'] },
        { op: 'ReduceSum', inputs: ['a', 'ax'], outputs: ['y'], attributes: { keepdims: 1 } },
      ],
      constants: { ax: whole(1) },
      inputs: { x: [1, columns] },
      outputs: { y: 1 },
    });
    const data = new Float64Array(columns).fill(1);
    expect(Array.from(readModel(bytes, { name: 'm' }).predictRaw({ data, rows: 1, columns }))).toEqual([columns]);
  });

  it('answers every changed byte with a score or one error, in bounded time', () => {
    const outcomes = { read: 0, refused: 0 };
    for (const { model, name } of cases.filter((each) => each.rows !== undefined).slice(0, 5)) {
      const bytes = Buffer.from(model, 'base64');
      for (let i = 0; i < 120; i++) {
        const copy = Buffer.from(bytes);
        const at = (i * 7919) % copy.length;
        copy[at] = copy[at]! ^ (1 << (i % 8));
        try {
          const read = readModel(copy, { name });
          read.predictRaw(matrixFromRows([new Array<number>(read.featureNames.length).fill(0.5)]));
          outcomes.read++;
        } catch (cause) {
          expect((cause as { code?: string }).code, String(cause)).toMatch(/^(MODEL_INVALID|DATA_VALUE_INVALID)$/);
          outcomes.refused++;
        }
      }
    }
    expect(outcomes.read).toBeGreaterThan(100);
    expect(outcomes.refused).toBeGreaterThan(50);
  });
});
