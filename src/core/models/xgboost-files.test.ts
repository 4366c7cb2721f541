import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedCsv, sharedJson, sharedPath } from '../../../test/support/shared.js';
import { matrixFromRows, readModel } from './index.js';

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
