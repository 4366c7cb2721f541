import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedCsv, sharedJson, sharedPath } from '../../../../../test/support/shared.js';
import { matrixFromRows, readModel } from '../../index.js';

const folder = 'reference/defects/explain';
const rowsOf = (name: string): (number | null)[][] =>
  sharedCsv(`${folder}/${name}.csv`).map((record) =>
    Object.values(record).map((cell) => (cell === '' ? null : Number(cell))),
  );

/** A tree on categories as XGBoost up to 2 writes it: the threshold of such a split is no number. */
const CATEGORIES = `{"version":[1,7,6],"learner":{"feature_names":["kind"],"learner_model_param":{"base_score":"0","num_class":"0",
"num_feature":"1"},"objective":{"name":"reg:squarederror"},"gradient_booster":{"name":"gbtree","model":{"tree_info":[0],"trees":[{
"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[0,0,0],"split_conditions":[NaN,-5E-1,2.5E-1],"default_left":[1,0,0],
"sum_hessian":[9,4,5],"split_type":[1,0,0],"categories_nodes":[0],"categories_segments":[0],"categories_sizes":[2],"categories":[1,3],
"loss_changes":[Infinity,0,0]}]}}}}`;

describe('XGBoost files with numbers that JSON has not', () => {
  const read = (text: string) => readModel(new TextEncoder().encode(text), { name: 'm' });

  it('are read where the number has no meaning: a split on categories', () => {
    const raw = read(CATEGORIES).predictRaw(matrixFromRows([[1], [2], [null]]));
    expect(Array.from(raw)).toEqual([0.25, -0.5, -0.5]);
  });

  it('are refused where it has one: a leaf, a threshold, a cover', () => {
    expect(() => read(CATEGORIES.replace('2.5E-1', 'NaN'))).toThrow(/leaf value is not a finite number/);
    expect(() => read(CATEGORIES.replace('"split_type":[1', '"split_type":[0'))).toThrow(/threshold is not a number/);
    expect(() => read(CATEGORIES.replace('[9,4', '[Infinity,4'))).toThrow(/its cover is Infinity/);
  });

  it.skipIf(!hasShared)('predict what version 1.7.6 predicts', () => {
    const model = readModel(readFileSync(sharedPath(`${folder}/x1.7.6-catcodes-json.json`)));
    const { raw } = sharedJson<{ raw: number[] }>(`${folder}/x1.7.6-catcodes-json.expected.json`);
    const got = model.predictRaw(matrixFromRows(rowsOf('x1.7.6-catcodes-json')));
    raw.forEach((value, r) => {
      expect(Math.abs(got[r]! - value)).toBeLessThan(2e-6 * Math.max(1, Math.abs(value)));
    });
  });
});

/** Three rounds of one leaf each: 1, 10 and 100. */
const stopped = (best: string | null, model: object = {}, booster = 'gbtree') => {
  const leaf = (value: number) => ({
    left_children: [-1],
    right_children: [-1],
    split_indices: [0],
    split_conditions: [value],
    default_left: [0],
    sum_hessian: [1],
  });
  const trees = { tree_info: [0, 0, 0], trees: [1, 10, 100].map(leaf), ...model };
  return new TextEncoder().encode(
    JSON.stringify({
      version: [3, 2, 0],
      learner: {
        attributes: best === null ? {} : { best_iteration: best, best_score: '0.3' },
        learner_model_param: { base_score: '0', num_class: '0', num_feature: '1' },
        objective: { name: 'reg:squarederror' },
        gradient_booster:
          booster === 'dart'
            ? { name: 'dart', gbtree: { name: 'gbtree', model: trees }, weight_drop: [1, 0.5, 0.25] }
            : { name: booster, model: trees },
      },
    }),
  );
};

describe('a boosting that was stopped early', () => {
  const ONE = matrixFromRows([[0]]);
  const score = (bytes: Uint8Array, rounds?: 'all' | 'best'): number[] => {
    const model = readModel(bytes, rounds === undefined ? {} : { rounds });
    return [...model.predictRaw(ONE), model.rounds?.inFile ?? 0, model.rounds?.best ?? 0, model.rounds?.used ?? 0];
  };

  it('is all of its rounds, or those up to the best, and says which', () => {
    expect(score(stopped('1'))).toEqual([111, 3, 2, 3]);
    expect(score(stopped('1'), 'all')).toEqual([111, 3, 2, 3]);
    expect(score(stopped('1'), 'best')).toEqual([11, 3, 2, 2]);
    expect(score(stopped('0', {}, 'dart'), 'best')).toEqual([1, 3, 1, 1]);
  });

  it('says nothing where the best round is the last, or no round was the best', () => {
    expect(score(stopped('2'), 'best')).toEqual([111, 0, 0, 0]);
    expect(score(stopped(null), 'best')).toEqual([111, 0, 0, 0]);
  });

  it('counts rounds as the file does: some hold several trees', () => {
    expect(score(stopped('0', { iteration_indptr: [0, 2, 3] }), 'best')).toEqual([11, 2, 1, 1]);
    const forests = { gbtree_model_param: { num_parallel_tree: '3' } };
    expect(score(stopped('0', forests), 'best')).toEqual([111, 0, 0, 0]);
  });

  it('is refused with rounds that cannot be', () => {
    expect(() => readModel(stopped('-1'))).toThrow(/best_iteration is -1/);
    expect(() => readModel(stopped('0', { iteration_indptr: [0, 5] }))).toThrow(/iteration_indptr does not lead/);
    expect(() => readModel(stopped('0', { gbtree_model_param: { num_parallel_tree: '2' } }))).toThrow(
      /no whole number/,
    );
  });

  it.skipIf(!hasShared)('predicts with its best rounds what the scikit-learn class predicts', () => {
    const model = readModel(readFileSync(sharedPath(`${folder}/xgb-early.json`)), { rounds: 'best' });
    const { raw } = sharedJson<{ raw: number[] }>(`${folder}/xgb-early.expected.json`);
    expect(model.rounds).toEqual({ inFile: 12, best: 7, used: 7 });
    const got = model.predictRaw(matrixFromRows(rowsOf('xgb-early')));
    raw.forEach((value, r) => {
      expect(Math.abs(got[r]! - value)).toBeLessThan(2e-6 * Math.max(1, Math.abs(value)));
    });
  });
});
