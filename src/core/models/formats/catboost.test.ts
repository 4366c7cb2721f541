import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bindRows, type InputRecord, type Model, readModel } from '../index.js';

interface Case {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a document of another program, which tests change at places.
  readonly model: any;
  readonly rows: InputRecord[];
  readonly raw: number[][];
  readonly published: number[][];
}

const { cases } = JSON.parse(readFileSync(new URL('./testdata/catboost.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};

const read = (document: unknown): Model => readModel(new TextEncoder().encode(JSON.stringify(document)), { name: 'm' });

const changed = (name: string, change: (model: Case['model']) => void): (() => Model) => {
  const model = structuredClone(cases.find((each) => each.name === name)!.model);
  change(model);
  return () => read(model);
};

describe('CatBoost JSON', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s: scores of CatBoost to the last digits', (_, each) => {
    const model = read(each.model);
    const rows = bindRows(model, each.rows, { unseen: 'model' });
    const near = (found: Float64Array, expected: readonly number[]): void => {
      expect(found).toHaveLength(expected.length);
      expected.forEach((score, i) => {
        expect(Math.abs(found[i]! - score), `score ${i}`).toBeLessThan(1e-12 * Math.max(1, Math.abs(score)));
      });
    };
    near(model.predictRaw(rows), each.raw.flat());
    near(
      model.predictLinked(rows),
      model.chances === 'second' ? each.published.map((row) => row[1]!) : each.published.flat(),
    );
  });

  it('refuses by name what it does not read', () => {
    expect(
      changed('ctr-borders', ({ features_info: info }) => {
        info.ctrs.forEach((ctr: { elements: object[] }) => {
          ctr.elements.push({ cat_feature_index: 1, combination_element: 'cat_feature_value' });
        });
      }),
    ).toThrow('uses a statistic of combined inputs (OnlineCtr of job and job)');
    expect(changed('lossguide', ({ features_info: info }) => Object.assign(info, { text_features: [] }))).toThrow(
      'uses text features, which are not read',
    );
    expect(
      changed('lossguide', ({ model_info: info }) => {
        info.params.loss_function.type = 'Cox';
      }),
    ).toThrow('is "Cox", whose published score is not known here');
    expect(
      changed('ctr-counter', ({ features_info: info }) => {
        info.ctrs.forEach((ctr: { ctr_type: string }) => {
          ctr.ctr_type = 'FloatTargetMeanValue';
        });
      }),
    ).toThrow('uses the statistic FloatTargetMeanValue');
    expect(
      changed('ctr-counter', ({ oblivious_trees: trees }) => {
        for (const tree of trees)
          for (const split of tree.splits ?? []) if (split.split_type === 'OnlineCtr') split.border += 1;
      }),
    ).toThrow('which the file does not have with this border');
    expect(changed('quantile', (model) => Object.assign(model, { embedding: 1 }))).toThrow('holds "embedding"');
    expect(
      changed('quantile', ({ oblivious_trees: [tree] }) => {
        tree.leaf_values.pop();
      }),
    ).toThrow('leaf_values: has 7 numbers, expected 8');
    let deep: object = { value: 1 };
    for (let i = 0; i < 3000; i++)
      deep = {
        left: deep,
        right: { value: 1 },
        split: { split_type: 'FloatFeature', float_feature_index: 0, border: 1 },
      };
    expect(changed('lossguide', (model) => Object.assign(model, { trees: [deep] }))).toThrow('nested deeper than');
  });
});
