import { describe, expect, it } from 'vitest';
import { bindRows, matrixFromRows, nameCategories, readModel, type TreeModel } from '../index.js';

const read = (value: unknown) =>
  readModel(new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)));

/** A stump on the one feature that adds nothing: the raw score is the base margin. */
const xgboost = (
  objective: string,
  base: string,
  extra: { version?: number[]; model?: object; names?: string[] } = {},
) =>
  read({
    version: extra.version ?? [3, 2, 0],
    learner: {
      feature_names: extra.names ?? [],
      learner_model_param: { base_score: base, num_class: '0', num_feature: String(extra.names?.length ?? 1) },
      objective: { name: objective },
      gradient_booster: { name: 'gbtree', model: { tree_info: [], trees: [], ...extra.model } },
    },
  });
const margin = (...parts: Parameters<typeof xgboost>): number =>
  xgboost(...parts).predictRaw(matrixFromRows([[0]]))[0]!;

describe('base scores of XGBoost', () => {
  it('are taken to log-odds in float32, as XGBoost does', () => {
    expect(margin('binary:logistic', '[9.99999E-1]')).toBeCloseTo(13.74516, 5);
  });

  it('of labels that are all the same are held off 0 and 1', () => {
    expect(margin('binary:logistic', '[1E0]')).toBeCloseTo(13.74516, 5);
    expect(margin('binary:logistic', '[0E0]')).toBeCloseTo(-13.81551, 5);
  });

  it('of binary:logitraw are margins from version 2 on and probabilities before', () => {
    expect(margin('binary:logitraw', '[3.6E-1]')).toBe(Math.fround(0.36));
    expect(margin('binary:logitraw', '2.5E-1', { version: [1, 7, 4] })).toBeCloseTo(Math.log(1 / 3), 6);
  });

  it('outside 0 to 1 are refused for a probability', () => {
    expect(() => margin('binary:logistic', '[1.5E0]')).toThrow(/base_score 1.5 is outside the domain/);
  });

  it('of gblinear are the first for every output', () => {
    const model = read({
      version: [3, 2, 0],
      learner: {
        feature_names: [],
        learner_model_param: { base_score: '[1E0,2E0]', num_class: '2', num_feature: '1' },
        objective: { name: 'multi:softprob' },
        gradient_booster: { name: 'gblinear', model: { weights: [10, 20, 0.5, 0.25] } },
      },
    });
    expect(Array.from(model.predictRaw(matrixFromRows([[1]])))).toEqual([11.5, 21.25]);
  });

  it('alone are a model: one without trees has cover', () => {
    expect((xgboost('reg:squarederror', '2') as TreeModel).ensemble.cover).toHaveLength(0);
  });
});

