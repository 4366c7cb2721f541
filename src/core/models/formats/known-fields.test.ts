import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedPath } from '../../../../test/support/shared.js';
import { readModel } from '../index.js';

const read = (file: unknown) =>
  readModel(new TextEncoder().encode(typeof file === 'string' ? file : JSON.stringify(file)), { name: 'm' });

const NEUTRAL = {
  kind: 'tree-ensemble',
  numOutputs: 1,
  baseOffset: [0],
  featureNames: ['age'],
  trees: [{ childrenLeft: [-1], childrenRight: [-1], feature: [-2], threshold: [0], value: [1] }],
};
const LINEAR = { kind: 'linear', featureNames: ['age'], coef: [[1]], intercept: [0] };
const XGBOOST = {
  version: [3, 2, 0],
  learner: {
    feature_names: [],
    learner_model_param: { base_score: '0', num_class: '0', num_feature: '1' },
    objective: { name: 'reg:squarederror' },
    gradient_booster: {
      name: 'gbtree',
      model: {
        tree_info: [0],
        trees: [
          {
            left_children: [-1],
            right_children: [-1],
            split_indices: [0],
            split_conditions: [1],
            default_left: [0],
            sum_hessian: [1],
          },
        ],
      },
    },
  },
};
const LEAF = { leaf_index: 0, leaf_value: 1, leaf_count: 3 };
const LIGHTGBM = {
  name: 'tree',
  version: 'v4',
  num_tree_per_iteration: 1,
  max_feature_idx: 0,
  objective: 'regression',
  tree_info: [{ tree_index: 0, num_leaves: 1, num_cat: 0, shrinkage: 1, tree_structure: LEAF }],
};
const LIGHTGBM_TEXT =
  'tree\nversion=v4\nnum_tree_per_iteration=1\nmax_feature_idx=0\nobjective=regression\n\nTree=0\nleaf_value=1\n\nend of trees\n';
const EBM = {
  version: '1.0',
  ebm: {
    outputs: [{ task: 'regression', link: 'identity' }],
    intercept: [1],
    features: [{ name: 'age', type: 'continuous', cuts: [[30]] }],
    terms: [{ term_features: ['age'], scores: [0, 1, 2, 0] }],
  },
};

type Json = { [key: string]: Json | Json[] | unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The document with one unknown field in each of its objects, one after another. */
function* strayFields(document: unknown, path: readonly string[] = []): Generator<[path: string, document: unknown]> {
  if (Array.isArray(document)) {
    for (const [i, item] of document.entries())
      for (const [at, changed] of strayFields(item, [...path, String(i)])) yield [at, document.with(i, changed)];
  } else if (isObject(document)) {
    yield [path.join('.') || 'the file', { ...document, leaf_bonus: [1] }];
    for (const [key, value] of Object.entries(document))
      for (const [at, changed] of strayFields(value, [...path, key])) yield [at, { ...document, [key]: changed }];
  }
}

/** Its fields are parameters of the training: what it publishes is decided by its name. */
const PARAMETERS_OF_TRAINING = 'learner.objective';

describe('a field that no reader uses is refused by name, in every object of', () => {
  it.each([
    ['neutral JSON', NEUTRAL],
    ['neutral JSON of a linear model', LINEAR],
    ['neutral JSON of a linear model that counts its outputs', { ...LINEAR, numOutputs: 1 }],
    ['XGBoost JSON', XGBOOST],
    ['LightGBM JSON', LIGHTGBM],
    ['EBM JSON', EBM],
  ])('%s', (_, document) => {
    expect(read(document).numOutputs).toBe(1);
    let objects = 0;
    for (const [path, changed] of strayFields(document)) {
      if (path === PARAMETERS_OF_TRAINING) continue;
      expect(() => read(changed), path).toThrow(/holds "leaf_bonus", which this reader does not know/);
      objects++;
    }
    expect(objects).toBeGreaterThan(0);
  });

  it('what a linear model says of its outputs is held against its coefficients', () => {
    for (const numOutputs of [0, 2, 1.5])
      expect(() => read({ ...LINEAR, numOutputs })).toThrow(`numOutputs is ${numOutputs}, coef has coefficients for 1`);
    expect(() => read({ ...LINEAR, numOutputs: [1] })).toThrow(/numOutputs/);
  });

  it('LightGBM text, in the head and in a tree', () => {
    expect(read(LIGHTGBM_TEXT).numOutputs).toBe(1);
    for (const line of ['objective=regression', 'leaf_value=1']) {
      const changed = LIGHTGBM_TEXT.replace(line, `${line}\nleaf_bonus=1`);
      expect(() => read(changed)).toThrow(/holds "leaf_bonus", which this reader does not know/);
    }
  });

  it('a scorecard, whose misspelt bound would be an open one', () => {
    const card = (head: string): string => `${head}\nage,0,50,10,old\n`;
    expect(read(card('feature,lower,upper,points,label')).numOutputs).toBe(1);
    expect(() => read(card('feature,lower,uper,points,label'))).toThrow(/has the column "uper"/);
    expect(() => read(card('feature,lower,lower,points,label'))).toThrow(/names the column lower twice/);
  });
});

describe('words of a format that are not known are refused', () => {
  it.each([
    ['a precision', { ...NEUTRAL, inputPrecision: 'float46' }, /inputPrecision is neither/],
    ['another split rule', { ...NEUTRAL, splitRule: 'left when x < threshold' }, /splitRule is not/],
    [
      'several outputs of an EBM',
      { ...EBM, ebm: { ...EBM.ebm, outputs: [...EBM.ebm.outputs, ...EBM.ebm.outputs] } },
      /has 2 outputs/,
    ],
  ])('%s', (_, document, message) => {
    expect(() => read(document)).toThrow(message);
  });
});

describe('linear leaves of LightGBM', () => {
  const linear = { ...LEAF, leaf_const: 1, leaf_features: [0], leaf_coeff: [0.5] };
  it('are refused in JSON as in text', () => {
    const json = { ...LIGHTGBM, tree_info: [{ ...LIGHTGBM.tree_info[0], tree_structure: linear }] };
    expect(() => read(json)).toThrow(/m, tree 0: has linear leaves, which are not supported/);
    const text = LIGHTGBM_TEXT.replace('leaf_value=1', 'leaf_value=1\nis_linear=1\nleaf_const=1\nleaf_coeff=0.5');
    expect(() => read(text)).toThrow(/m, tree 0: has linear leaves, which are not supported/);
  });

  it.skipIf(!hasShared)('are refused in the file of a model that was once read without them', () => {
    const bytes = readFileSync(sharedPath('reference/defects/explain/lgb-linear-tree-js.json'));
    expect(() => readModel(bytes)).toThrow(/has linear leaves/);
  });
});
