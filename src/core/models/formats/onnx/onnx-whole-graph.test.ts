import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConstantSpec,
  classifierStump,
  type GraphSpec,
  type NodeSpec,
  onnxFile,
  stump,
} from '../../../../../test/support/explain/onnx-file.js';
import { hasShared, sharedCsv, sharedJson, sharedPath } from '../../../../../test/support/shared.js';
import { matrixFromRows, readModel } from '../../index.js';

const FLOAT = 1;
const graph = (nodes: readonly NodeSpec[], constants: Record<string, ConstantSpec> = {}): GraphSpec => ({
  nodes,
  constants,
  inputs: { X: [FLOAT, 2] },
  outputs: { Y: FLOAT },
});
const published = (spec: GraphSpec, rows: readonly (readonly number[])[]): number[] =>
  Array.from(readModel(onnxFile(spec), { name: 'g.onnx' }).predictLinked(matrixFromRows(rows)));
const ROWS = [
  [2.7, 0],
  [1, 1],
  [3.2, 0.4],
];
const TREE = stump('X', 's', { threshold: 2.5, below: 1, above: 4 });
const one = (value: number): ConstantSpec => ({ shape: [1], floats: [value] });
const node = (op: string, inputs: string[], outputs: string[], attributes: NodeSpec['attributes'] = {}): NodeSpec => ({
  op,
  inputs,
  outputs,
  attributes,
});

describe('a whole ONNX graph', () => {
  it('is read to its end: a negative behind a tree negates its scores', () => {
    expect(published(graph([TREE, node('Neg', ['s'], ['Y'])]), ROWS)).toEqual([-4, -1, -4]);
  });

  it('casts to whole numbers before a tree, as the runtime does', () => {
    const cast = [node('Cast', ['X'], ['i'], { to: 7 }), node('Cast', ['i'], ['f'], { to: 1 })];
    const spec = graph([...cast, stump('f', 'Y', { threshold: 2.5, below: 1, above: 4 })]);
    // By onnxruntime: 2.7 becomes 2.
    expect(published(spec, ROWS)).toEqual([1, 1, 4]);
    expect(() => published(spec, [[Number.NaN, 0]])).toThrow(/no rule for missing values/);
  });

  it('folds sums and products of the raw score and one link into the model', () => {
    const spec = graph(
      [TREE, node('Mul', ['two', 's'], ['t']), node('Add', ['t', 'half'], ['u']), node('Exp', ['u'], ['Y'])],
      { two: one(2), half: one(0.5) },
    );
    const model = readModel(onnxFile(spec));
    expect([model.kind, model.link]).toEqual(['tree-ensemble', 'log']);
    expect(Array.from(model.predictRaw(matrixFromRows(ROWS)))).toEqual([8.5, 2.5, 8.5]);
  });

  it('knows a sigmoid that is spelt out, with the probability of the other class beside it', () => {
    const spec = graph(
      [
        TREE,
        node('Mul', ['s', 'slope'], ['a']),
        node('Exp', ['a'], ['e']),
        node('Add', ['unit', 'e'], ['d']),
        node('Div', ['unit', 'd'], ['p']),
        node('Sub', ['unit', 'p'], ['q']),
        node('Concat', ['q', 'p'], ['both'], { axis: 1 }),
        node('Sum', ['both'], ['sum']),
        node('Div', ['sum', 'unit'], ['Y']),
      ],
      { slope: one(-0.5), unit: one(1) },
    );
    const model = readModel(onnxFile(spec));
    expect([model.link, model.numOutputs]).toEqual(['logit', 1]);
    expect(Array.from(model.predictRaw(matrixFromRows(ROWS)))).toEqual([2, 0.5, 2]);
  });

  it('takes the probability for the score where raw scores are published beside it', () => {
    const spec: GraphSpec = { ...graph([TREE, node('Sigmoid', ['s'], ['p'])]), outputs: { s: FLOAT, p: FLOAT } };
    expect(readModel(onnxFile(spec)).link).toBe('logit');
  });

  // Numbers by onnxruntime 1.32.
  it.each([
    [
      'all weights positive: the other class has one minus the score',
      { below: 0.25, above: 0.75 },
      'identity',
      [0.75, 0.25],
    ],
    [
      'LOGISTIC of positive weights is a sigmoid all the same',
      { below: 1, above: 2, post: 'LOGISTIC' },
      'logit',
      [0.8807970779778823, 0.7310585786300049],
    ],
    ['mixed weights: the other class has the negative', { below: -1, above: 2 }, 'identity', [2, -1]],
  ] as const)('of a classifier with one score for two classes, %s', (_, leaves, link, expected) => {
    const model = readModel(onnxFile(graph([classifierStump('X', ['label', 'Y'], leaves)])));
    expect([model.link, model.numOutputs]).toEqual([link, 1]);
    expect(
      Array.from(
        model.predictLinked(
          matrixFromRows([
            [1, 0],
            [-1, 0],
          ]),
        ),
      ),
    ).toEqual(expected);
  });
});

