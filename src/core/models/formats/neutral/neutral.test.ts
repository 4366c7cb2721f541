import { describe, expect, it } from 'vitest';
import { elementwise, matrixFromRows, publishedRange, publishesChances, readModel } from '../../index.js';

const read = (document: unknown) => readModel(new TextEncoder().encode(JSON.stringify(document)), { name: 'm' });

const ADDITIVE = {
  kind: 'additive',
  featureNames: ['age', 'income', 'home'],
  categories: [null, null, ['own', 'rent']],
  numOutputs: 1,
  link: 'identity',
  intercept: [10],
  terms: [
    { feature: 0, shape: 'line', slope: 2 },
    { feature: 1, shape: 'steps', cuts: [100, 200], values: [1, 2, 3], missing: -1 },
    { feature: 2, shape: 'categories', values: [0.5, -0.5], unseen: 0.25, missing: 7 },
  ],
  training: { learner: 'by hand' },
};
const TREE = {
  childrenLeft: [1, -1, -1],
  childrenRight: [2, -1, -1],
  feature: [0, -1, -1],
  threshold: [0, 0, 0],
  value: [0, 1, 2],
  cover: [10, 4, 6],
  missingLeft: [1, 0, 0],
  leftCategories: [[0, 2], null, null],
};
const TREES = {
  kind: 'tree-ensemble',
  featureNames: ['home'],
  categories: [['own', 'rent', 'free']],
  numOutputs: 1,
  baseOffset: [0],
  inputPrecision: 'float64',
  trees: [TREE],
};

