import { describe, expect, it } from 'vitest';
import { matrixFromRows, readModel } from '../index.js';

const read = (text: string) => readModel(new TextEncoder().encode(text));
const raw = (model: ReturnType<typeof read>, values: (number | null)[]): number[] =>
  Array.from(model.predictRaw(matrixFromRows(values.map((value) => [value]))));

const neutral = (threshold: number, extra: object = {}, missingLeft?: number[]) =>
  read(
    JSON.stringify({
      kind: 'tree-ensemble',
      numOutputs: 1,
      baseOffset: [0],
      featureNames: ['x'],
      ...extra,
      trees: [
        {
          childrenLeft: [1, -1, -1],
          childrenRight: [2, -1, -1],
          feature: [0, -2, -2],
          threshold: [threshold, 0, 0],
          value: [[0], [-1], [1]],
          ...(missingLeft && { missingLeft }),
        },
      ],
    }),
  );

const lightgbm = (decision: number, threshold = 0, words = '2 1') =>
  read(
    `tree\nnum_tree_per_iteration=1\nmax_feature_idx=0\n\nTree=0\nsplit_feature=0\nthreshold=${threshold}\ndecision_type=${decision}\nleft_child=-1\nright_child=-2\nleaf_value=-1 1\ncat_boundaries=0 2\ncat_threshold=${words}\n`,
  );

const xgboost = (defaultLeft: number, categorical = false, categories = [1, 33]) =>
  read(
    JSON.stringify({
      learner: {
        learner_model_param: { base_score: '0', num_class: '0', num_feature: '1' },
        objective: { name: 'reg:squarederror' },
        gradient_booster: {
          name: 'gbtree',
          model: {
            tree_info: [0],
            trees: [
              {
                left_children: [1, -1, -1],
                right_children: [2, -1, -1],
                split_indices: [0, 0, 0],
                split_conditions: [0.1, -1, 1],
                default_left: [defaultLeft, 0, 0],
                sum_hessian: [2, 1, 1],
                ...(categorical && {
                  split_type: [1, 0, 0],
                  categories_nodes: [0],
                  categories_segments: [0],
                  categories_sizes: [2],
                  categories,
                }),
              },
            ],
          },
        },
      },
    }),
  );

describe('rows are routed as the source library does', () => {
  it('scikit-learn: float32(x) <= float64 threshold', () => {
    // float32(0.1) is 0.100000001490116...: above a threshold of 0.1, equal to one of its own value.
    expect(raw(neutral(0.1), [0.1])).toEqual([1]);
    expect(raw(neutral(Math.fround(0.1)), [0.1])).toEqual([-1]);
    expect(raw(neutral(0.1, { inputPrecision: 'float64' }), [0.1])).toEqual([-1]);
  });

  it('scikit-learn: a missing value follows its rule, and is refused without one', () => {
    expect(raw(neutral(0, {}, [1, 0, 0]), [null])).toEqual([-1]);
    expect(raw(neutral(0, {}, [0, 0, 0]), [null])).toEqual([1]);
    expect(() => raw(neutral(0), [null])).toThrow(/no rule for missing/);
  });

  it('XGBoost: float32(x) < float32 threshold, missing follows default_left', () => {
    expect(raw(xgboost(1), [0.1, Math.fround(0.1) - 1e-8, null])).toEqual([1, -1, -1]);
    expect(raw(xgboost(0), [null])).toEqual([1]);
  });

  it('XGBoost: a category of the set goes right; what is no category goes left', () => {
    expect(raw(xgboost(0, true), [1, 33, 33.9, 2, 400, -1, null])).toEqual([1, 1, 1, -1, -1, -1, 1]);
    expect(raw(xgboost(1, true), [null])).toEqual([-1]);
  });

  it('LightGBM without missing type: missing counts as zero', () => {
    expect(raw(lightgbm(0, -1), [null, 0, -1])).toEqual([1, 1, -1]);
  });

  it('LightGBM missing type zero: zeros within 1e-35 and missing values follow the default', () => {
    expect(raw(lightgbm(4 + 2, -1), [null, 0, 1e-36, 1e-34])).toEqual([-1, -1, -1, 1]);
  });

  it('LightGBM missing type NaN: only missing values follow the default', () => {
    expect(raw(lightgbm(8 + 2, -1), [null, 0])).toEqual([-1, 1]);
  });

  it('LightGBM: what is as near to 0 as 1e-35 in 32 bits is 0, at a threshold there too, by every missing type', () => {
    // LightGBM 4.7 on a model of this threshold: the value of the threshold itself goes right.
    const band = Math.fround(1e-35);
    const rows = [-band * (1 + 2 ** -52), -band, -1e-35, 0, band];
    for (const missing of [0, 2, 8, 10]) {
      expect(raw(lightgbm(missing, -band), rows)).toEqual([-1, 1, 1, 1, 1]);
      expect(raw(lightgbm(missing, band), [...rows, band * (1 + 2 ** -52)])).toEqual([-1, -1, -1, -1, -1, 1]);
      expect(raw(lightgbm(missing, 5e-36), rows)).toEqual([-1, -1, -1, -1, -1]);
    }
  });

  it('fractions below 0 are no category for XGBoost, and category 0 for LightGBM', () => {
    // XGBoost 3.2: -0.4 goes where -1 goes; 1.9 is category 1.
    expect(raw(xgboost(1, true, [0, 33]), [-0.4, -1, 0, 0.9, 33.5])).toEqual([-1, -1, 1, 1, 1]);
    expect(raw(lightgbm(1, 0, '1 1'), [-0.4, -1, 0, 0.9])).toEqual([-1, 1, -1, -1]);
  });

  it('LightGBM categories: members of the bit set go left, all others and missing right', () => {
    expect(raw(lightgbm(1), [1, 32, 1.9, 0, 64, -1, null])).toEqual([-1, -1, -1, 1, 1, 1, 1]);
  });
});

describe('a scorecard', () => {
  const card = read(
    'feature,lower,upper,category,points\n(base),,,,500\nage,,25,,10\nage,25,,,35\nhome,,,own,20\nhome,,,"rent, other",5\nhome,,,(missing),-1\n',
  );
  const points = (age: number | null, home: number | null): number =>
    card.predictRaw(matrixFromRows([[age, home]]))[0]!;

  it('adds the points of the bins', () => {
    expect(card.features).toEqual([{ name: 'age' }, { name: 'home', categories: ['own', 'rent, other'] }]);
    expect([points(24.9, 0), points(25, 1), points(25, null)]).toEqual([530, 540, 534]);
  });

  it('finds the bin among many, and none in a gap', () => {
    const many = read('feature,lower,upper,points\nx,0,1,10\nx,2,3,30\nx,1,2,20\nx,5,,50\n');
    expect(raw(many, [0, 0.5, 1, 2.5, 5, 1e9])).toEqual([10, 10, 20, 30, 50, 50]);
    expect(() => raw(many, [3])).toThrow(/no bin/);
    expect(() => raw(many, [-1])).toThrow(/no bin/);
  });

  it('refuses a value that no bin holds instead of giving it zero points', () => {
    expect(() => points(null, 0)).toThrow(/no bin of "age" for a missing value/);
    expect(() => points(30, -1)).toThrow(/no bin of "home"/);
  });
});