const refused: readonly (readonly [string, readonly NodeSpec[], RegExp])[] = [
  [
    'a second predictor beside',
    [TREE, stump('X', 't', { threshold: 0, below: 0, above: 1 }), node('Sum', ['s', 't'], ['Y'])],
    /uses Sum of several scores/,
  ],
  [
    'a predictor behind a predictor',
    [stump('X', 's', { threshold: 0, below: 0, above: 1 }), stump('s', 'Y', { threshold: 0, below: 0, above: 1 })],
    /TreeEnsembleRegressor behind a predictor/,
  ],
  [
    'two predictors joined',
    [TREE, stump('X', 't', { threshold: 0, below: 0, above: 1 }), node('Concat', ['s', 't'], ['Y'], { axis: 1 })],
    /Concat of several predictors/,
  ],
  [
    'a second link',
    [TREE, node('Sigmoid', ['s'], ['p']), node('Exp', ['p'], ['Y'])],
    /Exp behind a score that is published as logit/,
  ],
  [
    'a sum behind a link',
    [TREE, node('Sigmoid', ['s'], ['p']), node('Add', ['p', 'half'], ['Y'])],
    /Add behind a score that is published as logit/,
  ],
  [
    'an operator that is not known',
    [TREE, { ...node('Relu', ['s'], ['Y']), name: 'cut at 0' }],
    /uses Relu "cut at 0", which is not read natively/,
  ],
  [
    'an operator of another domain',
    [{ ...TREE, domain: 'com.example' }, node('Identity', ['s'], ['Y'])],
    /TreeEnsembleRegressor of com\.example/,
  ],
  [
    'an attribute that is not known',
    [{ ...TREE, attributes: { ...TREE.attributes, extra_weights: [1] } }, node('Identity', ['s'], ['Y'])],
    /with the attribute extra_weights/,
  ],
  [
    'the label of a classifier as a number',
    [classifierStump('X', ['l', 'p'], { below: 0.2, above: 0.6 }), node('Cast', ['l'], ['Y'], { to: 1 })],
    /uses Cast on "l"/,
  ],
  [
    'a score cast to whole numbers',
    [TREE, node('Cast', ['s'], ['i'], { to: 7 }), node('Cast', ['i'], ['Y'], { to: 1 })],
    /Cast of a score to int/,
  ],
  ['no predictor at all', [node('Identity', ['X'], ['Y'])], /no tree ensemble or linear predictor/],
  ['rows joined to columns', [TREE, node('Concat', ['s', 's'], ['Y'], { axis: 0 })], /Concat of scores/],
  [
    'the smallest of the trees',
    [{ ...TREE, attributes: { ...TREE.attributes, aggregate_function: 'MIN' } }, node('Identity', ['s'], ['Y'])],
    /aggregate_function MIN/,
  ],
  [
    'a transform that the runtime leaves out',
    [{ ...TREE, attributes: { ...TREE.attributes, post_transform: 'LOGISTIC' } }, node('Identity', ['s'], ['Y'])],
    /post_transform LOGISTIC of one score/,
  ],
];

describe('an ONNX graph that is not read whole', () => {
  it.each(refused)('is refused: %s', (_, nodes, message) => {
    expect(() => readModel(onnxFile(graph(nodes, { half: one(0.5) })))).toThrow(message);
  });

  it('is refused with several scores of which none rests on the other', () => {
    const other = stump('X', 't', { threshold: 0, below: 0, above: 1 });
    const spec: GraphSpec = { ...graph([TREE, other]), outputs: { s: FLOAT, t: FLOAT } };
    expect(() => readModel(onnxFile(spec))).toThrow(/publishes several scores/);
  });
});