describe('neutral JSON', () => {
  it('an additive model sums lines, steps and categories, each with its rule for missing', () => {
    const model = read(ADDITIVE);
    const rows = matrixFromRows([
      [1, 99, 0],
      [1, 100, 1],
      [1, null, -1],
      [1, 1e9, null],
    ]);
    expect([...model.predictRaw(rows)]).toEqual([13.5, 13.5, 11.25, 22]);
    expect(() => model.predictRaw(matrixFromRows([[null, 1, 0]]))).toThrow('column "age" holds a missing value');
  });

  it('an additive model has functions of two inputs, with a place for whatever an input may hold', () => {
    const grid = {
      features: [1, 2],
      shape: 'grid',
      axes: [
        { cuts: [100], missing: 2 },
        { places: [1, 0], unseen: 2 },
      ],
      values: [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
    };
    const model = read({ ...ADDITIVE, terms: [grid] });
    const rows = [
      [0, 99, 0],
      [0, 100, 1],
      [0, 1e9, -1],
      [0, null, 0],
    ];
    expect([...model.predictRaw(matrixFromRows(rows))]).toEqual([12, 14, 16, 18]);
    expect(() => model.predictRaw(matrixFromRows([[0, 1, null]]))).toThrow('column "home" holds a missing value');
    const wrong =
      (change: object): (() => unknown) =>
      () =>
        read({ ...ADDITIVE, terms: [{ ...grid, ...change }] });
    expect(wrong({ features: [1, 1] })).toThrow('is about input 1 twice');
    expect(wrong({ features: [1, 3] })).toThrow('element 1 is 3');
    expect(wrong({ axes: [grid.axes[0]] })).toThrow('expected two');
    expect(wrong({ axes: [grid.axes[1], grid.axes[1]] })).toThrow('does not fit "income"');
    expect(wrong({ axes: [{ cuts: [1, 2, 3] }, grid.axes[1]] })).toThrow('part 4 places, values has 3');
    expect(wrong({ axes: [{ cuts: [1], missing: 3 }, grid.axes[1]] })).toThrow('is 3');
    expect(wrong({ axes: [grid.axes[0], { places: [0, 3], unseen: 0 }] })).toThrow('is 3');
    expect(wrong({ values: [[1], [2, 3]] })).toThrow('expected 1');
    expect(wrong({ bend: 1 })).toThrow('holds "bend"');
  });

  it('a tree splits by sets of categories; missing goes as it says, never seen goes right', () => {
    const model = read(TREES);
    expect([...model.predictRaw(matrixFromRows([[0], [1], [2], [null], [-1]]))]).toEqual([1, 2, 1, 1, 2]);
  });

  it('a curve makes chances of what is summed up: straight between its knots, flat outside, of every kind of model', () => {
    const curve = { x: [0, 1, 3], y: [0.1, 0.1, 0.9] };
    const linear = { kind: 'linear', featureNames: ['a'], coef: [[2]], intercept: [0], link: 'curve', curve };
    const model = read(linear);
    const rows = matrixFromRows([[-7], [0.25], [0.5], [1], [1.5], [9]]);
    expect([...model.predictLinked(rows)]).toEqual([0.1, 0.1, 0.1, 0.5, 0.9, 0.9]);
    expect([...model.predictRaw(rows)]).toEqual([-14, 0.5, 1, 2, 3, 18]);
    expect([publishedRange('curve', model.curve), publishesChances(model)]).toEqual([[0.1, 0.9], true]);
    const { first } = elementwise('curve', model.curve)!;
    expect([0, 0.1, 0.5, 0.9, 0.95].map((chance) => first!(chance))).toEqual([-Infinity, -Infinity, 2, 3, Infinity]);
    expect(() => elementwise('curve')).toThrow('the link curve without its curve');
    expect(read({ ...TREES, link: 'curve', curve }).predictLinked(matrixFromRows([[0], [1]]))[1]).toBeCloseTo(0.5, 15);
    expect(read({ ...ADDITIVE, link: 'curve', curve }).predictLinked(matrixFromRows([[1, 99, 0]]))[0]).toBe(0.9);
    const wrong = (change: object) => () => read({ ...linear, ...change });
    expect(wrong({ curve: undefined })).toThrow('curve');
    expect(wrong({ link: 'logit' })).toThrow('stands beside a link that is not "curve"');
    expect(wrong({ curve: { x: [0, 0], y: [0, 1] } })).toThrow('curve.x: is not in rising order');
    expect(wrong({ curve: { x: [0, 1], y: [1, 0] } })).toThrow('curve.y: falls');
    expect(wrong({ curve: { x: [0, 1], y: [0, 2] } })).toThrow('no chance, from 0 to 1');
    expect(wrong({ curve: { x: [0, 1], y: [0] } })).toThrow('has 1 number, expected 2');
    expect(wrong({ curve: { x: [], y: [] } })).toThrow('curve.x: is empty');
    expect(wrong({ curve: { ...curve, z: 1 } })).toThrow('holds "z"');
    expect(wrong({ coef: [[1], [2]], intercept: [0, 0] })).toThrow('a curve behind 2 outputs');
  });

  it.each([
    [{ ...ADDITIVE, terms: [{ feature: 0, shape: 'curve' }] }, 'm.terms[0]: shape is "curve"'],
    [{ ...ADDITIVE, terms: [{ feature: 3, shape: 'line', slope: 1 }] }, 'is about input 3 of 3'],
    [{ ...ADDITIVE, terms: [{ feature: 0, shape: 'line', slope: 1, bend: 2 }] }, 'holds "bend"'],
    [{ ...ADDITIVE, terms: [{ feature: 2, shape: 'line', slope: 1 }] }, 'does not fit "home"'],
    [{ ...ADDITIVE, terms: [{ feature: 1, shape: 'steps', cuts: [2, 1], values: [1, 2, 3] }] }, 'not in rising order'],
    [{ ...ADDITIVE, terms: [{ feature: 1, shape: 'steps', cuts: [2], values: [1] }] }, 'has 1 number, expected 2'],
    [{ ...ADDITIVE, categories: [null] }, 'has 1 entry for 3 inputs'],
    [{ ...ADDITIVE, categories: [null, null, ['own', 'own']] }, 'expected distinct texts'],
    [{ ...ADDITIVE, numOutputs: 2 }, 'numOutputs is 2'],
    [{ ...TREES, chances: 'both' }, 'chances must be "second"'],
    [{ ...TREES, chances: 'second', link: 'logit' }, 'chances must be "second"'],
    [{ ...TREES, trees: [{ ...TREE, leftCategories: [[3], null, null] }] }, 'element 0 is 3'],
    [{ ...TREES, trees: [{ ...TREE, leftCategories: undefined }] }, 'whose values are categories, with a number'],
    [{ ...TREES, categories: undefined }, 'has a set of categories for "home", whose values are numbers'],
  ])('refuses what it does not know or what does not fit (%#)', (document, message) => {
    expect(() => read(document)).toThrow(message);
  });
});
