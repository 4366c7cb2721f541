import { describe, expect, it } from 'vitest';
import {
  type ConstantSpec,
  type GraphSpec,
  type NodeSpec,
  onnxFile,
  stump,
} from '../../../../../test/support/explain/onnx-file.js';
import { explain } from '../../../explain/index.js';
import { type LinearModel, matrixFromRows, readModel } from '../../index.js';

const FLOAT = 1;
const node = (op: string, inputs: string[], output: string, attributes: NodeSpec['attributes'] = {}): NodeSpec => ({
  op,
  inputs,
  outputs: [output],
  attributes,
  ...(/Imputer|Scaler|Linear|Extractor/.test(op) ? { domain: 'ai.onnx.ml' } : {}),
});
const file = (nodes: readonly NodeSpec[], constants: Record<string, ConstantSpec>): GraphSpec => ({
  nodes,
  constants,
  inputs: { X: [FLOAT, 2] },
  outputs: { Y: FLOAT },
});
const model = (nodes: readonly NodeSpec[], constants: Record<string, ConstantSpec> = {}) =>
  readModel(onnxFile(file(nodes, constants)), { name: 'g.onnx' });
const floats = (shape: readonly number[], ...numbers: number[]): ConstantSpec => ({ shape, floats: numbers });
const regressor = (input: string, ...coefficients: number[]): NodeSpec =>
  node('LinearRegressor', [input], 'Y', { coefficients, intercepts: [0.5] });
const scores = (made: ReturnType<typeof model>, rows: readonly (readonly (number | null)[])[]): number[] =>
  Array.from(made.predictRaw(matrixFromRows(rows)));

/** Components as PCA is exported: less the mean, times a matrix, by the roots of the variances. */
const PCA = [
  node('Sqrt', ['variance'], 'deviation'),
  node('Sub', ['X', 'mean'], 'centred'),
  node('MatMul', ['centred', 'matrix'], 'turned'),
  node('Div', ['turned', 'deviation'], 'Z'),
];
const TURN = {
  mean: floats([2], 1, 2),
  matrix: floats([2, 2], 0.5, -1, 0.25, 2),
  variance: floats([2], 4, 16),
};

describe('principal components in an ONNX graph', () => {
  it('fold into a linear model behind them, with values per input', () => {
    const made = model([...PCA, regressor('Z', 2, 4)], TURN) as LinearModel;
    // 2 (0.5 a + 0.25 b) / 2 + 4 (-a + 2 b) / 4 = -0.5 a + 2.25 b, with a = x - 1 and b = y - 2
    expect(made.kind).toBe('linear');
    expect(Array.from(made.coefficients)).toEqual([-0.5, 2.25]);
    expect(Array.from(made.intercept)).toEqual([0.5 + 0.5 - 4.5]);
    expect(scores(made, [[3, 4]])).toEqual([4]);
  });

  it('stand before a matrix of coefficients as before another predictor', () => {
    const made = model([...PCA, node('MatMul', ['Z', 'w'], 's'), node('Add', ['s', 'b'], 'Y')], {
      ...TURN,
      w: floats([2, 1], 2, 4),
      b: floats([1], 0.5),
    });
    expect([made.kind, ...scores(made, [[3, 4]])]).toEqual(['linear', 4]);
  });

  it('in front of trees are a black box whose scores are those of the graph', () => {
    const made = model([...PCA, stump('Z', 'Y', { threshold: 0.5, below: 1, above: 4 })], TURN);
    // The first component is (0.5 a + 0.25 b) / 2: 0.5 at (2, 4), 0.75 at (3, 4).
    expect([
      made.kind,
      ...scores(made, [
        [2, 4],
        [3, 4],
      ]),
    ]).toEqual(['black-box', 1, 4]);
    const background = matrixFromRows([
      [2, 4],
      [0, 0],
    ]);
    const { values } = explain(made, matrixFromRows([[3, 4]]), { background });
    expect(Array.from(values)).toEqual([2.25, 0.75]);
  });

  it('refuse a matrix of another height, and a second activation', () => {
    expect(() => model([...PCA, regressor('Z', 2, 4)], { ...TURN, matrix: floats([1, 2], 1, 2) })).toThrow(
      /MatMul with a matrix of \[1, 2\] for 2 columns/,
    );
    const network = [node('MatMul', ['X', 'matrix'], 'h'), node('Sigmoid', ['h'], 'a'), regressor('a', 1, 1)];
    expect(() => model(network, TURN)).toThrow(/Sigmoid before the predictor, which is not read natively/);
  });
});