/** What each node of a random chain does to a number; null ends in a refusal at the latest. */
const STEPS: Readonly<Record<string, (x: number, c: number) => number>> = {
  Identity: (x) => x,
  Neg: (x) => -x,
  Add: (x, c) => x + c,
  Sub: (x, c) => x - c,
  Mul: (x, c) => x * c,
  Div: (x, c) => x / c,
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Exp: Math.exp,
  Relu: (x) => Math.max(0, x),
  Tanh: Math.tanh,
  Abs: Math.abs,
  Reciprocal: (x) => 1 / x,
  Floor: Math.floor,
};
const WITH_CONSTANT = new Set(['Add', 'Sub', 'Mul', 'Div']);

describe('a chain of any nodes behind a tree', () => {
  const step = fc.record({
    op: fc.constantFrom(...Object.keys(STEPS)),
    number: fc.constantFrom(-2, -1, 0.5, 1, 3),
  });
  it('is refused, or predicts what the nodes compute', () => {
    let read = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), (steps) => {
        const nodes = steps.map(({ op }, i) =>
          node(op, WITH_CONSTANT.has(op) ? [`v${i}`, `c${i}`] : [`v${i}`], [`v${i + 1}`]),
        );
        const constants = Object.fromEntries(steps.map(({ number }, i) => [`c${i}`, one(number)]));
        const tree = stump('X', 'v0', { threshold: 2.5, below: 1, above: 4 });
        const spec: GraphSpec = { ...graph([tree, ...nodes], constants), outputs: { [`v${steps.length}`]: FLOAT } };
        let got: number[];
        try {
          got = published(spec, ROWS);
        } catch (error) {
          expect(String(error)).toMatch(/not read natively/);
          return;
        }
        read++;
        [4, 1, 4].forEach((leaf, r) => {
          const want = steps.reduce((x, { op, number }) => STEPS[op]!(x, number), leaf);
          expect(Math.abs(got[r]! - want)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(want)));
        });
      }),
      { numRuns: 500, seed: 9 },
    );
    expect(read).toBeGreaterThan(50);
  });
});

/** Which of the foreign graphs that were once read wrong are read now; the others are refused by name. */
const READ = new Map([
  ['cast-int-then-tree.onnx', 'tree-ensemble'],
  ['tree-then-neg.onnx', 'tree-ensemble'],
  ['ct-ordinal-rf.onnx', 'tree-ensemble'],
  ['gbc-bin.onnx', 'tree-ensemble'],
  ['impute-median-scale-lr.onnx', 'additive'],
  ['ct-ohe-mlp-zipmap.onnx', 'network'],
]);

describe.skipIf(!hasShared)('graphs of other programs that were once read wrong', () => {
  const folder = 'reference/defects/explain';
  const files = hasShared ? readdirSync(sharedPath(folder)).filter((name) => name.endsWith('.onnx')) : [];
  it.each(files)('%s predicts what onnxruntime predicts, or is refused', (name) => {
    const bytes = readFileSync(sharedPath(`${folder}/${name}`));
    if (!READ.has(name)) return expect(() => readModel(bytes)).toThrow(/not read natively/);
    const model = readModel(bytes);
    expect(model.kind).toBe(READ.get(name));
    const stem = name.replace(/\.onnx$/, '');
    const isTiny = stem === 'cast-int-then-tree' || stem === 'tree-then-neg';
    const records = sharedCsv(`${folder}/${isTiny ? 'tiny' : stem}.csv`);
    const tiny: Record<string, number[]> = { 'cast-int-then-tree': [1, 1, 4], 'tree-then-neg': [-4, -1, -4] };
    const wanted = tiny[stem] ?? sharedJson<{ onnxruntime: number[] }>(`${folder}/${stem}.expected.json`).onnxruntime;
    const names = Object.keys(records[0]!);
    const rows = records.map((record) =>
      model.features.map((feature, j) => {
        const cell = record[feature.name] ?? record[feature.name.replaceAll('_', '-')] ?? record[names[j]!]!;
        if (feature.categories !== undefined) return feature.categories.indexOf(cell);
        return cell === '' ? null : Number(cell);
      }),
    );
    const got = model.predictLinked(matrixFromRows(rows));
    wanted.forEach((score, r) => {
      if (score !== null) expect(Math.abs(got[r]! - score)).toBeLessThan(4e-6);
    });
  });
});
