import { describe, expect, it } from 'vitest';
import { BACKGROUND, run } from './explain-support.js';

/** Two rounds of one stump on age; the first round was the best. */
const tree = (low: number, high: number) => ({
  left_children: [1, -1, -1],
  right_children: [2, -1, -1],
  split_indices: [0, 0, 0],
  split_conditions: [30, low, high],
  default_left: [0, 0, 0],
  sum_hessian: [10, 4, 6],
});
const STOPPED = JSON.stringify({
  version: [3, 2, 0],
  learner: {
    attributes: { best_iteration: '0' },
    feature_names: ['age', 'income'],
    learner_model_param: { base_score: '[5E-1]', num_class: '0', num_feature: '2' },
    objective: { name: 'binary:logistic' },
    gradient_booster: { name: 'gbtree', model: { tree_info: [0, 0], trees: [tree(-1, 1), tree(-2, 2)] } },
  },
});
const ACTIONS = 'tribune: recourse/v1\nfeatures:\n  age: { direction: increase }\n';
const WARNING = /warning .*model\.json was stopped early: of its 2 rounds the best are the first 1\. All 2 are used/;

describe('a model that was stopped early', () => {
  const files = { 'model.json': STOPPED, 'actions.yaml': ACTIONS };
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ['model inspect', ['model', 'inspect', 'model.json', '--json']],
    ['explain', ['explain', 'model.json', 'rows.csv', '--json']],
    ['explain check', ['explain', 'check', 'model.json', 'rows.csv', '--json']],
    [
      'recourse',
      [
        'recourse',
        'model.json',
        'rows.csv',
        '-c',
        'actions.yaml',
        '--cutoff',
        '0.5',
        '--cutoff-scale',
        'linked',
        '--json',
      ],
    ],
    ['model effects', ['model', 'effects', 'model.json', 'rows.csv', '--feature', 'age', '--json']],
  ];
  const roundsOf = (out: string) => {
    const found = JSON.parse(out) as { rounds?: object; model?: { rounds?: object } };
    return found.rounds ?? found.model?.rounds;
  };

  it.each(commands)('is warned of by %s, which adds up all rounds and records it', async (_, words) => {
    const { err, out } = await run(words, files);
    expect(err).toMatch(WARNING);
    expect(roundsOf(out)).toEqual({ inFile: 2, best: 1, used: 2 });
  });

  it.each(commands)('is what --rounds says in %s, without a warning', async (_, words) => {
    const { err, out } = await run([...words, '--rounds', 'best'], files);
    expect(err).not.toMatch(/stopped early/);
    expect(roundsOf(out)).toEqual({ inFile: 2, best: 1, used: 1 });
  });

  it('predicts as many rounds as were chosen', async () => {
    const predictions = async (...words: string[]): Promise<number[]> => {
      const { out, err } = await run(['explain', 'model.json', 'rows.csv', '--json', ...words], {
        ...files,
        'background.csv': BACKGROUND,
      });
      expect(err).toBe('');
      return (JSON.parse(out) as { rows: { prediction: number[] }[] }).rows.map((row) => row.prediction[0]!);
    };
    expect(await predictions('--rounds', 'all')).toEqual([-3, 3, 3]);
    expect(await predictions('--rounds', 'best')).toEqual([-1, 1, 1]);
  });
});