describe('power transforms in an ONNX graph', () => {
  /** Box-Cox as skl2onnx writes it: (x ^ lambda - 1) / lambda, and a logarithm where lambda is 0. */
  const boxCox = [
    node('Div', ['X', 'X'], 'one'),
    node('Log', ['X'], 'log'),
    node('Pow', ['X', 'lambda'], 'power'),
    node('Imputer', ['log'], 'known', { imputed_value_floats: [0], replaced_value_float: Number.NaN }),
    node('Sub', ['power', 'one'], 'less'),
    node('Div', ['less', 'lambda'], 'by'),
    node('Imputer', ['by'], 'finite', { imputed_value_floats: [0], replaced_value_float: Number.POSITIVE_INFINITY }),
    node('Mul', ['known', 'isZero'], 'a'),
    node('Mul', ['finite', 'isOther'], 'b'),
    node('Add', ['b', 'a'], 'Z'),
    regressor('Z', 1, 10),
  ];
  const LAMBDAS = { lambda: floats([2], 2, 0.5), isZero: floats([2], 0, 0), isOther: floats([2], 1, 1) };

  it('are one-input columns: an additive model with exact values', () => {
    const made = model(boxCox, LAMBDAS);
    expect([made.kind, made.acceptsMissing]).toEqual(['additive', false]);
    // (9 - 1) / 2 = 4 and (2 - 1) / 0.5 = 2
    expect(scores(made, [[3, 4]])).toEqual([24.5]);
    expect(() => scores(made, [[3, null]])).toThrow(/no rule for missing values/);
    const { values } = explain(made, matrixFromRows([[3, 4]]), {
      background: matrixFromRows([
        [1, 1],
        [1, 1],
      ]),
    });
    expect(Array.from(values)).toEqual([4, 20]);
  });

  it('choose a side by a comparison of two columns, as Yeo-Johnson does', () => {
    const sides = [
      node('Sub', ['X', 'X'], 'zero'),
      node('Less', ['X', 'zero'], 'isBelow'),
      node('Not', ['isBelow'], 'isAbove'),
      node('Cast', ['isBelow'], 'below', { to: 1 }),
      node('Cast', ['isAbove'], 'above', { to: 1 }),
      node('Mul', ['above', 'X'], 'a'),
      node('Mul', ['below', 'three'], 'b'),
      node('Add', ['a', 'b'], 'Z'),
      regressor('Z', 1, 10),
    ];
    const made = model(sides, { three: floats([1], 3) });
    expect([
      made.kind,
      ...scores(made, [
        [-5, 2],
        [0, -1],
      ]),
    ]).toEqual(['additive', 23.5, 30.5]);
    expect(() => model([node('Not', ['X'], 'Z'), regressor('Z', 1, 1)])).toThrow(/Not on float/);
  });

  it('multiply columns: a power of one input is additive, a product of two is a black box', () => {
    const product = (...at: number[]) =>
      model(
        [
          node('ArrayFeatureExtractor', ['X', 'at'], 'both'),
          node('ReduceProd', ['both', 'axis'], 'Z', { keepdims: 1 }),
          regressor('Z', 2),
        ],
        { at: { shape: [2], whole: at }, axis: { shape: [1], whole: [1] } },
      );
    expect([product(1, 1).kind, ...scores(product(1, 1), [[3, 4]])]).toEqual(['additive', 32.5]);
    expect([product(0, 1).kind, ...scores(product(0, 1), [[3, 4]])]).toEqual(['black-box', 24.5]);
  });
});

describe('a graph of columns that never ends', () => {
  const chain = (length: number, next: (from: string, to: string) => NodeSpec): NodeSpec[] =>
    Array.from({ length }, (_, i) => next(i === 0 ? 'X' : `c${i}`, `c${i + 1}`));

  it('is refused where each step doubles the work of the one before', () => {
    const doubled = (length: number) =>
      model([...chain(length, (from, to) => node('Add', [from, from], to)), regressor(`c${length}`, 1, 1)]);
    expect(scores(doubled(10), [[1, 0]])).toEqual([1024.5]);
    expect(() => doubled(60)).toThrow(/Add on columns that take too much to compute, which is not read natively/);
  });

  it('is refused where a call would nest too deeply', () => {
    const negated = (length: number) =>
      model([...chain(length, (from, to) => node('Neg', [from], to)), regressor(`c${length}`, 1, 1)]);
    expect(scores(negated(400), [[1, 1]])).toEqual([2.5]);
    expect(() => negated(401)).toThrow(/Neg behind more than 400 others/);
  });
});