describe('named categories of XGBoost', () => {
  const bytes = (text: string): number[] => [...new TextEncoder().encode(text)];
  const withCats = (...enc: object[]) =>
    xgboost('reg:squarederror', '0', { names: enc.map((_, j) => `c${j}`), model: { cats: { enc } } }).features;

  it('are read from texts and from numbers', () => {
    const text = { offsets: [0, 4, 9], values: bytes('bossclerk') };
    expect(withCats(text, { type: 15, values: [3, 11] }, { offsets: [], values: [] })).toEqual([
      { name: 'c0', categories: ['boss', 'clerk'] },
      { name: 'c1', categories: ['3', '11'] },
      { name: 'c2' },
    ]);
  });

  it('outside ASCII stay codes with what is left of them: the file holds them cut off', () => {
    const signed = [...Int8Array.from(bytes('größerjanein').slice(0, 12))];
    expect(withCats({ offsets: [0, 6, 8, 12], values: signed })).toEqual([
      { name: 'c0', unnamed: { lengths: [6, 2, 4], kept: 'größerjane' } },
    ]);
    // Cut in the middle of the last letter.
    const half = withCats({ offsets: [0, 2, 4], values: bytes('äöüß').slice(0, 5) });
    expect(half).toEqual([{ name: 'c0', unnamed: { lengths: [2, 2], kept: 'äö' } }]);
  });

  describe('that the file does not keep', () => {
    const model = (types: readonly string[], enc?: object) =>
      read({
        version: [3, 2, 0],
        learner: {
          feature_names: ['ort'],
          feature_types: types,
          learner_model_param: { base_score: '0', num_class: '0', num_feature: '1' },
          objective: { name: 'reg:squarederror' },
          gradient_booster: {
            name: 'gbtree',
            model: { tree_info: [], trees: [], ...(enc === undefined ? {} : { cats: { enc: [enc] } }) },
          },
        },
      });
    const cut = model(['c'], { offsets: [0, 6, 8, 12], values: bytes('größerjanein').slice(0, 12) });

    it('are given by hand and held against what is left', () => {
      const named = nameCategories(cut, { ort: ['größer', 'ja', 'nein'] });
      expect(named.features).toEqual([{ name: 'ort', categories: ['größer', 'ja', 'nein'] }]);
      expect(Array.from(bindRows(named, [{ ort: 'nein' }, { ort: 'größer' }]).data)).toEqual([2, 0]);
      expect(() => named.predictRaw(matrixFromRows([[3]]))).toThrow(/the code of no category/);
      for (const wrong of [
        ['ja', 'größer', 'nein'],
        ['größer', 'ja'],
        ['größer', 'ja', 'neun', 'x'],
        ['größer', 'ja', 'nei'],
        ['großer', 'ja', 'nein'],
      ])
        expect(() => nameCategories(cut, { ort: wrong })).toThrow(/the file says otherwise/);
      // Offsets in bytes, as from Arrow.
      const arrow = model(['c'], { offsets: [0, 8, 10], values: bytes('größerja') });
      expect(nameCategories(arrow, { ort: ['größer', 'ja'] }).features[0]?.categories).toEqual(['größer', 'ja']);
    });

    it('are named by their absence, with what is left and the way on', () => {
      const refused = (): unknown => bindRows(cut, [{ ort: 'ja' }]);
      expect(refused).toThrow(/"ort" holds "ja": the file of the model does not name its categories/);
      expect(refused).toThrow(
        expect.objectContaining({
          remedy: expect.stringMatching(/nameCategories[\s\S]*"größerjane", of 6, 2, 4 letters/),
        }),
      );
      // Files before 3.1 hold codes and no list at all.
      const old = model(['c']);
      expect(old.features).toEqual([{ name: 'ort', unnamed: {} }]);
      expect(nameCategories(old, { ort: ['b', 'a'] }).features[0]?.categories).toEqual(['b', 'a']);
    });

    it('are not given to numbers, to named categories, to strangers, or twice', () => {
      expect(() => nameCategories(model(['float']), { ort: ['a'] })).toThrow(/holds numbers, not categories/);
      const text = model(['c'], { offsets: [0, 2], values: bytes('ja') });
      expect(() => nameCategories(text, { ort: ['no'] })).toThrow(/that the file names itself/);
      expect(() => nameCategories(cut, { stadt: ['a'] })).toThrow(/"stadt" is no input/);
      expect(() => nameCategories(model(['c']), { ort: ['a', 'a'] })).toThrow(/or one twice/);
    });
  });

  it('that lie outside their list, or stand twice, are refused', () => {
    expect(() => withCats({ offsets: [0, 9], values: bytes('boss') })).toThrow(/outside the list/);
    expect(() => withCats({ offsets: [0, 2, 4], values: bytes('aaaa') })).toThrow(/twice/);
  });
});

describe('LightGBM text files', () => {
  const text = (extra: { infos?: string; threshold?: string; tail?: string }) =>
    `tree\nnum_tree_per_iteration=1\nmax_feature_idx=1\nfeature_names=age job\nfeature_infos=${extra.infos ?? '[0:9] [0:3]'}\n\nTree=0\nsplit_feature=0\nthreshold=${extra.threshold ?? '3'}\ndecision_type=10\nleft_child=-1\nright_child=-2\nleaf_value=-1 1\n\nend of trees\n${extra.tail ?? ''}`;

  it('hold an infinite threshold as inf: all numbers go left, missing ones by their rule', () => {
    const model = read(text({ threshold: 'inf' }).replace('decision_type=10', 'decision_type=8'));
    expect(
      Array.from(
        model.predictRaw(
          matrixFromRows([
            [5, 0],
            [null, 0],
          ]),
        ),
      ),
    ).toEqual([-1, 1]);
  });

  it('name the categories of the data frame after the trees', () => {
    const model = read(text({ infos: '[0:9] -1:1:0', tail: 'pandas_categorical:[["boss", 7]]\n' }));
    expect(model.features).toEqual([{ name: 'age' }, { name: 'job', categories: ['boss', '7'] }]);
  });

  it('leave categories as numbers where it is not certain whose they are', () => {
    const model = read(text({ infos: '[0:9] none', tail: 'pandas_categorical:[["boss", "clerk"]]\n' }));
    expect(model.features).toEqual([{ name: 'age' }, { name: 'job' }]);
  });
});
