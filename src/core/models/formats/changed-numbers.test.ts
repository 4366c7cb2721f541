import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, EBM, LIGHTGBM, NEUTRAL, ubjson, XGBOOST } from '../../../../test/support/generators/models.js';
import { matrixFromRows, readModel } from '../index.js';

const stump = NEUTRAL.trees[0]!;
const xgboostTree = XGBOOST.learner.gradient_booster.model.trees[0]!;

function xgboost(changes: object): object {
  const file = structuredClone(XGBOOST);
  Object.assign(file.learner.gradient_booster.model.trees[0]!, changes);
  return file;
}

/** JSON in which NaN and infinity are written as Python writes them. */
const python = (value: unknown): Uint8Array =>
  bytesOf(
    JSON.stringify(value, (_, item) =>
      typeof item === 'number' && !Number.isFinite(item) ? `~${item}~` : item,
    ).replace(/"~(.*?)~"/g, '$1'),
  );

const withFirst = (list: readonly number[], number: number): number[] => [number, ...list.slice(1)];

/** No place in a list of children, flags or kinds of splits. */
const NOT_WHOLE = [0.5, -1e300, Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -7, 2 ** 31, 2 ** 53];

describe('a changed number of a model file', () => {
  it.each(NOT_WHOLE)('%d is no child, flag or kind of split', (number) => {
    const files: Uint8Array[] = [
      ...(['left_children', 'default_left', 'split_type'] as const).flatMap((key) => {
        const file = xgboost({ [key]: withFirst(xgboostTree[key], number) });
        return [python(file), Uint8Array.from(ubjson(file))];
      }),
      python({ ...NEUTRAL, trees: [{ ...stump, childrenLeft: withFirst(stump.childrenLeft, number) }] }),
      python({ ...NEUTRAL, trees: [{ ...stump, missingLeft: [number, 0, 0] }] }),
      ...['left_child=1', 'right_child=-2', 'decision_type=10', 'cat_threshold=10', 'cat_boundaries=0'].map((text) =>
        bytesOf(LIGHTGBM.replace(text, `${text.split('=')[0]}=${number}`)),
      ),
    ];
    // A word of categories may be large.
    const words = files.length - 2;
    files.forEach((bytes, i) => {
      if (i === words && number === 2 ** 31) return;
      expect(() => readModel(bytes), `${i}`).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }));
    });
  });

  it('of a leaf or threshold changes the score as it says, or is refused', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.double({ noNaN: true, noDefaultInfinity: true }), (leaf, at, x) => {
        fc.pre(Number.isFinite(Math.fround(x)));
        const bytes = python({ ...NEUTRAL, trees: [{ ...stump, threshold: [at, -2, -2], value: [[0], [leaf], [1]] }] });
        if (Number.isNaN(at) || !Number.isFinite(leaf)) {
          expect(() => readModel(bytes)).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }));
          return;
        }
        const score = 0.5 + (Math.fround(x) <= at ? leaf : 1);
        expect(readModel(bytes).predictRaw(matrixFromRows([[x, 0]]))[0]).toBe(score);
      }),
    );
  });

  it('beyond 32 bits is a number of no XGBoost leaf', () => {
    const leaves = { split_conditions: [0, 1e39, 0.5] };
    const vector = { tree_param: { size_leaf_vector: '2' }, base_weights: [0, 0, 1e300, 0, 0, 0] };
    const two = structuredClone(xgboost(vector)) as typeof XGBOOST;
    two.learner.learner_model_param.num_class = '2';
    for (const file of [xgboost(leaves), two])
      expect(() => readModel(bytesOf(file))).toThrow(/leaf value is not a finite number/);
    const linear = structuredClone(XGBOOST) as unknown as { learner: { gradient_booster: unknown } };
    linear.learner.gradient_booster = { name: 'gblinear', model: { weights: [1e39, 1, 0], boosted_rounds: 1 } };
    expect(() => readModel(bytesOf(linear))).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }));
  });

  it('that names no default side in LightGBM JSON is refused', () => {
    const node = { split_feature: 0, threshold: 1, decision_type: '<=', missing_type: 'NaN' };
    const leaves = { left_child: { leaf_value: 1 }, right_child: { leaf_value: 2 } };
    const file = (default_left: unknown): Uint8Array =>
      bytesOf({
        name: 'tree',
        version: 'v4',
        num_class: 1,
        num_tree_per_iteration: 1,
        max_feature_idx: 0,
        objective: 'regression',
        feature_names: ['a'],
        feature_infos: {},
        tree_info: [{ tree_index: 0, tree_structure: { ...node, ...leaves, default_left } }],
      });
    expect(readModel(file(true)).predictRaw(matrixFromRows([[null]]))[0]).toBe(1);
    for (const side of ['x', 1, 0, null])
      expect(() => readModel(file(side))).toThrow(/default_left is .*, neither true nor false/);
  });

  it('that is no number of a double is no intercept of an additive model', () => {
    const text = JSON.stringify({ ...EBM, ebm: { ...EBM.ebm, intercept: ['~'] } }).replace('"~"', '1e400');
    expect(() => readModel(bytesOf(text))).toThrow(/intercept is not a finite number/);
  });
});
