import { describe, expect, it } from 'vitest';
import { run as runIn } from './explain-support.js';

/** As XGBoost 3.2 saves a pandas frame with the categories größer, ja, nein: letters are counted, as many bytes are kept. */
const KEPT = [...Int8Array.from(new TextEncoder().encode('größerjanein').slice(0, 12))];
const MODEL = JSON.stringify({
  version: [3, 2, 0],
  learner: {
    feature_names: ['Größe'],
    feature_types: ['c'],
    learner_model_param: { base_score: '0', num_class: '0', num_feature: '1' },
    objective: { name: 'reg:squarederror' },
    gradient_booster: {
      name: 'gbtree',
      model: {
        cats: { enc: [{ offsets: [0, 6, 8, 12], values: KEPT }] },
        tree_info: [0],
        trees: [
          {
            left_children: [1, -1, -1],
            right_children: [2, -1, -1],
            split_indices: [0, 0, 0],
            split_conditions: [0, -1, 1],
            split_type: [1, 0, 0],
            default_left: [0, 0, 0],
            sum_hessian: [3, 2, 1],
            categories_nodes: [0],
            categories_segments: [0],
            categories_sizes: [1],
            categories: [2],
          },
        ],
      },
    },
  },
});
const FILES = { 'x.json': MODEL, 'texts.csv': 'Größe\nnein\ngrößer\n', 'codes.csv': 'Größe\n2\n0\n' };
const run = (...words: string[]) => runIn(words, FILES);

describe('categories that a model file does not name', () => {
  it('are asked for by name, with what the file still holds of them', async () => {
    const { code, err } = await run('explain', 'x.json', 'texts.csv');
    expect(code).toBe(2);
    expect(err).toMatch(/row 0, column "Größe" holds "nein", and the model file does not name its categories/);
    expect(err).toMatch(
      /--categories 'Größe=FIRST,SECOND,\.\.\.', or give their codes[\s\S]*"größerjane", of 6, 2, 4 letters/,
    );
    expect((await run('model', 'inspect', 'x.json')).out).toMatch(/Größe {2}\(codes of categories/);
  });

  it('are named on the command line, with the scores of their codes', async () => {
    const scores = async (...words: string[]) => {
      const { code, out, err } = await run('explain', 'x.json', ...words, '--json');
      expect([code, err]).toEqual([0, '']);
      return JSON.parse(out).rows.map((row: { prediction: number[] }) => row.prediction[0]);
    };
    expect(await scores('codes.csv')).toEqual([1, -1]);
    expect(await scores('texts.csv', '--categories', 'Größe=größer,ja,nein')).toEqual([1, -1]);
  });

  it('are refused where they disagree with the file, or are not said as they have to be', async () => {
    const refusal = async (given: string) => (await run('explain', 'x.json', 'texts.csv', '--categories', given)).err;
    expect(await refusal('Größe=nein,ja,größer')).toMatch(/the file says otherwise/);
    expect(await refusal('größe=größer,ja,nein')).toMatch(/"größe" is no input of the model/);
    expect(await refusal('größer,ja,nein')).toMatch(/not NAME=A,B,C/);
  });
});
